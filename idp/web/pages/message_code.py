"""The code by SMS or e-mail at sign-in: sent by a button, never by opening a page (I-12)."""

from flask import Response

from idp.identity.attempt import LoginAttempt
from idp.identity.factors.one_time_message import CHANNEL_OF, MessageFactor
from idp.identity.login import submit
from idp.identity.message_factor import MessageCodeGiven, purpose_of, send_code
from idp.identity.messages import masked
from idp.identity.outcomes import Refused, Throttled
from idp.identity.progress import standing
from idp.identity.sent_codes import is_on_its_way
from idp.protocol.errors import Unanswerable
from idp.web import views
from idp.web.exchange import Exchange
from idp.web.factor_pages import due_path, factor_path, other_ways
from idp.web.forms import read_form
from idp.web.respond import page, redirect
from idp.web.sentences import reason_words
from idp.web.signing_in import after, attempt_here, cancelled, client_name
from idp.web.translate import current_language


def sms_code(exchange: Exchange, attempt_id: str) -> Response:
    """Send a code by SMS, or take it."""
    return _message_code(exchange, attempt_id, "one_time_sms")


def mail_code(exchange: Exchange, attempt_id: str) -> Response:
    """Send a code by e-mail, or take it."""
    return _message_code(exchange, attempt_id, "one_time_mail")


def _message_code(exchange: Exchange, attempt_id: str, factor: MessageFactor) -> Response:
    attempt = attempt_here(exchange, attempt_id)
    if exchange.request.method == "POST":
        return _taken(attempt, factor, exchange)
    if attempt.session is not None:
        return redirect(attempt.return_path)
    due = standing(attempt, exchange.unit.identity)
    if factor not in getattr(due, "choices", ()):
        return redirect(due_path(due, attempt))
    return _page(attempt, factor, exchange)


def _taken(attempt: LoginAttempt, factor: MessageFactor, exchange: Exchange) -> Response:
    fields = read_form(exchange, attempt.id)
    if "cancel" in fields:
        return cancelled(attempt, exchange)
    if "send" in fields:
        return _sent(attempt, factor, exchange)
    given = MessageCodeGiven(factor=factor, code=fields.get("otp", ""))
    outcome = submit(attempt, given, exchange.visit, exchange.unit.identity)
    match outcome:
        case Refused(reason="account_locked"):
            raise Unanswerable("account_locked", "the account may not sign in")
        case Refused(reason=reason):
            errors = (("otp", reason_words(reason)),)
            return _page(attempt, factor, exchange, errors=errors, status=400)
        case Throttled(seconds=seconds):
            return _page(attempt, factor, exchange, wait=seconds, status=429)
        case _:
            return after(outcome, attempt, exchange)


def _sent(attempt: LoginAttempt, factor: MessageFactor, exchange: Exchange) -> Response:
    context = exchange.unit.identity
    purpose = purpose_of(attempt, factor, context)
    if send_code(purpose, exchange.visit, context, language=current_language()) == "too_many":
        errors = (("otp-send", reason_words("too_many_codes")),)
        return _page(attempt, factor, exchange, errors=errors, status=429)
    return redirect(factor_path(factor, attempt))


def _page(
    attempt: LoginAttempt,
    factor: MessageFactor,
    exchange: Exchange,
    *,
    errors: views.Errors = (),
    wait: int | None = None,
    status: int = 200,
) -> Response:
    context = exchange.unit.identity
    purpose = purpose_of(attempt, factor, context)
    view = views.MessageCode(
        action=factor_path(factor, attempt),
        csrf=exchange.token(attempt.id),
        channel=CHANNEL_OF[factor],
        address=None if purpose is None else masked(purpose.channel, purpose.address),
        sent=purpose is not None and is_on_its_way(purpose, context),
        errors=errors,
        client_name=client_name(exchange),
        wait_seconds=wait,
        other_ways=other_ways(standing(attempt, context), factor, attempt),
    )
    return page("message_code.html", view, status=status, form_targets=exchange.form_targets)
