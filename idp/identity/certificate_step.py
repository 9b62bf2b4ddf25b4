"""The certificate step of a sign-in: alone, or beside what was shown. Nothing here can be guessed.

So no throttle stands before it (I-06). The chain was judged where it was shown; whose it is, and
whether it still counts, is judged here, at the moment of use (I-05).
"""

from dataclasses import dataclass, field
from typing import Literal, assert_never

from idp.audit.events import SignInFailed
from idp.identity.attempt import LoginAttempt, Proof, with_proof
from idp.identity.certificate_handover import NoCertificate, ShownCertificate, redeem
from idp.identity.certificate_ports import BoundCertificate
from idp.identity.context import Context
from idp.identity.outcomes import Outcome, Refused
from idp.identity.ports import Credentials
from idp.identity.progress import advance, of_person
from idp.identity.visit import Visit

Reason = Literal["certificate_unknown", "certificate_expired"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateGiven:
    """The proof that the browser brought back from the origin of certificates."""

    proof: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighedCertificate:
    """Everything about it is told by `settle_certificate`: the proof counts once."""

    attempt: LoginAttempt
    proof: str = field(repr=False)


def settle_certificate(weighed: WeighedCertificate, visit: Visit, context: Context) -> Outcome:
    """The proof is spent, then told: refused, or the next step."""
    attempt = weighed.attempt
    verdict = redeem(weighed.proof, attempt.id, visit, context)
    match verdict:
        case ShownCertificate():
            return _settled(verdict, attempt, visit, context)
        case NoCertificate() | None:  # the page has told why, or it is too late
            return Refused(attempt=attempt, reason="certificate_again")
        case nothing_else:
            assert_never(nothing_else)


def _settled(
    shown: ShownCertificate, attempt: LoginAttempt, visit: Visit, context: Context
) -> Outcome:
    bound = bound_to(shown, context)
    if bound is None:
        return _refused(attempt, None, "certificate_unknown", visit, context=context)
    credentials = context.credentials.by_account(bound.account_id)
    if credentials is None or credentials.status == "erased":
        return _refused(attempt, None, "certificate_unknown", visit, context=context)
    if shown.expires_at < context.now:
        return _refused(attempt, bound, "certificate_expired", visit, context=context)
    if not context.certificates.use(bound.id, context.now):
        return _refused(attempt, bound, "certificate_unknown", visit, context=context)
    return advance(_shown_by(credentials, attempt, context), credentials, visit, context)


def bound_to(shown: ShownCertificate, context: Context) -> BoundCertificate | None:
    """Whose certificate it is: same issuer, same serial and the very same key."""
    bound = context.certificates.of_certificate(shown.issuer_hash, shown.serial)
    return bound if bound is not None and bound.key_hash == shown.key_hash else None


def _shown_by(credentials: Credentials, attempt: LoginAttempt, context: Context) -> LoginAttempt:
    proof = Proof(factor="certificate", at=context.now)
    return with_proof(of_person(attempt, credentials, context), proof)


def _refused(
    attempt: LoginAttempt,
    bound: BoundCertificate | None,
    reason: Reason,
    visit: Visit,
    *,
    context: Context,
) -> Refused:
    context.record(
        SignInFailed(
            subject=None if bound is None else bound.account_id,
            client=visit.client,
            factor="certificate",
            reason=reason,
        )
    )
    return Refused(attempt=attempt, reason=reason)
