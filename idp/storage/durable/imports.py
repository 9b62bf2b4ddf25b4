"""Imports of accounts: how far each has come, and what it made. Implements `Imports`.

Which accounts are used is asked of the tables of MARKS. Next: `directory.py`.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import islice
from typing import Final

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    any_,
    bindparam,
    exists,
    insert,
    or_,
    select,
    update,
)

from idp.administration.import_ports import Import, Imported, Made, Sealed
from idp.identity.ports import Account, IdentifierKey
from idp.storage.durable.accounts import accounts, identifiers, parameters_of
from idp.storage.durable.certificates import certificates
from idp.storage.durable.consents import consents
from idp.storage.durable.data_requests import data_requests
from idp.storage.durable.database import Transaction
from idp.storage.durable.engine import metadata
from idp.storage.durable.grants import grants
from idp.storage.durable.locks import locks
from idp.storage.durable.mandates import mandates
from idp.storage.durable.name_rows import file_new, keys_of_people
from idp.storage.durable.new_rows import add_new, make_room, new_rows
from idp.storage.durable.passkeys import passkeys
from idp.storage.durable.posts import add_posts
from idp.storage.durable.recovery_codes import recovery_codes
from idp.storage.durable.roles import roles
from idp.storage.durable.sessions import sessions
from idp.storage.durable.upstream_links import upstream_links
from keys import Custody

imports = Table(
    "imports",
    metadata,
    Column("id", Text, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("layout", Text, nullable=False),
    Column("operator", Text, nullable=False),
    Column("skips", Integer, nullable=False),
    Column("started_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("lines_done", BigInteger, nullable=False),
    Column("accounts", BigInteger, nullable=False),
    Column("skipped", BigInteger, nullable=False),
    Column("removed", BigInteger, nullable=False),
    Column("people", BigInteger, nullable=False, server_default="0"),
)
Index("ix_imports_digest", imports.c.digest)
Index("ix_imports_file", imports.c.file)
imported_accounts = Table(
    "imported_accounts",
    metadata,
    Column("import_id", Text, ForeignKey(imports.c.id), primary_key=True),
    Column("line", BigInteger, primary_key=True, autoincrement=False),
    Column("account_id", Text, ForeignKey(accounts.c.id), nullable=False),
)

MARKS: Final = (
    sessions.c.account_id,
    grants.c.account_id,
    consents.c.account_id,
    passkeys.c.account_id,
    upstream_links.c.account_id,
    certificates.c.account_id,
    recovery_codes.c.account_id,
    # What officials gave or took is not for an import to take back.
    roles.c.account_id,
    mandates.c.holder,
    locks.c.account_id,
    data_requests.c.account_id,
)
"""Whoever is named in one of these columns has begun to use the account, or others with it."""

_ASKED: Final = 100  # keys in one question; 500 people have 2,000 at most
_IS_USED = or_(
    accounts.c.password.is_not(None),
    accounts.c.totp_seed.is_not(None),
    accounts.c.sms_codes_at.is_not(None),
    accounts.c.mail_codes_at.is_not(None),
    accounts.c.level > 0,
    accounts.c.status != "active",
    *(exists().where(column == accounts.c.id) for column in MARKS),
)
_ADD = insert(imports)
_GET = select(imports).where(imports.c.id == bindparam("one"))
_OF_CONTENT = select(imports).where(imports.c.digest == bindparam("content"))
_OF_NAME = select(imports).where(imports.c.file == bindparam("named"))
_NEWEST = (
    select(imports)
    .order_by(imports.c.started_at.desc(), imports.c.id)
    .limit(bindparam("most", type_=Integer))
)
_ADVANCE = (
    update(imports)
    .where(imports.c.id == bindparam("one"))
    .where(imports.c.state == bindparam("seen_state"))
    .where(imports.c.lines_done == bindparam("seen_lines"))
    .where(imports.c.removed == bindparam("seen_removed"))
    .values(
        skips=bindparam("to_skips"),
        state=bindparam("to_state"),
        lines_done=bindparam("to_lines"),
        accounts=bindparam("to_accounts"),
        skipped=bindparam("to_skipped"),
        removed=bindparam("to_removed"),
        updated_at=bindparam("at"),
    )
)
_TAKEN = select(identifiers.c.key).where(
    identifiers.c.key.in_([bindparam(f"key_{number}") for number in range(_ASKED)])
)
_TAKEN_OF_LIST = select(identifiers.c.key).where(
    identifiers.c.key == any_(bindparam("keys", type_=ARRAY(Text)))
)
_ACCOUNTS = new_rows(
    accounts,
    *("id", "kind", "status", "status_reason", "level", "language", "sandbox"),
    *("created_at", "updated_at", "person_key", "sealed"),
)
_IDENTIFIERS = new_rows(identifiers, "key", "account_id", "kind")
_NOTES = new_rows(imported_accounts, "import_id", "line", "account_id")
_MADE = (
    select(imported_accounts.c.line, accounts.c.id, _IS_USED.label("is_used"))
    .join(accounts, accounts.c.id == imported_accounts.c.account_id)
    .where(imported_accounts.c.import_id == bindparam("one"))
    .where(imported_accounts.c.line > bindparam("after"))
    .where(accounts.c.status != "erased")
    .order_by(imported_accounts.c.line)
    .limit(bindparam("most", type_=Integer))
    .with_for_update(of=accounts)
)


class ImportsInDatabase:
    """`idp.administration.import_ports.Imports`."""

    __slots__ = ("_custody", "_transaction")

    def __init__(self, transaction: Transaction, custody: Callable[[], Custody]) -> None:
        """Read and write in `transaction`; seal by what `custody` answers."""
        self._transaction = transaction
        self._custody = custody

    def add(self, one: Import) -> None:
        """It is remembered."""
        self._transaction.change(_ADD, {**asdict(one), "skips": int(one.skips)})

    def get(self, import_id: str) -> Import | None:
        """The import."""
        row = self._transaction.row(_GET, {"one": import_id})
        return None if row is None else _import(row)

    def newest(self, most: int) -> Sequence[Import]:
        """At most so many, the newest first."""
        return [_import(row) for row in self._transaction.rows(_NEWEST, {"most": most})]

    def of_file(self, digest: str, file: str) -> Sequence[Import]:
        """Those of this content or of this name, newest first."""
        rows = [
            *self._transaction.rows(_OF_CONTENT, {"content": digest}),
            *self._transaction.rows(_OF_NAME, {"named": file}),
        ]
        found = {one.id: one for one in map(_import, rows)}
        return sorted(found.values(), key=lambda one: one.started_at, reverse=True)

    def advance(self, after: Import, seen: Import) -> bool:
        """It stands as it is now; True for one caller of those who saw it so."""
        row = {
            "one": seen.id,
            "seen_state": seen.state,
            "seen_lines": seen.lines_done,
            "seen_removed": seen.removed,
            "to_skips": int(after.skips),
            "to_state": after.state,
            "to_lines": after.lines_done,
            "to_accounts": after.accounts,
            "to_skipped": after.skipped,
            "to_removed": after.removed,
            "at": after.updated_at,
        }
        return self._transaction.change(_ADVANCE, row) == 1

    def taken(self, keys: Collection[IdentifierKey]) -> frozenset[IdentifierKey]:
        """Those of the keys that lead to somebody."""
        run = self._transaction
        if not run.database.is_sqlite:
            rows = run.rows(_TAKEN_OF_LIST, {"keys": list(keys)})
            return frozenset(IdentifierKey(row[0]) for row in rows)
        found = (
            run.rows(_TAKEN, dict(zip(_KEYS, asked, strict=True))) for asked in _questions(keys)
        )
        return frozenset(IdentifierKey(row[0]) for rows in found for row in rows)

    def sealed(self, people: Sequence[Account]) -> Sequence[Sealed]:
        """Each as it is kept; the database is not asked, so any process may."""
        custody = self._custody()
        sealer = custody.sealer
        rows = (parameters_of(one, sealer.new_person_key(one.id), sealer) for one in people)
        return list(map(Sealed, zip(rows, keys_of_people(people, custody), strict=True)))

    def add_people(self, import_id: str, people: Sequence[Imported]) -> bool:
        """All are remembered, who are sealed; False, to be rolled back, where one is taken."""
        run = self._transaction
        kept = [one.sealed for one in people if one.sealed is not None]
        if len(kept) < len(people):
            raise TypeError("somebody is not sealed")
        # In one order for all, so that two imports wait for each other instead of blocking.
        keys = sorted(
            (key, one.account_id, kind) for one in people for kind, key in one.identifiers
        )
        make_room(run)
        if not add_new(run, _ACCOUNTS, [row for row, _ in kept]):
            return False
        if not add_new(run, _IDENTIFIERS, [_identifier(*each) for each in keys]):
            return False
        add_posts(run, [(one.account_id, post) for one in people for post in one.posts])
        names = (names for _, names in kept)
        file_new(run, dict(zip((one.account_id for one in people), names, strict=True)))
        made = [
            {"import_id": import_id, "line": one.line, "account_id": one.account_id}
            for one in people
        ]
        return add_new(run, _NOTES, made)

    def made(self, import_id: str, after: int, most: int) -> Sequence[Made]:
        """The accounts of lines after this one, held until the transaction ends."""
        row = {"one": import_id, "after": after, "most": most}
        return [
            Made(line=line, account_id=account_id, is_used=bool(is_used))
            for line, account_id, is_used in self._transaction.changed_rows(_MADE, row)
        ]


_KEYS: Final = tuple(f"key_{number}" for number in range(_ASKED))


def _questions(keys: Iterable[IdentifierKey]) -> Iterator[Sequence[IdentifierKey]]:
    """The keys, as many at a time as are asked for at once; the last is said again to fill up."""
    rest = iter(keys)
    while asked := list(islice(rest, _ASKED)):
        yield asked + asked[-1:] * (_ASKED - len(asked))


def _identifier(key: IdentifierKey, account_id: str, kind: str) -> dict[str, object]:
    return {"key": key, "account_id": account_id, "kind": kind}


def _import(row: Sequence[object]) -> Import:
    named = dict(zip(imports.c.keys(), row, strict=True))
    return Import(**{**named, "skips": bool(named["skips"])})  # type: ignore[arg-type]
