"""A password that became too old is replaced before the sign-in ends (TCVN 14423:2026).

Every factor was shown by then, the password just now; no session opens before. Next:
`new_password.py`, `progress.py`.
"""

from dataclasses import dataclass, field, replace
from typing import assert_never

from idp.identity.attempt import LoginAttempt, cleared, save, stamp_of
from idp.identity.context import Context
from idp.identity.endings import after_password_change
from idp.identity.factors.password import Busy
from idp.identity.new_password import Accepted, Faulty, demands_of, judge, take
from idp.identity.outcomes import NeedFactor, Outcome, Refused
from idp.identity.password_policy import Demands
from idp.identity.ports import Credentials
from idp.identity.progress import RECENT, advance, believed, must_renew_password
from idp.identity.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighedRenewal:
    """A new password that is accepted, not yet taken."""

    attempt: LoginAttempt
    credentials: Credentials
    accepted: Accepted = field(repr=False)


def due(attempt: LoginAttempt, context: Context) -> Demands | None:
    """What the new password must be, where this attempt waits for nothing else; reads only."""
    credentials = believed(attempt, context)
    if credentials is None or not must_renew_password(attempt, credentials, context):
        return None
    account = context.accounts.get(credentials.account_id)
    return None if account is None else demands_of(account, credentials, context)


def renew_password(attempt: LoginAttempt, new: str, visit: Visit, context: Context) -> Outcome:
    """The sign-in goes on with the new password; all that hung on the old one is over."""
    weighed = weigh(attempt, new, visit, context)
    return settle(weighed, visit, context) if isinstance(weighed, WeighedRenewal) else weighed


def weigh(
    attempt: LoginAttempt, new: str, visit: Visit, context: Context
) -> WeighedRenewal | Outcome:
    """What `settle` has to write; the expensive half, which changes no password."""
    credentials = believed(attempt, context)
    if credentials is None or not _showed_it_just_now(attempt, context):
        again = cleared(attempt)
        save(again, context)
        return NeedFactor(attempt=again, factor="password")
    demands = due(attempt, context)
    if demands is None:
        return advance(attempt, credentials, visit, context)
    judged = judge(new, credentials, demands, context)
    match judged:
        case Accepted():
            return WeighedRenewal(attempt=attempt, credentials=credentials, accepted=judged)
        case Faulty(fault=fault):
            return Refused(attempt=attempt, reason=fault)
        case Busy():
            return judged
        case nothing_else:
            assert_never(nothing_else)


def settle(weighed: WeighedRenewal, visit: Visit, context: Context) -> Outcome:
    """The new password counts, and the attempt goes on with it."""
    account_id = weighed.credentials.account_id
    take(account_id, weighed.accepted, "too_old", context)
    after_password_change(account_id, None, context)
    credentials = replace(weighed.credentials, password=weighed.accepted.password)
    attempt = replace(weighed.attempt, password_stamp=stamp_of(credentials))
    return advance(attempt, credentials, visit, context)


def _showed_it_just_now(attempt: LoginAttempt, context: Context) -> bool:
    """I-14: whoever left the page open and went away does not choose the password."""
    shown = [proof.at for proof in attempt.proofs if proof.factor == "password"]
    return bool(shown) and max(shown) >= context.now - RECENT
