"""What comes next in a sign-in, judged again after every step.

The status of an account is judged, and told, only after the last factor (I-07, EN-01).
"""

from dataclasses import replace
from typing import Final, Literal, assert_never

from idp.audit.events import SignInFailed
from idp.identity import assurance, history
from idp.identity.attempt import LoginAttempt, cleared, save, stamp_of
from idp.identity.context import Context
from idp.identity.new_password import duties_of
from idp.identity.outcomes import NeedEnrolment, NeedFactor, NeedNewPassword, Refused, SignedIn
from idp.identity.password_policy import is_due
from idp.identity.ports import Credentials
from idp.identity.visit import Visit

RECENT: Final = 600  # seconds: how old a proof may be that allows a sensitive change (I-14)

Next = NeedFactor | NeedEnrolment | NeedNewPassword | SignedIn | Refused


def standing(attempt: LoginAttempt, context: Context) -> assurance.Missing:
    """What this attempt asks for at this moment: which page to show. Reads only."""
    credentials = believed(attempt, context)
    if credentials is None:
        return assurance.FactorMissing(factor="password")
    return missing_of(attempt, credentials, context)


def believed(attempt: LoginAttempt, context: Context) -> Credentials | None:
    """The credentials of whom the attempt is about, if its password is still the password."""
    if attempt.account_id is None:
        return None
    credentials = context.credentials.by_account(attempt.account_id)
    if credentials is None or stamp_of(credentials) != attempt.password_stamp:
        return None
    return credentials


def of_person(attempt: LoginAttempt, credentials: Credentials, context: Context) -> LoginAttempt:
    """The attempt about this person; what another, or an old password, showed in it is gone."""
    before = believed(attempt, context)
    is_same = before is not None and before.account_id == credentials.account_id
    kept = attempt if is_same else cleared(attempt)
    return replace(kept, account_id=credentials.account_id, password_stamp=stamp_of(credentials))


def advance(
    attempt: LoginAttempt, credentials: Credentials, visit: Visit, context: Context
) -> Next:
    """What is asked next, the attempt being kept for it; or the sign-in is complete."""
    match missing_of(attempt, credentials, context):
        case assurance.FactorMissing(factor=factor):
            save(attempt, context)
            return NeedFactor(attempt=attempt, factor=factor)
        case assurance.FactorDisabled():
            return _turned_away(attempt, "factor_disabled", visit, context)
        case assurance.NothingHelps():
            return _turned_away(attempt, "factor_barred", visit, context)
        case assurance.EnrolmentMissing() | assurance.NothingMissing() if (
            credentials.status != "active"
        ):
            return _turned_away(attempt, "account_locked", visit, context)
        case assurance.EnrolmentMissing():
            save(attempt, context)
            return NeedEnrolment(attempt=attempt)
        case assurance.NothingMissing() if must_renew_password(attempt, credentials, context):
            save(attempt, context)
            return NeedNewPassword(attempt=attempt)
        case assurance.NothingMissing():
            return SignedIn(
                attempt=attempt,
                account_id=credentials.account_id,
                kind=credentials.kind,
                proofs=attempt.proofs,
                enrolled=credentials.enrolled,
                barred=credentials.barred,
            )
        case nothing_else:
            assert_never(nothing_else)


def must_renew_password(attempt: LoginAttempt, credentials: Credentials, context: Context) -> bool:
    """Whether nothing is missing but a new password, the one that was shown being too old."""
    if credentials.status != "active" or "password" not in attempt.shown:
        return False
    if not isinstance(missing_of(attempt, credentials, context), assurance.NothingMissing):
        return False
    return is_due(duties_of(credentials.account_id, credentials.kind, context), context.now)


def missing_of(
    attempt: LoginAttempt, credentials: Credentials, context: Context
) -> assurance.Missing:
    """What these credentials make this attempt ask for next."""
    still = assurance.missing(attempt.demanded, attempt.shown, credentials, context.policy)
    is_done = isinstance(still, assurance.NothingMissing)
    settled = credentials.enrolled | credentials.barred  # what is barred is not added either
    if is_done and attempt.adds is not None and attempt.adds not in settled:
        still = assurance.EnrolmentMissing(factor=attempt.adds)
    if not isinstance(still, assurance.EnrolmentMissing) or attempt.enrolment is not None:
        return still
    # A factor is added only by who showed another just now (MF-06).
    is_recent = max(proof.at for proof in attempt.proofs) >= context.now - RECENT
    return still if is_recent else assurance.FactorMissing(factor="password")


def _turned_away(
    attempt: LoginAttempt,
    reason: Literal["factor_disabled", "factor_barred", "account_locked"],
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
    turned_away = {**history.met(visit), "reason": reason}
    history.note(attempt.account_id, "sign_in_failed", turned_away, context)
    again = cleared(attempt)
    save(again, context)
    return Refused(attempt=again, reason=reason)
