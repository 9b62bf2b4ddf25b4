"""The highest time ever committed: against a clock that runs backwards (I-20).

One row, moved at most every ten seconds by the commits of a process, and only ever forwards;
an operator who accepts a clock that was set back moves it there (`idp clock accept`).
"""

from threading import Lock
from typing import Final

from sqlalchemy import BigInteger, Column, Integer, Table, bindparam, select, update

from idp.storage.durable.database import Transaction
from idp.storage.durable.engine import metadata, on_each

INTERVAL: Final = 10  # seconds; a commit now and then carries one statement more
BACKWARDS: Final = 60  # seconds that clocks may differ before the service says "not ready"

highest_time = Table(
    "highest_time",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
)

_READ = select(highest_time.c.at).where(highest_time.c.id == 1)
_RAISE = on_each(
    lambda insert: (
        insert(highest_time)
        .values(id=1, at=bindparam("now"))
        .on_conflict_do_update(
            index_elements=["id"],
            set_={"at": bindparam("now")},
            where=highest_time.c.at < bindparam("now"),
        )
    )
)
_ACCEPT = update(highest_time).where(highest_time.c.id == 1).values(at=bindparam("now"))


class HighestTime:
    """What this process has lately committed; one per process, shared by its threads."""

    def __init__(self) -> None:
        """Know of no commit yet."""
        self._lock = Lock()
        self._raised_at = 0

    def raise_to(self, transaction: Transaction, now: int) -> None:
        """The row is at least `now` once this commits, give or take the interval."""
        with self._lock:
            if abs(now - self._raised_at) < INTERVAL:
                return
            self._raised_at = now
        transaction.change(_RAISE, {"now": now})


def highest(transaction: Transaction) -> int:
    """Return the highest committed time, 0 before the first."""
    row = transaction.row(_READ)
    return 0 if row is None else int(row[0])


def runs_backwards(transaction: Transaction, now: int) -> bool:
    """Whether the clock is so far behind what was committed that nothing may be decided by it."""
    return now < highest(transaction) - BACKWARDS


def accept(transaction: Transaction, now: int) -> int:
    """`now` counts as the highest time from now on; return what stood there before."""
    before = highest(transaction)
    if transaction.change(_ACCEPT, {"now": now}) == 0:
        transaction.change(_RAISE, {"now": now})
    return before
