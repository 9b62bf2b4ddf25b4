"""The page on which a password that became too old is replaced, before the sign-in ends."""

from flask import Response

from idp.identity.attempt import LoginAttempt
from idp.identity.outcomes import Refused
from idp.identity.password_policy import Demands
from idp.identity.password_renewal import due, renew_password
from idp.protocol.errors import Unanswerable
from idp.web import views
from idp.web.exchange import Exchange
from idp.web.forms import read_form
from idp.web.respond import page, redirect
from idp.web.sentences import password_fault_words
from idp.web.signing_in import after, attempt_here, cancelled, client_name


def new_password(exchange: Exchange, attempt_id: str) -> Response:
    """Ask for a new password, or take one."""
    attempt = attempt_here(exchange, attempt_id)
    if exchange.request.method == "POST":
        return _taken(attempt, exchange)
    if attempt.session is not None:
        return redirect(attempt.return_path)
    demands = due(attempt, exchange.unit.identity)
    if demands is None:
        return redirect(f"/sign-in/{attempt.id}")
    return _page(attempt, demands, exchange)


def _taken(attempt: LoginAttempt, exchange: Exchange) -> Response:
    fields = read_form(exchange, attempt.id)
    if "cancel" in fields:
        return cancelled(attempt, exchange)
    context = exchange.unit.identity
    demands = due(attempt, context)
    outcome = renew_password(attempt, fields.get("new_password", ""), exchange.visit, context)
    match outcome:
        case Refused(reason="account_locked"):
            raise Unanswerable("account_locked", "the account may not sign in")
        case Refused(reason=reason) if demands is not None:
            words = password_fault_words(reason, demands.shortest)
            errors = (("new-password", words),)
            return _page(attempt, demands, exchange, errors=errors, status=400)
        case _:
            return after(outcome, attempt, exchange)


def _page(
    attempt: LoginAttempt,
    demands: Demands,
    exchange: Exchange,
    *,
    errors: views.Errors = (),
    status: int = 200,
) -> Response:
    view = views.NewPassword(
        action=f"/new-password/{attempt.id}",
        csrf=exchange.token(attempt.id),
        username=attempt.username,
        minimum_length=demands.shortest,
        errors=errors,
        client_name=client_name(exchange),
    )
    return page("new_password.html", view, status=status, form_targets=exchange.form_targets)
