"""An official's own certificates: add, remove, after a recent strong sign-in (MF-06, I-14)."""

from typing import assert_never

from flask import Response

from idp.identity import attempt as attempts
from idp.identity import own_certificates as own
from idp.identity.attempt import Errand
from idp.identity.certificate_ports import BoundCertificate
from idp.identity.password_change import NeedRecentSignIn, is_recent
from idp.identity.ports import Session
from idp.web import views
from idp.web.certificate_visit import (
    FIELD,
    CameBack,
    brought_back,
    certificate_origin,
    way_there,
)
from idp.web.exchange import Exchange
from idp.web.forms import read_form
from idp.web.respond import page, redirect
from idp.web.sentences import reason_words

ACCOUNT = "/account"
CERTIFICATES = "/account/certificates"


def certificates(exchange: Exchange) -> Response:
    """Show them, send there for another one, or do what one of the buttons asks."""
    session = exchange.session()
    if session is None:
        return redirect("/sign-in")
    if not is_recent(session, exchange.unit.identity):
        return redirect(_sign_in_again(session, exchange))
    if exchange.request.method == "GET":
        return _page(session, exchange, came_back=brought_back(session.id, exchange))
    fields = read_form(exchange, CERTIFICATES)
    if "remove" in fields:
        own.remove_own(session, fields["remove"], exchange.unit.identity)
        return redirect(CERTIFICATES)
    if "proof" in fields:
        return _added(session, fields["proof"], exchange)
    return way_there(session.id, CERTIFICATES, exchange)


def _added(session: Session, proof: str, exchange: Exchange) -> Response:
    added = own.add_own(session, proof, exchange.visit, exchange.unit.identity)
    match added:
        case BoundCertificate():
            return redirect(CERTIFICATES)
        case NeedRecentSignIn():
            return redirect(_sign_in_again(session, exchange))
        case str():
            return _page(session, exchange, reason=added, status=400)
        case nothing_else:
            assert_never(nothing_else)


def _page(
    session: Session,
    exchange: Exchange,
    *,
    came_back: CameBack | None = None,
    reason: str | None = None,
    status: int = 200,
) -> Response:
    context = exchange.unit.identity
    if came_back is not None and came_back.reason is not None:
        reason, status = came_back.reason, 400
    view = views.Certificates(
        action=CERTIFICATES,
        csrf=exchange.token(CERTIFICATES),
        account_url=ACCOUNT,
        addable=_is_addable(session, exchange),
        barred="certificate" in session.barred,
        rows=[
            views.CertificateRow(
                id=one.id,
                name=one.name,
                issuer=one.issuer,
                expires_at=one.expires_at,
                expired=one.expires_at < context.now,
                used_at=one.used_at,
            )
            for one in context.certificates.of_account(session.account_id)
        ],
        shown=None if came_back is None else came_back.shown,
        errors=() if reason is None else ((_field_of(reason), reason_words(reason)),),
    )
    targets = certificate_origin(exchange)
    return page("certificates.html", view, status=status, form_targets=targets)


def _field_of(reason: str) -> str:
    return "certificates-barred" if reason == "factor_not_allowed" else FIELD


def _is_addable(session: Session, exchange: Exchange) -> bool:
    is_offered = "certificate" in exchange.unit.identity.policy.offered
    return is_offered and session.kind == "official" and "certificate" not in session.barred


def _sign_in_again(session: Session, exchange: Exchange) -> str:
    """Where the person shows anew who they are, before a sensitive change (I-14)."""
    errand = Errand(return_path=CERTIFICATES, demanded_level=session.level)
    attempt = attempts.begin(errand, exchange.visit, exchange.unit.identity)
    return f"/sign-in/{attempt.id}"
