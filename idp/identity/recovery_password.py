"""The end of a recovery: a new password, everything that was open ended, and no session.

The enrolled second factors stay and are asked for at the next sign-in (RC-03).
"""

from dataclasses import dataclass, field

from idp.audit.events import RecoveryFinished
from idp.identity.context import Context
from idp.identity.endings import end_all_sessions
from idp.identity.factors.password import Busy
from idp.identity.factors.recovery_code import RecoveryCode
from idp.identity.new_password import Accepted, Fault, Faulty, demands_of, judge, take
from idp.identity.notice import tell
from idp.identity.ports import Credentials
from idp.identity.recovery import Path, credentials_of, moved, path_of
from idp.identity.recovery_codes import renew
from idp.identity.recovery_ports import Recovery


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """The new password counts; `codes` are to be shown once, none on most paths."""

    codes: tuple[RecoveryCode, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSet:
    """Nothing changed; `reason` names the sentence to show."""

    reason: Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofMissing:
    """What protects the account was not proven, or the proof was used meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLocked:
    """Told only to who proved everything (EN-01)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighedReset:
    """Everything is proven and the new password may be one; nothing is written yet."""

    recovery: Recovery
    credentials: Credentials
    path: Path
    accepted: Accepted


Outcome = Recovered | NotSet | ProofMissing | AccountLocked | Busy


def set_password(recovery: Recovery, new: str, context: Context) -> Outcome:
    """The account has this password, and everything that was open is over."""
    weighed = weigh(recovery, new, context)
    return settle(weighed, context) if isinstance(weighed, WeighedReset) else weighed


def weigh(recovery: Recovery, new: str, context: Context) -> WeighedReset | Outcome:
    """What `settle` has to do; the expensive half, which writes nothing."""
    credentials = credentials_of(recovery, context)
    path = path_of(recovery, credentials)
    if credentials is None or path is None or recovery.state != "proving":
        return ProofMissing()
    account = context.accounts.get(credentials.account_id)
    if account is None or credentials.status != "active":
        return AccountLocked()
    judged = judge(new, credentials, demands_of(account, credentials, context), context)
    match judged:
        case Faulty(fault=fault):
            return NotSet(reason=fault)
        case Accepted():
            return WeighedReset(
                recovery=recovery, credentials=credentials, path=path, accepted=judged
            )
        case busy:
            return busy


def settle(weighed: WeighedReset, context: Context) -> Outcome:
    """The proofs are spent for this one password, by one caller in the world."""
    account_id = weighed.credentials.account_id
    is_spent = moved(weighed.recovery, "finish", context) is not None
    if not is_spent or not _still_stands(weighed, context):
        return ProofMissing()
    take(account_id, weighed.accepted, "recovery", context)
    context.record(RecoveryFinished(subject=account_id, proofs=weighed.recovery.proofs))
    end_all_sessions(account_id, context, cause="recovered")
    tell(account_id, "recovered", {}, context)
    return Recovered(codes=renew(account_id, context) if weighed.path.renews_codes else ())


def _still_stands(weighed: WeighedReset, context: Context) -> bool:
    """Whether the password is the one that was judged by; one that is newer stays (RC-01)."""
    account_id, old = weighed.credentials.account_id, weighed.credentials.password
    fresh = weighed.accepted.password
    return old is None or context.credentials.rehash(account_id, old, fresh)
