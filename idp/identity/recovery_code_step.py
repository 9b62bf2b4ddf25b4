"""The step of a sign-in that takes a recovery code in place of the second factor.

Behind the password, like every code, and counted by the one throttle (I-06, RC-03).
"""

from dataclasses import dataclass, field

from idp.identity import throttle
from idp.identity.assurance import FactorMissing
from idp.identity.attempt import LoginAttempt, Proof, cleared, with_proof
from idp.identity.context import Context
from idp.identity.factors.recovery_code import RecoveryCodeHash, code_in
from idp.identity.outcomes import NeedFactor, Outcome, Reason, Refused, Throttled
from idp.identity.ports import Credentials
from idp.identity.progress import advance, believed, missing_of
from idp.identity.second_factor import NoCodeNeeded
from idp.identity.spent_code import spend_code
from idp.identity.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryCodeGiven:
    """What was typed as recovery code."""

    code: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighedRecoveryCode:
    """The verdict, not yet told; `code` None when it is wrong or spent."""

    attempt: LoginAttempt
    lane: throttle.Lane
    credentials: Credentials
    code: RecoveryCodeHash | None = field(repr=False)


def weigh_recovery_code(
    attempt: LoginAttempt, given: RecoveryCodeGiven, visit: Visit, context: Context
) -> WeighedRecoveryCode | NoCodeNeeded | NeedFactor | Refused | Throttled:
    """Whether the code is right, for `settle_recovery_code` to tell; writes nothing.

    Without a password shown before, the password is asked for (MF-03).
    """
    credentials = believed(attempt, context)
    if credentials is None or "password" not in attempt.shown:
        return NeedFactor(attempt=cleared(attempt), factor="password")
    need = missing_of(attempt, credentials, context)
    if not isinstance(need, FactorMissing) or "recovery_code" not in need.choices:
        return NoCodeNeeded(attempt=attempt, credentials=credentials)
    code = code_in(given.code)
    if code is None:
        is_empty = not given.code.strip()
        reason: Reason = "recovery_code_missing" if is_empty else "recovery_code_malformed"
        return Refused(attempt=attempt, reason=reason)
    account_id = credentials.account_id
    lane = throttle.lane_of("recovery_code", visit, context, subject=account_id, name=account_id)
    seconds = throttle.delay(lane, context)
    if seconds:
        return Throttled(seconds=seconds)
    hashed = code.hashed(account_id, context.custody)
    is_right = context.recovery_codes.is_living(account_id, hashed)
    return WeighedRecoveryCode(
        attempt=attempt, lane=lane, credentials=credentials, code=hashed if is_right else None
    )


def settle_recovery_code(weighed: WeighedRecoveryCode, visit: Visit, context: Context) -> Outcome:
    """The guess is counted, then told: refused, or the next step with the code spent."""
    counted = throttle.count(weighed.lane, context)
    if isinstance(counted, throttle.Delayed):
        return Throttled(seconds=counted.seconds)
    account_id = weighed.credentials.account_id
    if weighed.code is not None and spend_code(account_id, weighed.code, context):
        throttle.forget(weighed.lane, context)
        shown = with_proof(weighed.attempt, Proof(factor="recovery_code", at=context.now))
        return advance(shown, weighed.credentials, visit, context)
    delayed = throttle.blame(weighed.lane, counted, "recovery_code_wrong", context)
    if delayed is not None:
        return Throttled(seconds=delayed.seconds)
    return Refused(attempt=weighed.attempt, reason="recovery_code_wrong")
