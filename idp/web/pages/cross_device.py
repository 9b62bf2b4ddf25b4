"""The big screen: a QR code and a number, asked again by itself until the phone has answered.

No script: the answer's `Refresh` header does it, at most for as long as the code is good.
"""

from typing import Final

from flask import Response
from markupsafe import Markup

from idp.identity.attempt import LoginAttempt
from idp.identity.cross_device import (
    Request,
    ask,
    may_be_asked,
    of_attempt,
    secret_of,
    state_of,
)
from idp.identity.cross_device_step import Approved
from idp.identity.outcomes import Refused
from idp.protocol.errors import Unanswerable
from idp.web import views
from idp.web.exchange import Exchange
from idp.web.forms import read_form
from idp.web.qr import qr_svg
from idp.web.respond import page, redirect
from idp.web.sentences import reason_words
from idp.web.signing_in import after, attempt_here, cancelled, client_name, submitted

AGAIN: Final = 3  # seconds between two looks at the answer


def cross_device(exchange: Exchange, attempt_id: str) -> Response:
    """Ask for a phone by a button; show the code; go on as soon as the phone has approved."""
    attempt = attempt_here(exchange, attempt_id)
    if attempt.session is not None:
        return redirect(attempt.return_path)
    if not may_be_asked(attempt):
        return redirect(f"/sign-in/{attempt.id}")
    if exchange.request.method == "POST":
        return _pressed(attempt, exchange)
    request = of_attempt(attempt, exchange.unit.identity)
    state = "over" if request is None else state_of(request, exchange.unit.identity)
    if state == "approved":
        return _signed_in(attempt, exchange)
    return _page(attempt, request if state == "waiting" else None, exchange)


def _pressed(attempt: LoginAttempt, exchange: Exchange) -> Response:
    fields = read_form(exchange, attempt.id)
    if "cancel" in fields:
        return cancelled(attempt, exchange)
    if ask(attempt, exchange.visit, exchange.unit.identity) is None:
        errors = (("cross-device", reason_words("too_many_approvals")),)
        return _page(attempt, None, exchange, errors=errors, status=429)
    return redirect(f"/cross-device/{attempt.id}")


def _signed_in(attempt: LoginAttempt, exchange: Exchange) -> Response:
    outcome = submitted(attempt, Approved(), exchange)
    match outcome:
        case Refused(reason="account_locked"):
            raise Unanswerable("account_locked", "the account may not sign in")
        case Refused(reason=reason):
            errors = (("cross-device", reason_words(reason)),)
            return _page(attempt, None, exchange, errors=errors, status=400)
        case _:
            return after(outcome, attempt, exchange)


def _page(
    attempt: LoginAttempt,
    request: Request | None,
    exchange: Exchange,
    *,
    errors: views.Errors = (),
    status: int = 200,
) -> Response:
    context, address = exchange.unit.identity, f"/cross-device/{attempt.id}"
    link = f"{exchange.issuer}/approve/{secret_of(request, context)}" if request else ""
    view = views.CrossDevice(
        action=address,
        csrf=exchange.token(attempt.id),
        back_url=f"/sign-in/{attempt.id}",
        link=link,
        # No input is repeated in it: it draws squares.
        qr_svg=Markup(qr_svg(link)) if link else None,  # noqa: S704
        number=request.number if request else "",
        refresh_seconds=AGAIN,
        errors=errors,
        client_name=client_name(exchange),
    )
    response = page("cross_device.html", view, status=status, form_targets=exchange.form_targets)
    if request is not None:
        response.headers["Refresh"] = f"{AGAIN};url={address}"
    return response
