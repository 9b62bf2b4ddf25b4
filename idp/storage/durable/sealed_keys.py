"""The vault of custody: sealed keys, the sealed root and their version. Implements `keys.Vault`.

Ciphertext only. Every write is conditional on the version that it was decided on.
"""

from collections.abc import Sequence
from dataclasses import fields

from sqlalchemy import (
    BigInteger,
    Column,
    Integer,
    LargeBinary,
    Table,
    Text,
    bindparam,
    select,
    update,
)

from idp.storage.durable.database import Database, Transaction
from idp.storage.durable.engine import metadata, on_each
from keys import SealedKey

vault = Table(
    "vault",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("root", LargeBinary),
    Column("version", BigInteger, nullable=False),
)
sealed_keys = Table(
    "sealed_keys",
    metadata,
    Column("kid", Text, primary_key=True),
    Column("algorithm", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("public_jwk", Text, nullable=False),
    Column("announced_at", BigInteger, nullable=False),
    Column("active_from", BigInteger, nullable=False),
    Column("retired_at", BigInteger),
    Column("unpublish_at", BigInteger),
    Column("destroyed_at", BigInteger),
    Column("sealed", LargeBinary),
)

_NAMES = tuple(field.name for field in fields(SealedKey))
_VERSION = select(vault.c.version).where(vault.c.id == 1)
_ROOT = select(vault.c.root).where(vault.c.id == 1)
_KEYS = select(*(sealed_keys.c[name] for name in _NAMES)).order_by(
    sealed_keys.c.announced_at, sealed_keys.c.kid
)
_BEGIN = on_each(lambda insert: insert(vault).values(id=1, version=0).on_conflict_do_nothing())
_KEEP_ROOT = (
    update(vault)
    .where(vault.c.id == 1)
    .where(vault.c.root.is_(None))
    .values(root=bindparam("envelope"))
)
_REPLACE_ROOT = (
    update(vault)
    .where(vault.c.id == 1)
    .where(vault.c.version == bindparam("expected"))
    .values(root=bindparam("envelope"), version=vault.c.version + 1)
)
_COUNT = (
    update(vault)
    .where(vault.c.id == 1)
    .where(vault.c.version == bindparam("expected"))
    .values(version=vault.c.version + 1)
)
_KEEP_KEY = on_each(
    lambda insert: (
        insert(sealed_keys)
        .values({name: bindparam(f"of_{name}") for name in _NAMES})
        .on_conflict_do_update(
            index_elements=["kid"],
            set_={name: bindparam(f"of_{name}") for name in _NAMES if name != "kid"},
        )
    )
)


class VaultInDatabase:
    """`keys.Vault`; each method is a transaction of its own."""

    def __init__(self, database: Database) -> None:
        """Keep everything in this database."""
        self._database = database

    def version(self) -> int:
        """The number of successful writes; one indexed read."""
        rows = self._database.read(_VERSION)
        return int(rows[0][0]) if rows else 0

    def root(self) -> bytes | None:
        """The sealed root secret; None before the first start."""
        rows = self._database.read(_ROOT)
        return bytes(rows[0][0]) if rows and rows[0][0] is not None else None

    def keep_root(self, sealed: bytes) -> bytes:
        """The root that won: this one if there was none."""

        def act(transaction: Transaction) -> bytes:
            transaction.change(_BEGIN)
            transaction.change(_KEEP_ROOT, {"envelope": sealed})
            row = transaction.row(_ROOT)
            if row is None:
                raise AssertionError("the vault's row was inserted and is not there")
            return bytes(row[0])

        return self._database.run_in_transaction(act)

    def replace_root(self, sealed: bytes, *, expected_version: int) -> bool:
        """The root is exchanged and one version counted; False when it had moved."""
        row = {"envelope": sealed, "expected": expected_version}

        def act(transaction: Transaction) -> bool:
            transaction.change(_BEGIN)
            return transaction.change(_REPLACE_ROOT, row) == 1

        return self._database.run_in_transaction(act)

    def keys(self) -> Sequence[SealedKey]:
        """Every key ever kept."""
        rows = self._database.read(_KEYS)
        return tuple(SealedKey(**dict(zip(_NAMES, row, strict=True))) for row in rows)

    def keep_keys(self, keys: Sequence[SealedKey], *, expected_version: int) -> bool:
        """These are kept by kid and one version counted; False when it had moved."""

        def act(transaction: Transaction) -> bool:
            return KeysInTransaction(transaction).keep_keys(keys, expected_version=expected_version)

        return self._database.run_in_transaction(act)


class KeysInTransaction:
    """`keys.KeepsKeys`: keys change with whatever else the transaction changes, or not at all."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        """Write in `transaction`."""
        self._transaction = transaction

    def keep_keys(self, keys: Sequence[SealedKey], *, expected_version: int) -> bool:
        """These are kept by kid and one version counted; False when it had moved."""
        change = self._transaction.change
        change(_BEGIN)
        if change(_COUNT, {"expected": expected_version}) == 0:
            return False
        for key in keys:
            change(_KEEP_KEY, {f"of_{name}": getattr(key, name) for name in _NAMES})
        return True
