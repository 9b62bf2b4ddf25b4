"""Locks on accounts: each ground, who asked, and the clock. `idp.identity.lock.Locks`.

`due_at` is the lock's own word of when the worker has to look at it, kept to be found by.
"""

from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    bindparam,
    insert,
    select,
    update,
)

from idp.identity.lock import Lock
from idp.storage.durable.accounts import accounts
from idp.storage.durable.database import Found, Transaction
from idp.storage.durable.engine import metadata

locks = Table(
    "locks",
    metadata,
    Column("id", Text, primary_key=True),
    Column("account_id", Text, ForeignKey(accounts.c.id), nullable=False),
    Column("ground", Text, nullable=False),
    Column("requester", Text, nullable=False),
    Column("requested_at", BigInteger, nullable=False),
    Column("starts_at", BigInteger, nullable=False),
    Column("until", BigInteger),
    Column("forwarded_at", BigInteger),
    Column("decided_at", BigInteger),
    Column("told_at", BigInteger),
    Column("overdue_at", BigInteger),
    Column("begun_at", BigInteger),
    Column("ended_at", BigInteger),
    Column("outcome", Text, nullable=False),
    Column("due_at", BigInteger),
)
_FIELDS: Final = tuple(field.name for field in fields(Lock))
_COLUMNS: Final = tuple(locks.c[name] for name in _FIELDS)
_UNDECIDED = locks.c.decided_at.is_(None)
_OPEN = locks.c.ended_at.is_(None)
Index("ix_locks_account_id", locks.c.account_id)
Index("ix_locks_due_at", locks.c.due_at)
Index(
    "ix_locks_undecided",
    locks.c.requested_at,
    sqlite_where=_UNDECIDED,
    postgresql_where=_UNDECIDED,
)

_ADD = insert(locks)
_GET = select(*_COLUMNS).where(locks.c.id == bindparam("lock"))
_OF_ACCOUNT = (
    select(*_COLUMNS)
    .where(locks.c.account_id == bindparam("account"))
    .where(_OPEN)
    .order_by(locks.c.requested_at, locks.c.id)
)
_WAITING = select(*_COLUMNS).where(_UNDECIDED).order_by(locks.c.requested_at, locks.c.id)
_DUE = (
    select(*_COLUMNS)
    .where(locks.c.due_at <= bindparam("now"))
    .order_by(locks.c.due_at)
    .limit(bindparam("most", type_=Integer))
)
_SEEN = ("forwarded_at", "decided_at", "told_at", "overdue_at", "begun_at", "ended_at")
_CHANGE = (
    update(locks)
    .where(locks.c.id == bindparam("lock"))
    .where(*(locks.c[name].is_not_distinct_from(bindparam(f"seen_{name}")) for name in _SEEN))
    .values(
        **{name: bindparam(f"new_{name}") for name in (*_SEEN, "outcome", "due_at")},
    )
)


class LocksInDatabase:
    """`idp.identity.lock.Locks`."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        """Read and write in `transaction`."""
        self._transaction = transaction

    def add(self, lock: Lock) -> None:
        """The lock is kept."""
        self._transaction.change(_ADD, {**asdict(lock), "due_at": lock.due_at})

    def get(self, lock_id: str) -> Lock | None:
        """The lock, one that is over included."""
        row = self._transaction.row(_GET, {"lock": lock_id})
        return None if row is None else _lock(row)

    def change(self, lock: Lock, seen: Lock) -> bool:
        """It stands as it is now; True for one caller of those who saw it so."""
        row: dict[str, object] = {"lock": lock.id, "new_outcome": lock.outcome}
        row |= {f"new_{name}": getattr(lock, name) for name in (*_SEEN, "due_at")}
        row |= {f"seen_{name}": getattr(seen, name) for name in _SEEN}
        return self._transaction.change(_CHANGE, row) == 1

    def of_account(self, account_id: str) -> Sequence[Lock]:
        """The locks of a person that are not over, oldest first."""
        return [_lock(row) for row in self._transaction.rows(_OF_ACCOUNT, {"account": account_id})]

    def undecided(self) -> Sequence[Lock]:
        """The requests that nobody has decided, oldest first."""
        return [_lock(row) for row in self._transaction.rows(_WAITING)]

    def due(self, now: int, most: int = 100) -> Sequence[Lock]:
        """The locks that the worker has to look at."""
        return [_lock(row) for row in self._transaction.rows(_DUE, {"now": now, "most": most})]


def _lock(row: Found) -> Lock:
    return Lock(**dict(zip(_FIELDS, row, strict=True)))
