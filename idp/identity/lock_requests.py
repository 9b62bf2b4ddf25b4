"""An authority's request to lock an account: asked, forwarded in one working day, decided in two.

Both sides are told: the person by a notice, the authority by the answer of the command, which
stands in the trail (Decree 69/2024 art. 15).
"""

import secrets
from dataclasses import replace

from idp.audit.events import LockRequestDecided, LockRequested, LockRequestForwarded
from idp.identity.context import Context
from idp.identity.grounds import GroundName
from idp.identity.lock import Lock
from idp.identity.locking import close_account
from idp.identity.notice import tell


def ask(
    account_id: str,
    ground: GroundName,
    requester: str,
    context: Context,
    *,
    until: int | None = None,
) -> Lock:
    """The request waits; nothing has happened to the account."""
    asked = Lock(
        id=secrets.token_hex(8),
        account_id=account_id,
        ground=ground,
        requester=requester,
        requested_at=context.now,
        starts_at=context.now,
        until=until,
    )
    context.locks.add(asked)
    context.record(
        LockRequested(subject=account_id, request=asked.id, ground=ground, deadline=asked.deadline)
    )
    return asked


def forward(seen: Lock, context: Context) -> bool:
    """Whoever decides has it; False when it was forwarded or decided before."""
    if seen.decided_at is not None or seen.forwarded_at is not None:
        return False
    # The second clock has its own alarm.
    if not context.locks.change(replace(seen, forwarded_at=context.now, overdue_at=None), seen):
        return False
    context.record(LockRequestForwarded(subject=seen.account_id, request=seen.id))
    return True


def decide(seen: Lock, context: Context, *, granted: bool) -> bool:
    """The account is locked, or the request is over; False when it was decided before."""
    if seen.decided_at is not None or seen.forwarded_at is None:
        return False
    decided = replace(seen, decided_at=context.now)
    if granted:
        decided = replace(decided, begun_at=context.now, outcome="granted")
    else:
        decided = replace(decided, ended_at=context.now, outcome="declined")
    if not context.locks.change(decided, seen):
        return False
    context.record(LockRequestDecided(subject=seen.account_id, request=seen.id, granted=granted))
    if granted:
        close_account(decided, context)
    else:
        tell(seen.account_id, "lock_declined", {}, context)
    return True
