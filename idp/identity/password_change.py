"""Changing one's own password: a recent strong sign-in and the current password (I-14, MF-06).

The same throttle guards it as guards the sign-in. Next: `new_password.py`; consequences:
`endings.py`.
"""

from dataclasses import dataclass, field
from typing import Literal, assert_never

from idp.identity import assurance, throttle
from idp.identity.context import Context
from idp.identity.endings import after_password_change
from idp.identity.factors.password import Busy, Differs, Matches, normalised
from idp.identity.new_password import Accepted, Fault, Faulty, demands_of, fault_of, judge, take
from idp.identity.outcomes import Throttled
from idp.identity.password_policy import Demands
from idp.identity.ports import Credentials, Session
from idp.identity.progress import RECENT
from idp.identity.session import Opened, renew
from idp.identity.visit import Visit

Objection = (
    Fault | Literal["current_password_missing", "current_password_wrong", "password_unchanged"]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPassword:
    """What was typed."""

    current: str = field(repr=False)
    new: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """The new password counts; `opened` is None when the session ended meanwhile."""

    opened: Opened | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotChanged:
    """The old password counts; `reason` names the sentence to show."""

    reason: Objection


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedRecentSignIn:
    """The sign-in is too old or too weak: `attempt.begin_step_up` or `begin` comes first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighedChange:
    """The verdict, not yet told; `judged` None when the current password is wrong."""

    session: Session
    lane: throttle.Lane
    judged: Accepted | Faulty | None


Outcome = Changed | NotChanged | NeedRecentSignIn | Throttled | Busy


def is_recent(session: Session, context: Context) -> bool:
    """Whether the person proved, just now, as much as they can (I-14)."""
    # Nobody spends a printed code on a change: they are for the day on which all else is lost.
    lasting = session.enrolled - {"recovery_code"}
    can = assurance.reachable(lasting, context.policy, session.barred)
    own = assurance.shown_here(session.factors)
    # A QR code can be relayed: what it opened never changes by what the account is opened.
    shown = assurance.reached(own, context.policy, session.barred).strength
    is_strong = shown.level >= max(can.level, 1)
    return is_strong and session.authenticated_at >= context.now - RECENT


def change_own_password(
    session: Session, typed: NewPassword, visit: Visit, context: Context
) -> Outcome:
    """The person's password is the new one, all grants and all other sessions are over."""
    weighed = weigh(session, typed, visit, context)
    return settle(weighed, context) if isinstance(weighed, WeighedChange) else weighed


def weigh(
    session: Session, typed: NewPassword, visit: Visit, context: Context
) -> WeighedChange | Outcome:
    """What `settle` has to tell; the expensive half, which writes nothing."""
    if not is_recent(session, context):
        return NeedRecentSignIn()
    account_id = session.account_id
    account = context.accounts.get(account_id)
    credentials = context.credentials.by_account(account_id)
    if account is None or credentials is None:
        return NeedRecentSignIn()
    demands = demands_of(account, credentials, context)
    objection = _objection(typed, demands, context)
    if objection is not None:
        return NotChanged(reason=objection)
    lane = throttle.lane_of("password", visit, context, subject=account_id, name=account_id)
    seconds = throttle.delay(lane, context)
    if seconds:
        return Throttled(seconds=seconds)
    judged = _judged(typed, credentials, demands, context)
    if isinstance(judged, Busy):
        return judged
    return WeighedChange(session=session, lane=lane, judged=judged)


def settle(weighed: WeighedChange, context: Context) -> Outcome:
    """The guess is counted, then told; a right one has changed the password."""
    counted = throttle.count(weighed.lane, context)
    if isinstance(counted, throttle.Delayed):
        return Throttled(seconds=counted.seconds)
    if weighed.judged is None:
        delayed = throttle.blame(weighed.lane, counted, "current_password_wrong", context)
        if delayed is not None:
            return Throttled(seconds=delayed.seconds)
        return NotChanged(reason="current_password_wrong")
    throttle.forget(weighed.lane, context)
    if isinstance(weighed.judged, Faulty):
        return NotChanged(reason=weighed.judged.fault)
    account_id = weighed.session.account_id
    take(account_id, weighed.judged, "by_owner", context)
    after_password_change(account_id, weighed.session, context)
    return Changed(opened=renew(weighed.session, context))


def _objection(typed: NewPassword, demands: Demands, context: Context) -> Objection | None:
    if not typed.current:
        return "current_password_missing"
    if typed.new and normalised(typed.new) == normalised(typed.current):
        return "password_unchanged"
    return fault_of(typed.new, demands, context)


def _judged(
    typed: NewPassword, credentials: Credentials, demands: Demands, context: Context
) -> Accepted | Faulty | Busy | None:
    """What becomes of the new one; None when the current password is wrong."""
    verdict = context.hashing.verify(credentials.password, typed.current)
    match verdict:
        case Busy():
            return verdict
        case Differs():
            return None
        case Matches():
            return judge(typed.new, credentials, demands, context)
        case nothing_else:
            assert_never(nothing_else)
