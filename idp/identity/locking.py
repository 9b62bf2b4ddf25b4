"""Locking and unlocking: the ground stands in a table, everything of the person ends at once.

`attend` is the worker's: what begins, ends or runs late by itself. Next: `lock_requests.py`.
"""

import secrets
from dataclasses import replace

from idp.audit.events import AccountLocked, AccountUnlocked, LockRequestOverdue
from idp.identity.context import Context
from idp.identity.endings import end_all_sessions
from idp.identity.grounds import GROUNDS, TELL_BEFORE, GroundName
from idp.identity.lock import Lock
from idp.identity.notice import tell
from idp.identity.working_days import midnight_after

HOLDER = "holder"
SYSTEM = "system"


def lock(
    account_id: str,
    ground: GroundName,
    requester: str,
    context: Context,
    *,
    until: int | None = None,
) -> Lock:
    """The person cannot sign in, and every session and grant is over."""
    now = context.now
    imposed = Lock(
        id=secrets.token_hex(8),
        account_id=account_id,
        ground=ground,
        requester=requester,
        requested_at=now,
        starts_at=now,
        decided_at=now,
        until=until,
        begun_at=now,
    )
    context.locks.add(imposed)
    close_account(imposed, context)
    return imposed


def close_account(imposed: Lock, context: Context) -> None:
    """What a lock that begins does to the account."""
    account_id, ground = imposed.account_id, imposed.ground
    context.accounts.change_status(account_id, "locked", ground, context.now)
    context.record(AccountLocked(subject=account_id, ground=ground))
    end_all_sessions(account_id, context, cause="account_locked")
    tell(account_id, "account_locked", {"ground": ground}, context)


def unlock(account_id: str, ground: GroundName | None, context: Context) -> bool:
    """The locks of this ground, or all that may end, are over; False when there were none."""
    lifted = [
        one
        for one in context.locks.of_account(account_id)
        if one.is_in_force and GROUNDS[one.ground].may_end and ground in (None, one.ground)
    ]
    done = [lift(one, "lifted", context) for one in lifted]
    return any(done)


def lift(seen: Lock, outcome: str, context: Context) -> bool:
    """The lock is over; the person can sign in again unless another one is in force."""
    if not context.locks.change(replace(seen, ended_at=context.now, outcome=outcome), seen):
        return False
    still = [one for one in context.locks.of_account(seen.account_id) if one.is_in_force]
    if still or not context.accounts.change_status(seen.account_id, "active", "", context.now):
        return True
    context.record(AccountUnlocked(subject=seen.account_id, ground=seen.ground))
    tell(seen.account_id, "account_unlocked", {"ground": seen.ground}, context)
    return True


def schedule_expiry(account_id: str, expires_on: str, context: Context) -> None:
    """The account locks when the document has expired; of an older document it does no more."""
    for one in context.locks.of_account(account_id):
        if one.ground == "document_expired":
            lift(one, "renewed", context)
    context.locks.add(
        Lock(
            id=secrets.token_hex(8),
            account_id=account_id,
            ground="document_expired",
            requester=SYSTEM,
            requested_at=context.now,
            starts_at=midnight_after(expires_on),
            decided_at=context.now,
        )
    )


def attend(seen: Lock, context: Context) -> bool:
    """What was due about it is done; False when somebody else was faster, or nothing was due."""
    now = context.now
    if seen.due_at is None or seen.due_at > now:
        return False
    if seen.decided_at is None:
        return _note_overdue(seen, context)
    if seen.begun_at is not None:
        return lift(seen, "over", context)
    if seen.starts_at > now:
        return _announce(seen, context)
    if not context.locks.change(replace(seen, begun_at=now, told_at=seen.told_at or now), seen):
        return False
    close_account(seen, context)
    return True


def _announce(seen: Lock, context: Context) -> bool:
    """The person is told, a month ahead, that the document will expire."""
    if not context.locks.change(replace(seen, told_at=context.now), seen):
        return False
    days = min(seen.starts_at - context.now, TELL_BEFORE) // 86_400
    tell(seen.account_id, "document_expires", {"days": str(days)}, context)
    return True


def _note_overdue(seen: Lock, context: Context) -> bool:
    if not context.locks.change(replace(seen, overdue_at=context.now), seen):
        return False
    context.record(
        LockRequestOverdue(
            subject=seen.account_id, request=seen.id, forwarded=seen.forwarded_at is not None
        )
    )
    return True
