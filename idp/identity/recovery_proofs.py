"""Showing a recovery code or the authenticator's code in a recovery: counted, then told.

The authenticator is asked only behind another proof, as it is behind the password in a sign-in:
six digits are not left to whoever knows a name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

from idp.audit.events import TotpDisabled
from idp.identity import throttle
from idp.identity.context import Context
from idp.identity.factors import recovery_code, totp
from idp.identity.notice import tell
from idp.identity.outcomes import Reason, Throttled
from idp.identity.ports import Credentials
from idp.identity.recovery import credentials_of, moved, throttled_name, with_proof
from idp.identity.recovery_ports import ProofName, Recovery
from idp.identity.second_factor import DISABLED_AT
from idp.identity.spent_code import spend_code
from idp.identity.visit import Visit

Method = Literal["recovery_code", "totp"]
PROOF_OF: Final[Mapping[Method, ProofName]] = MappingProxyType(
    {"recovery_code": "recovery_code", "totp": "second_factor"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeTyped:
    """What was typed, and as what."""

    method: Method
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The proof counts, or counted before; `recovery` knows it."""

    recovery: Recovery


@dataclass(frozen=True, slots=True, kw_only=True)
class NotShown:
    """Nothing was proven; `reason` names the sentence to show."""

    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAsked:
    """It is not asked for here and now; what was typed is not looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighedProof:
    """The verdict, not yet told: what a right code would spend, None when it is wrong."""

    recovery: Recovery
    lane: throttle.Lane
    method: Method
    spends: recovery_code.RecoveryCodeHash | int | None = field(repr=False)


Outcome = Shown | NotShown | NotAsked | Throttled


def asks_for_app(recovery: Recovery, credentials: Credentials | None) -> bool:
    """Whether the authenticator's code would help now."""
    return _app_of(recovery, credentials) is not None


def show(recovery: Recovery, typed: CodeTyped, visit: Visit, context: Context) -> Outcome:
    """The proof counts if the code is right, for one caller in the world."""
    weighed = weigh(recovery, typed, visit, context)
    return settle(weighed, context) if isinstance(weighed, WeighedProof) else weighed


def weigh(
    recovery: Recovery, typed: CodeTyped, visit: Visit, context: Context
) -> WeighedProof | Outcome:
    """Whether the code is right, for `settle` to tell; writes nothing."""
    if PROOF_OF[typed.method] in recovery.proofs:
        return Shown(recovery=recovery)
    if recovery.state != "proving":
        return NotAsked()
    if typed.method == "totp":
        return _weigh_app(recovery, typed, visit, context)
    return _weigh_printed(recovery, typed, visit, context)


def settle(weighed: WeighedProof, context: Context) -> Outcome:
    """The guess is counted, then told; a right code is spent."""
    counted = throttle.count(weighed.lane, context)
    if isinstance(counted, throttle.Delayed):
        return Throttled(seconds=counted.seconds)
    if not _spend(weighed, context):
        return _wrong(weighed, counted, context)
    throttle.forget(weighed.lane, context)
    shown = with_proof(weighed.recovery, PROOF_OF[weighed.method])
    kept = moved(shown, "show", context)
    return NotAsked() if kept is None else Shown(recovery=kept)


def _weigh_printed(
    recovery: Recovery, typed: CodeTyped, visit: Visit, context: Context
) -> WeighedProof | NotShown | Throttled:
    """The same work for names that nobody has (EN-01)."""
    code = recovery_code.code_in(typed.code)
    if code is None:
        is_empty = not typed.code.strip()
        return NotShown(reason="recovery_code_missing" if is_empty else "recovery_code_malformed")
    lane = _lane("recovery_code", recovery, visit, context)
    seconds = throttle.delay(lane, context)
    if seconds:
        return Throttled(seconds=seconds)
    hashed = code.hashed(recovery.holder, context.custody)
    is_right = context.recovery_codes.is_living(recovery.holder, hashed)
    spends = hashed if is_right else None
    return WeighedProof(recovery=recovery, lane=lane, method="recovery_code", spends=spends)


def _weigh_app(
    recovery: Recovery, typed: CodeTyped, visit: Visit, context: Context
) -> WeighedProof | NotShown | NotAsked | Throttled:
    app = _app_of(recovery, credentials_of(recovery, context))
    if app is None:
        return NotAsked()
    code = totp.code_in(typed.code)
    if code is None:
        return NotShown(reason="otp_malformed" if typed.code.strip() else "otp_missing")
    lane = _lane("totp", recovery, visit, context)
    seconds = throttle.delay(lane, context)
    if seconds:
        return Throttled(seconds=seconds)
    sealed, last_step = app
    seed = totp.opened(sealed, recovery.holder, context.custody)
    verdict = totp.check(seed, code, now=context.now, last_step=last_step)
    spends = verdict.step if isinstance(verdict, totp.CodeMatches) else None
    return WeighedProof(recovery=recovery, lane=lane, method="totp", spends=spends)


def _app_of(recovery: Recovery, credentials: Credentials | None) -> tuple[bytes, int] | None:
    """The sealed seed that is asked for behind another proof, and the last step that counted."""
    is_due = bool(recovery.proofs) and "second_factor" not in recovery.proofs
    if not is_due or credentials is None or credentials.totp_seed is None:
        return None
    return credentials.totp_seed, credentials.totp_last_step


def _lane(factor: Method, recovery: Recovery, visit: Visit, context: Context) -> throttle.Lane:
    name = throttled_name(recovery)
    return throttle.lane_of(factor, visit, context, subject=recovery.account_id, name=name)


def _spend(weighed: WeighedProof, context: Context) -> bool:
    holder = weighed.recovery.holder
    match weighed.spends:
        case None:
            return False
        case int() as step:
            return context.credentials.accept_totp_step(holder, step)
        case code:
            return spend_code(holder, code, context)


def _wrong(weighed: WeighedProof, counted: throttle.Counted, context: Context) -> Outcome:
    is_app, holder = weighed.method == "totp", weighed.recovery.holder
    reason: Reason = "otp_wrong" if is_app else "recovery_code_wrong"
    delayed = throttle.blame(weighed.lane, counted, reason, context)
    if is_app:
        failures = context.credentials.count_totp_failure(holder, DISABLED_AT)
        if failures == DISABLED_AT:
            context.record(TotpDisabled(subject=holder, failures=failures))
            tell(holder, "totp_disabled", {}, context)
    return Throttled(seconds=delayed.seconds) if delayed else NotShown(reason=reason)
