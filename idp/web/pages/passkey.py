"""The passkey beside what was shown, where the person has one; the other ways are links.

Or alone, of whom nobody is known yet: from the waiting page, whose queue is for passwords.
"""

from flask import Response

from idp.identity.assurance import FactorMissing, Missing
from idp.identity.attempt import LoginAttempt
from idp.identity.login import PasskeyGiven
from idp.identity.outcomes import Refused, Throttled
from idp.identity.passkey_step import second_factor_options, sign_in_options
from idp.identity.progress import believed, standing
from idp.protocol.errors import Unanswerable
from idp.web import views
from idp.web.exchange import Exchange
from idp.web.factor_pages import due_path, other_ways
from idp.web.forms import read_form
from idp.web.respond import page, redirect
from idp.web.sentences import reason_words
from idp.web.signing_in import after, attempt_here, cancelled, client_name, submitted

KEYS = ("passkey", "security_key")


def passkey(exchange: Exchange, attempt_id: str) -> Response:
    """Ask for a passkey, or take its answer."""
    attempt = attempt_here(exchange, attempt_id)
    if exchange.request.method == "POST":
        return _taken(attempt, exchange)
    if attempt.session is not None:
        return redirect(attempt.return_path)
    due = standing(attempt, exchange.unit.identity)
    if _is_alone(attempt, exchange):
        return _page(attempt, due, exchange)
    # MF-03: no address skips a step.
    if isinstance(due, FactorMissing) and set(KEYS) & set(due.choices):
        return _page(attempt, due, exchange)
    return redirect(due_path(due, attempt))


def _taken(attempt: LoginAttempt, exchange: Exchange) -> Response:
    fields = read_form(exchange, attempt.id)
    if "cancel" in fields:
        return cancelled(attempt, exchange)
    context = exchange.unit.identity
    alone = _is_alone(attempt, exchange)
    given = PasskeyGiven(response=fields.get("passkey", ""), alone=alone)
    outcome = submitted(attempt, given, exchange)
    match outcome:
        case Refused(reason="account_locked"):
            raise Unanswerable("account_locked", "the account may not sign in")
        case Refused(attempt=again, reason=reason):
            errors = (("passkey-form", reason_words(reason)),)
            return _page(again, standing(again, context), exchange, errors=errors, status=400)
        case Throttled():
            raise AssertionError("unreachable: nobody guesses a key")
        case _:
            return after(outcome, attempt, exchange)


def _is_alone(attempt: LoginAttempt, exchange: Exchange) -> bool:
    """Whether the passkey has to tell who the person is, too."""
    return believed(attempt, exchange.unit.identity) is None


def _page(
    attempt: LoginAttempt,
    due: Missing,
    exchange: Exchange,
    *,
    errors: views.Errors = (),
    status: int = 200,
) -> Response:
    alone = _is_alone(attempt, exchange)
    options = sign_in_options if alone else second_factor_options
    view = views.Passkey(
        action=f"/passkey/{attempt.id}",
        csrf=exchange.token(attempt.id),
        passkey_options=options(attempt, exchange.unit.identity),
        alone=alone,
        errors=errors,
        client_name=client_name(exchange),
        other_ways=other_ways(due, "passkey", attempt),
    )
    return page("passkey.html", view, status=status, form_targets=exchange.form_targets)
