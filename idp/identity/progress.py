"""What comes next in a sign-in, judged again after every step.

The status of an account is judged, and told, only after the last factor (I-07, EN-01).
"""

from typing import Final, Literal, assert_never

from idp.audit.events import SignInFailed
from idp.identity import assurance
from idp.identity.attempt import LoginAttempt, cleared, save, stamp_of
from idp.identity.context import Context
from idp.identity.outcomes import NeedEnrolment, NeedFactor, Refused, SignedIn
from idp.identity.ports import Credentials
from idp.identity.visit import Visit

RECENT: Final = 600  # seconds: how old a proof may be that allows a sensitive change (I-14)

Next = NeedFactor | NeedEnrolment | SignedIn | Refused


def standing(attempt: LoginAttempt, context: Context) -> assurance.Missing:
    """What this attempt asks for at this moment: which page to show. Reads only."""
    credentials = believed(attempt, context)
    if credentials is None:
        return assurance.FactorMissing(factor="password")
    return _missing(attempt, credentials, context)


def believed(attempt: LoginAttempt, context: Context) -> Credentials | None:
    """The credentials of whom the attempt is about, if its password is still the password."""
    if attempt.account_id is None:
        return None
    credentials = context.credentials.by_account(attempt.account_id)
    if credentials is None or stamp_of(credentials) != attempt.password_stamp:
        return None
    return credentials


def advance(
    attempt: LoginAttempt, credentials: Credentials, visit: Visit, context: Context
) -> Next:
    """What is asked next, the attempt being kept for it; or the sign-in is complete."""
    match _missing(attempt, credentials, context):
        case assurance.FactorMissing(factor=factor):
            save(attempt, context)
            return NeedFactor(attempt=attempt, factor=factor)
        case assurance.FactorDisabled():
            return _turned_away(attempt, "factor_disabled", visit, context)
        case assurance.EnrolmentMissing() | assurance.NothingMissing() if (
            credentials.status != "active"
        ):
            return _turned_away(attempt, "account_locked", visit, context)
        case assurance.EnrolmentMissing():
            save(attempt, context)
            return NeedEnrolment(attempt=attempt)
        case assurance.NothingMissing():
            return SignedIn(
                attempt=attempt,
                account_id=credentials.account_id,
                kind=credentials.kind,
                proofs=attempt.proofs,
                has_totp=credentials.totp_seed is not None,
            )
        case nothing_else:  # pragma: no cover (mypy proves it)
            assert_never(nothing_else)


def _missing(
    attempt: LoginAttempt, credentials: Credentials, context: Context
) -> assurance.Missing:
    still = assurance.missing(attempt.demanded_level, attempt.shown, credentials)
    if not isinstance(still, assurance.EnrolmentMissing) or attempt.enrolment is not None:
        return still
    # A factor is added only by who showed the password just now (MF-06).
    shown_at = max(proof.at for proof in attempt.proofs if proof.factor == "password")
    is_recent = shown_at >= context.now - RECENT
    return still if is_recent else assurance.FactorMissing(factor="password")


def _turned_away(
    attempt: LoginAttempt,
    reason: Literal["factor_disabled", "account_locked"],
    visit: Visit,
    context: Context,
) -> Refused:
    context.record(
        SignInFailed(
            subject=attempt.account_id,
            client=visit.client,
            factor=attempt.proofs[-1].factor,
            reason=reason,
        )
    )
    again = cleared(attempt)
    save(again, context)
    return Refused(attempt=again, reason=reason)
