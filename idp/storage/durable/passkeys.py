"""Public keys of persons. `Passkeys`: a counter grows by one conditional statement (MF-05).

A row has two unique columns. Where a statement names one of them, PostgreSQL raises at the other.
"""

from collections.abc import Sequence

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    and_,
    bindparam,
    delete,
    func,
    or_,
    select,
    update,
)

from idp.identity.passkey_ports import CredentialId, Passkey
from idp.storage.durable.database import Found, Transaction
from idp.storage.durable.engine import metadata, on_each
from idp.storage.durable.holding import hold

passkeys = Table(
    "passkeys",
    metadata,
    Column("id", Text, primary_key=True),
    Column("account_id", Text, nullable=False),
    Column("credential_id", Text, nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    Column("sign_count", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("aaguid", Text, nullable=False),
    Column("is_hardware", Integer, nullable=False),
    Column("is_synced", Integer, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("used_at", BigInteger),
)
Index("uq_passkeys_credential_id", passkeys.c.credential_id, unique=True)
Index("ix_passkeys_account_id", passkeys.c.account_id)

_ADD = on_each(
    lambda insert: (
        insert(passkeys)
        .values({column.name: bindparam(column.name) for column in passkeys.c})
        .on_conflict_do_nothing()
    )
)
_BY_CREDENTIAL = select(passkeys).where(passkeys.c.credential_id == bindparam("credential"))
_OF_ACCOUNT = (
    select(passkeys)
    .where(passkeys.c.account_id == bindparam("account"))
    .order_by(passkeys.c.created_at, passkeys.c.id)
)
_HOW_MANY = (
    select(func.count()).select_from(passkeys).where(passkeys.c.account_id == bindparam("account"))
)
_USE = (
    update(passkeys)
    .where(passkeys.c.id == bindparam("passkey"))
    .where(
        or_(
            passkeys.c.sign_count < bindparam("count"),
            and_(passkeys.c.sign_count == 0, bindparam("count", type_=BigInteger) == 0),
        )
    )
    .values(sign_count=bindparam("count"), used_at=bindparam("at"))
)
_THEIRS = and_(passkeys.c.id == bindparam("passkey"), passkeys.c.account_id == bindparam("account"))
_RENAME = update(passkeys).where(_THEIRS).values(name=bindparam("to"))
_REMOVE = delete(passkeys).where(_THEIRS)


class PasskeysInDatabase:
    """`idp.identity.passkey_ports.Passkeys`."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        """Read and write in `transaction`."""
        self._transaction = transaction

    def hold(self, account_id: str) -> int:
        """How many keys the person has; by another transaction none is added before this ends."""
        hold(account_id, self._transaction)
        row = self._transaction.row(_HOW_MANY, {"account": account_id})
        return 0 if row is None else int(row[0])

    def add(self, passkey: Passkey) -> bool:
        """The key is remembered; False where its credential id was known."""
        row = {column.name: getattr(passkey, column.name) for column in passkeys.c}
        flags = {name: int(row[name]) for name in ("is_hardware", "is_synced")}
        return self._transaction.change(_ADD, row | flags) == 1

    def by_credential(self, credential_id: CredentialId) -> Passkey | None:
        """The key that a browser names."""
        row = self._transaction.row(_BY_CREDENTIAL, {"credential": credential_id})
        return None if row is None else _passkey(row)

    def of_account(self, account_id: str) -> Sequence[Passkey]:
        """The keys of a person, oldest first."""
        return [
            _passkey(row) for row in self._transaction.rows(_OF_ACCOUNT, {"account": account_id})
        ]

    def use(self, passkey_id: str, sign_count: int, at: int) -> bool:
        """The counter is kept; False where it did not grow, unless both are 0."""
        row = {"passkey": passkey_id, "count": sign_count, "at": at}
        return self._transaction.change(_USE, row) == 1

    def rename(self, account_id: str, passkey_id: str, name: str) -> bool:
        """The key has another name; False where the person has no such key."""
        row = {"account": account_id, "passkey": passkey_id, "to": name}
        return self._transaction.change(_RENAME, row) == 1

    def remove(self, account_id: str, passkey_id: str) -> bool:
        """The key is forgotten; True for one caller."""
        row = {"account": account_id, "passkey": passkey_id}
        return self._transaction.change(_REMOVE, row) == 1


def _passkey(row: Found) -> Passkey:
    return Passkey(
        id=row[0],
        account_id=row[1],
        credential_id=row[2],
        public_key=bytes(row[3]),
        sign_count=row[4],
        name=row[5],
        aaguid=row[6],
        is_hardware=row[7] == 1,
        is_synced=row[8] == 1,
        created_at=row[9],
        used_at=row[10],
    )
