"""Housekeeping: what may go because its time is over, and what ends after a restore.

`idp.administration.ports.Housekeeping`, for the worker and the operator.
"""

from typing import Final

from sqlalchemy import bindparam, delete, update

from idp.storage.durable.accounts import accounts
from idp.storage.durable.database import Transaction
from idp.storage.durable.grants import grants
from idp.storage.durable.highest_time import accept, highest
from idp.storage.durable.recoveries import end_recoveries
from idp.storage.durable.recovery_codes import spend_all_codes
from idp.storage.durable.sent_proofs import sent_proofs
from idp.storage.durable.sessions import sessions
from idp.storage.durable.short_lived import short_lived
from idp.storage.durable.sweep import sweep
from idp.storage.durable.versions import set_version

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
_FORGET_SHORT_LIVED = delete(short_lived)
_FORGET_SENT = delete(sent_proofs)
_SPEND_STEPS = (
    update(accounts)
    .where(accounts.c.totp_seed.is_not(None))
    .where(accounts.c.totp_last_step < bindparam("step"))
    .values(totp_last_step=bindparam("step"))
)
RESTORED: Final = "restored"
"""The kind whose version is the second of the last restore, for `Poll`: 0 before the first."""
TOTP_STEP: Final = 30  # seconds (RFC 6238 §5.2)


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
        """No session, grant, token or sign-in of before lives; return the first two (I-16).

        Codes of every kind and links of before are spent: nobody can say that they were not (I-01).
        """
        set_version(self._transaction, RESTORED, at)
        self._transaction.change(_FORGET_SHORT_LIVED)
        self._transaction.change(_FORGET_SENT)
        self._transaction.change(_SPEND_STEPS, {"step": at // TOTP_STEP})
        spend_all_codes(at, self._transaction)
        end_recoveries(self._transaction)
        ended_sessions = self._transaction.change(_END_SESSIONS, {"at": at})
        return ended_sessions, self._transaction.change(_END_GRANTS, {"at": at})

    def accept_clock(self, now: int) -> int:
        """`now` is the highest time from here on; return what stood there before."""
        before = highest(self._transaction)
        accept(self._transaction, now)
        return before
