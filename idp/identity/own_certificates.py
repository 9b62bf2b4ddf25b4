"""Certificates bound to officials: by themselves after a recent strong sign-in, or by their agency.

Each way ends here, so that every channel hears of it (I-14). Next: `certificate_step.py`.
"""

import secrets
from typing import Final, Literal

from idp.audit.events import CertificateBound, CertificateUnbound
from idp.identity.certificate_handover import ShownCertificate, redeem
from idp.identity.certificate_ports import BoundCertificate
from idp.identity.context import Context
from idp.identity.endings import factor_removed
from idp.identity.notice import tell
from idp.identity.password_change import NeedRecentSignIn, is_recent
from idp.identity.ports import Kind, Session
from idp.identity.visit import Visit

MOST: Final = 10  # certificates of one person

Objection = Literal[
    "certificate_again",
    "certificate_expired",
    "certificate_known",
    "certificates_too_many",
    "certificate_not_official",
    "factor_not_allowed",
]


def add_own(
    session: Session, proof: str, visit: Visit, context: Context
) -> BoundCertificate | Objection | NeedRecentSignIn:
    """The certificate that was just shown in this session signs the person in from now on."""
    if not is_recent(session, context):
        return NeedRecentSignIn()
    if "certificate" in session.barred:
        return "factor_not_allowed"
    shown = redeem(proof, session.id, visit, context)
    if not isinstance(shown, ShownCertificate):
        return "certificate_again"
    return bind(session.account_id, session.kind, shown, context)


def remove_own(session: Session, bound_id: str, context: Context) -> bool | NeedRecentSignIn:
    """It counts no more; other sessions and all grants ended. False: none of theirs."""
    if not is_recent(session, context):
        return NeedRecentSignIn()
    return unbind(session.account_id, bound_id, session, context)


def bind(
    account_id: str, kind: Kind, shown: ShownCertificate, context: Context
) -> BoundCertificate | Objection:
    """The certificate is the official's, and every channel of theirs hears of it."""
    if kind != "official":
        return "certificate_not_official"
    if shown.expires_at < context.now:
        return "certificate_expired"
    if context.certificates.hold(account_id) >= MOST:
        return "certificates_too_many"
    bound = BoundCertificate(
        id=secrets.token_hex(8),
        account_id=account_id,
        issuer_hash=shown.issuer_hash,
        serial=shown.serial,
        key_hash=shown.key_hash,
        name=shown.name,
        issuer=shown.issuer,
        expires_at=shown.expires_at,
        created_at=context.now,
    )
    if not context.certificates.add(bound):
        return "certificate_known"
    context.record(CertificateBound(subject=account_id, certificate=bound.id, serial=bound.serial))
    tell(account_id, "certificate_bound", {"name": bound.name}, context)
    return bound


def unbind(account_id: str, bound_id: str, keep: Session | None, context: Context) -> bool:
    """It counts no more, and all that may rest on it ended but the session to keep."""
    owned = {one.id: one for one in context.certificates.of_account(account_id)}
    bound = owned.get(bound_id)
    if bound is None or not context.certificates.remove(account_id, bound_id):
        return False
    context.record(
        CertificateUnbound(subject=account_id, certificate=bound.id, serial=bound.serial)
    )
    tell(account_id, "certificate_unbound", {"name": bound.name}, context)
    factor_removed(account_id, keep, context)
    return True
