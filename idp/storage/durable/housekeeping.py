"""Housekeeping: what may go because its time is over, and what ends after a restore.

`idp.administration.ports.Housekeeping`, for the worker and the operator.
"""

from sqlalchemy import bindparam, update

from idp.storage.durable.database import Transaction
from idp.storage.durable.grants import grants
from idp.storage.durable.highest_time import accept, highest
from idp.storage.durable.sessions import sessions
from idp.storage.durable.sweep import sweep

_END_SESSIONS = (
    update(sessions)
    .where(sessions.c.ended_at.is_(None))
    .values(ended_at=bindparam("at"), end_reason="restored")
)
_END_GRANTS = (
    update(grants)
    .where(grants.c.ended_at.is_(None))
    .values(ended_at=bindparam("at"), end_reason="restored")
)


class HousekeepingInDatabase:
    """Sweeping runs in small transactions of its own; the rest in the present one."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        """Read and write in `transaction`."""
        self._transaction = transaction

    def sweep(self, now: int) -> None:
        """Nothing is left of what expired long ago."""
        sweep(self._transaction.database, now)

    def restored(self, at: int) -> tuple[int, int]:
        """No session and no grant of before lives; return how many of each did (I-16)."""
        ended_sessions = self._transaction.change(_END_SESSIONS, {"at": at})
        return ended_sessions, self._transaction.change(_END_GRANTS, {"at": at})

    def accept_clock(self, now: int) -> int:
        """`now` is the highest time from here on; return what stood there before."""
        before = highest(self._transaction)
        accept(self._transaction, now)
        return before
