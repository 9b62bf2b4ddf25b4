"""The certificate of an official, alone or beside what was shown: there and back, then confirmed.

Where it is shown is another origin; what comes back from there is shown to the person before it
counts, and counts by a form of this very page (I-12).
"""

from collections.abc import Sequence

from flask import Response

from idp.identity.attempt import LoginAttempt
from idp.identity.login import CertificateGiven
from idp.identity.outcomes import Refused, Throttled
from idp.identity.progress import standing
from idp.protocol.errors import Unanswerable
from idp.web import views
from idp.web.certificate_visit import (
    CERTIFICATE,
    FIELD,
    CameBack,
    brought_back,
    certificate_origin,
    way_there,
)
from idp.web.exchange import Exchange
from idp.web.factor_pages import other_ways
from idp.web.forms import read_form
from idp.web.respond import page, redirect
from idp.web.sentences import reason_words
from idp.web.signing_in import after, attempt_here, cancelled, client_name, submitted


def too_late(exchange: Exchange) -> Response:  # noqa: ARG001 — every view is given one
    """Whoever comes back without a ticket of ours has waited too long."""
    raise Unanswerable("expired_page", "the ticket was used, or is too old")


def certificate(exchange: Exchange, attempt_id: str) -> Response:
    """Explain, send there, show what came back, or take it."""
    attempt = attempt_here(exchange, attempt_id)
    if exchange.request.method == "POST":
        return _taken(attempt, exchange)
    if attempt.session is not None:
        return redirect(attempt.return_path)
    return _page(attempt, exchange, came_back=brought_back(attempt.id, exchange))


def _taken(attempt: LoginAttempt, exchange: Exchange) -> Response:
    fields = read_form(exchange, attempt.id)
    if "cancel" in fields:
        return cancelled(attempt, exchange)
    if "proof" not in fields:
        return way_there(attempt.id, f"{CERTIFICATE}/{attempt.id}", exchange)
    outcome = submitted(attempt, CertificateGiven(proof=fields["proof"]), exchange)
    match outcome:
        case Refused(reason="account_locked"):
            raise Unanswerable("account_locked", "the account may not sign in")
        case Refused(reason=reason):
            return _page(attempt, exchange, reason=reason, status=400)
        case Throttled():
            raise AssertionError("unreachable: nobody guesses a key")
        case _:
            return after(outcome, attempt, exchange)


def _page(
    attempt: LoginAttempt,
    exchange: Exchange,
    *,
    came_back: CameBack | None = None,
    reason: str | None = None,
    status: int = 200,
) -> Response:
    if came_back is not None and came_back.reason is not None:
        reason, status = came_back.reason, 400
    view = views.Certificate(
        action=f"{CERTIFICATE}/{attempt.id}",
        csrf=exchange.token(attempt.id),
        errors=() if reason is None else ((FIELD, reason_words(reason)),),
        shown=None if came_back is None else came_back.shown,
        client_name=client_name(exchange),
        other_ways=_ways_beside(attempt, exchange),
    )
    targets = (*exchange.form_targets, *certificate_origin(exchange))
    return page("certificate.html", view, status=status, form_targets=targets)


def _ways_beside(attempt: LoginAttempt, exchange: Exchange) -> Sequence[views.OtherWay]:
    """The others that would do now; of who is not known yet, the password."""
    return other_ways(standing(attempt, exchange.unit.identity), "certificate", attempt)
