"""The code step of a sign-in: checks an enrolled TOTP, or confirms the one that is being enrolled.

A right code counts once, for one caller in the world (I-01, MF-01). Next: `enrolment.py`.
"""

from dataclasses import dataclass, field, replace
from typing import Final, assert_never

from idp.audit.events import TotpDisabled, TotpEnrolled
from idp.identity import throttle
from idp.identity.assurance import EnrolmentMissing, FactorMissing
from idp.identity.attempt import LoginAttempt, Proof, cleared, with_proof
from idp.identity.context import Context
from idp.identity.factors import totp
from idp.identity.notice import tell
from idp.identity.outcomes import NeedFactor, Outcome, Reason, Refused, Throttled
from idp.identity.ports import Credentials
from idp.identity.progress import advance, believed, missing_of
from idp.identity.visit import Visit

DISABLED_AT: Final = 100  # wrong codes in a row


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeGiven:
    """What was typed as one-time code."""

    code: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighedCode:
    """The verdict, not yet told; `enrolling` is the sealed seed that a right code confirms."""

    attempt: LoginAttempt
    lane: throttle.Lane
    credentials: Credentials
    verdict: totp.CodeMatches | totp.CodeSpent | totp.CodeDiffers
    enrolling: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoCodeNeeded:
    """The attempt asks for something else than a code; what was typed is not looked at."""

    attempt: LoginAttempt
    credentials: Credentials


def weigh_code(
    attempt: LoginAttempt, given: CodeGiven, visit: Visit, context: Context
) -> WeighedCode | NoCodeNeeded | NeedFactor | Refused | Throttled:
    """Whether the code is right, for `settle_code` to tell; writes nothing.

    Without a password shown before, the password is asked for (MF-03).
    """
    credentials = believed(attempt, context)
    if credentials is None or "password" not in attempt.shown:
        return NeedFactor(attempt=cleared(attempt), factor="password")
    enrolling, sealed = None, None
    match missing_of(attempt, credentials, context):
        case FactorMissing() as need if "totp" in need.choices:
            sealed = credentials.totp_seed
        case EnrolmentMissing(factor="totp") if attempt.enrolment is not None:
            enrolling = sealed = bytes.fromhex(attempt.enrolment)
        case _:
            pass
    if sealed is None:
        return NoCodeNeeded(attempt=attempt, credentials=credentials)
    code = totp.code_in(given.code)
    if code is None:
        is_empty = not given.code.strip()
        return Refused(attempt=attempt, reason="otp_missing" if is_empty else "otp_malformed")
    account_id = credentials.account_id
    lane = throttle.lane_of("totp", visit, context, subject=account_id, name=account_id)
    seconds = throttle.delay(lane, context)
    if seconds:
        return Throttled(seconds=seconds)
    last_step = credentials.totp_last_step if enrolling is None else 0
    seed = totp.opened(sealed, account_id, context.custody)
    return WeighedCode(
        attempt=attempt,
        lane=lane,
        credentials=credentials,
        verdict=totp.check(seed, code, now=context.now, last_step=last_step),
        enrolling=enrolling,
    )


def settle_code(weighed: WeighedCode | NoCodeNeeded, visit: Visit, context: Context) -> Outcome:
    """The guess is counted, then told: refused, or signed in with the step spent."""
    if isinstance(weighed, NoCodeNeeded):
        return advance(weighed.attempt, weighed.credentials, visit, context)
    counted = throttle.count(weighed.lane, context)
    if isinstance(counted, throttle.Delayed):
        return Throttled(seconds=counted.seconds)
    match weighed.verdict:
        case totp.CodeMatches(step=step):
            if not _spend(weighed, step, context):
                return _wrong(weighed, counted, "otp_used", context)
            throttle.forget(weighed.lane, context)
            shown = with_proof(weighed.attempt, Proof(factor="totp", at=context.now))
            enrolled = weighed.enrolling or weighed.credentials.totp_seed
            credentials = replace(
                weighed.credentials,
                totp_seed=enrolled,
                totp_disabled=False,
                enrolled=weighed.credentials.enrolled | {"totp"},
            )
            return advance(replace(shown, enrolment=None), credentials, visit, context)
        case totp.CodeSpent():
            return _wrong(weighed, counted, "otp_used", context)
        case totp.CodeDiffers():
            return _wrong(weighed, counted, "otp_wrong", context)
        case nothing_else:
            assert_never(nothing_else)


def _spend(weighed: WeighedCode, step: int, context: Context) -> bool:
    account_id = weighed.credentials.account_id
    if weighed.enrolling is None:
        return context.credentials.accept_totp_step(account_id, step)
    if not context.credentials.set_totp(account_id, weighed.enrolling, step, context.now):
        return False
    context.record(TotpEnrolled(subject=account_id))
    tell(account_id, "totp_enrolled", {}, context)
    return True


def _wrong(
    weighed: WeighedCode, counted: throttle.Counted, reason: Reason, context: Context
) -> Outcome:
    account_id = weighed.credentials.account_id
    delayed = throttle.blame(weighed.lane, counted, reason, context)
    if weighed.enrolling is None:
        failures = context.credentials.count_totp_failure(account_id, DISABLED_AT)
        if failures == DISABLED_AT:
            context.record(TotpDisabled(subject=account_id, failures=failures))
            tell(account_id, "totp_disabled", {}, context)
    if delayed is not None:
        return Throttled(seconds=delayed.seconds)
    return Refused(attempt=weighed.attempt, reason=reason)
