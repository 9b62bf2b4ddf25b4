"""The step of a sign-in that takes a phone's approval. Nothing is typed, so nothing is guessed.

The phone's session is judged again at this moment: one that ended meanwhile vouches for nobody
(I-05). The answer is spent by one caller in the world (I-01). Next: `session.py`.
"""

from dataclasses import dataclass, replace

from idp.audit.events import SignInFailed
from idp.identity.attempt import LoginAttempt, Proof, with_proof
from idp.identity.context import Context
from idp.identity.cross_device import answer_to, factor_of, may_be_asked, of_attempt
from idp.identity.outcomes import Outcome, Refused
from idp.identity.ports import Credentials, Session
from idp.identity.progress import advance, of_person
from idp.identity.sent_proofs import SentProof
from idp.identity.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """The big screen comes to fetch the answer of the phone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighedApproval:
    """The verdict, not yet told; `session` is the phone's, None when it vouches for nobody."""

    attempt: LoginAttempt
    answer: SentProof | None
    session: Session | None
    credentials: Credentials | None


def weigh_approval(attempt: LoginAttempt, context: Context) -> WeighedApproval:
    """Whether a living session approved this very attempt; writes nothing."""
    lost = WeighedApproval(attempt=attempt, answer=None, session=None, credentials=None)
    request = of_attempt(attempt, context) if may_be_asked(attempt) else None
    answer = answer_to(request, context) if request is not None else None
    if request is None or answer is None:
        return lost
    living = context.sessions.of_account(answer.account_id, context.now)
    session = next((one for one in living if one.id == request.session), None)
    credentials = context.credentials.by_account(answer.account_id)
    return replace(lost, answer=answer, session=session, credentials=credentials)


def settle_approval(weighed: WeighedApproval, visit: Visit, context: Context) -> Outcome:
    """The answer is spent: the person is signed in as far as their phone is, or nobody is."""
    answer, attempt = weighed.answer, weighed.attempt
    lost = Refused(attempt=attempt, reason="approval_lost")
    if answer is None or not context.sent_proofs.spend(answer, context.now):
        return lost
    session, credentials = weighed.session, weighed.credentials
    if session is None or credentials is None:
        _record_ended(answer, visit, context)
        return lost
    shown = _shown_by(session, credentials, attempt, context)
    return advance(shown, credentials, visit, context)


def _record_ended(answer: SentProof, visit: Visit, context: Context) -> None:
    context.record(
        SignInFailed(
            subject=answer.account_id,
            client=visit.client,
            factor="cross_device_1",
            reason="approval_lost",
        )
    )


def _shown_by(
    session: Session, credentials: Credentials, attempt: LoginAttempt, context: Context
) -> LoginAttempt:
    """The attempt with the phone's word, which is as old as the phone's own sign-in.

    So `auth_time` never claims a fresher one.
    """
    proof = Proof(factor=factor_of(session, context), at=session.authenticated_at)
    return with_proof(of_person(attempt, credentials, context), proof)
