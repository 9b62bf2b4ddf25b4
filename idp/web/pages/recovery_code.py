"""The page of a sign-in that takes a recovery code in place of the second factor."""

from flask import Response

from idp.identity.assurance import FactorMissing
from idp.identity.attempt import LoginAttempt
from idp.identity.login import RecoveryCodeGiven, submit
from idp.identity.outcomes import Refused, Throttled
from idp.identity.progress import standing
from idp.protocol.errors import Unanswerable
from idp.web import recovery_views, views
from idp.web.exchange import Exchange
from idp.web.factor_pages import due_path, other_ways
from idp.web.forms import read_form
from idp.web.respond import page, redirect
from idp.web.sentences import reason_words
from idp.web.signing_in import after, attempt_here, cancelled, client_name


def recovery_code(exchange: Exchange, attempt_id: str) -> Response:
    """Ask for a code, or take one."""
    attempt = attempt_here(exchange, attempt_id)
    if exchange.request.method == "POST":
        return _taken(attempt, exchange)
    if attempt.session is not None:
        return redirect(attempt.return_path)
    need = standing(attempt, exchange.unit.identity)
    if not isinstance(need, FactorMissing) or "recovery_code" not in need.choices:
        return redirect(due_path(need, attempt))
    return _page(attempt, exchange)


def _taken(attempt: LoginAttempt, exchange: Exchange) -> Response:
    fields = read_form(exchange, attempt.id)
    if "cancel" in fields:
        return cancelled(attempt, exchange)
    given = RecoveryCodeGiven(code=fields.get("recovery_code", ""))
    outcome = submit(attempt, given, exchange.visit, exchange.unit.identity)
    match outcome:
        case Refused(reason="account_locked"):
            raise Unanswerable("account_locked", "the account may not sign in")
        case Refused(reason=reason):
            errors = (("recovery-code", reason_words(reason)),)
            return _page(attempt, exchange, errors=errors, status=400)
        case Throttled(seconds=seconds):
            return _page(attempt, exchange, wait=seconds, status=429)
        case _:
            return after(outcome, attempt, exchange)


def _page(
    attempt: LoginAttempt,
    exchange: Exchange,
    *,
    errors: views.Errors = (),
    wait: int | None = None,
    status: int = 200,
) -> Response:
    need = standing(attempt, exchange.unit.identity)
    view = recovery_views.RecoveryCode(
        action=f"/recovery-code/{attempt.id}",
        csrf=exchange.token(attempt.id),
        errors=errors,
        client_name=client_name(exchange),
        wait_seconds=wait,
        other_ways=other_ways(need, "recovery_code", attempt),
    )
    return page("recovery_code.html", view, status=status, form_targets=exchange.form_targets)
