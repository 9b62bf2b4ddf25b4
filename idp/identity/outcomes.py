"""How a step of a sign-in can end. `web/` matches on these and renders one page for each."""

from dataclasses import dataclass
from typing import Literal

from idp.identity.attempt import LoginAttempt, Proof
from idp.identity.factors import FactorName
from idp.identity.factors.password import Busy
from idp.identity.ports import Kind

Reason = Literal[
    "username_missing",
    "password_missing",
    "wrong_credentials",
    "otp_missing",
    "otp_malformed",
    "otp_wrong",
    "otp_used",
    "sent_code_wrong",
    "passkey_refused",
    "recovery_code_missing",
    "recovery_code_malformed",
    "recovery_code_wrong",
    "approval_lost",
    "certificate_again",
    "certificate_unknown",
    "certificate_expired",
    "factor_disabled",
    "factor_barred",
    "account_locked",
    "new_password_missing",
    "password_reused",
    "password_too_long",
    "password_too_short",
    "password_lacks_classes",
    "password_too_weak",
    "password_breached",
    "upstream_level_unknown",
    "upstream_kind",
    "upstream_taken",
    "upstream_facts",
    "upstream_known",
    "upstream_not_theirs",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedFactor:
    """A factor is asked for next."""

    attempt: LoginAttempt
    factor: FactorName


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedEnrolment:
    """The level needs a second factor, which the person has to enrol first."""

    attempt: LoginAttempt


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedNewPassword:
    """Every factor was shown, and the password is older than the policy allows."""

    attempt: LoginAttempt


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedLink:
    """An upstream told of somebody who is nobody here yet; the attempt holds it as `claimed`."""

    attempt: LoginAttempt


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Every factor that is needed was shown; `session.open_session` comes next."""

    attempt: LoginAttempt
    account_id: str
    kind: Kind
    proofs: tuple[Proof, ...]
    enrolled: frozenset[FactorName]
    barred: frozenset[FactorName]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Not accepted; `reason` names the sentence to show."""

    attempt: LoginAttempt
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Throttled:
    """Not looked at, or not told: too many guesses. Try again after so many seconds."""

    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """The attempt ended in a session before: the browser only has to go on."""

    attempt: LoginAttempt


Outcome = (
    NeedFactor
    | NeedEnrolment
    | NeedNewPassword
    | NeedLink
    | SignedIn
    | Refused
    | Throttled
    | Busy
    | Finished
)
