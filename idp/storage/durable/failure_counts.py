"""Failed guesses per key of the throttle, durable: a restart forgives nobody. `FailureCounts`."""

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    Table,
    Text,
    bindparam,
    delete,
    select,
    update,
)

from idp.identity.throttle_ports import FailureCount
from idp.storage.durable.database import Transaction
from idp.storage.durable.engine import metadata, on_each

failure_counts = Table(
    "failure_counts",
    metadata,
    Column("key", Text, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", BigInteger, nullable=False),
)
Index("ix_failure_counts_last_at", failure_counts.c.last_at)

_KEY = failure_counts.c.key == bindparam("of")
_ONE_MORE = {"failures": failure_counts.c.failures + 1, "last_at": bindparam("at")}
_GET = select(failure_counts.c.failures, failure_counts.c.last_at).where(_KEY)
_ADD = on_each(
    lambda insert: (
        insert(failure_counts)
        .values(key=bindparam("of"), failures=1, last_at=bindparam("at"))
        .on_conflict_do_update(index_elements=["key"], set_=_ONE_MORE)
        .returning(failure_counts.c.failures, failure_counts.c.last_at)
    )
)
_RESERVE_FIRST = on_each(
    lambda insert: (
        insert(failure_counts)
        .values(key=bindparam("of"), failures=1, last_at=bindparam("at"))
        .on_conflict_do_update(
            index_elements=["key"], set_=_ONE_MORE, where=failure_counts.c.failures == 0
        )
    )
)
_RESERVE_NEXT = (
    update(failure_counts)
    .where(_KEY)
    .where(failure_counts.c.failures == bindparam("expected"))
    .values(**_ONE_MORE)
)
_RESET = delete(failure_counts).where(_KEY)


class FailureCountsInDatabase:
    """`idp.identity.throttle_ports.FailureCounts`."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        """Read and write in `transaction`."""
        self._transaction = transaction

    def get(self, key: str) -> FailureCount:
        """The count; zero when nothing is known."""
        row = self._transaction.row(_GET, {"of": key})
        if row is None:
            return FailureCount(failures=0, last_at=0)
        return FailureCount(failures=row[0], last_at=row[1])

    def add(self, key: str, at: int) -> FailureCount:
        """One failure more; returns the count that now stands."""
        row = self._transaction.changed(_ADD, {"of": key, "at": at})
        if row is None:
            raise AssertionError("an upsert that returns nothing")
        return FailureCount(failures=row[0], last_at=row[1])

    def reserve(self, key: str, expected: int, at: int) -> bool:
        """One guess is counted ahead of its check; True only if `expected` stood there."""
        if expected == 0:
            return self._transaction.change(_RESERVE_FIRST, {"of": key, "at": at}) == 1
        row = {"of": key, "expected": expected, "at": at}
        return self._transaction.change(_RESERVE_NEXT, row) == 1

    def reset(self, key: str) -> None:
        """No failure is known."""
        self._transaction.change(_RESET, {"of": key})
