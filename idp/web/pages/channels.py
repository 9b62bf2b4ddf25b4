"""A person's e-mail address and phone number: add, replace, verify; codes at sign-in on or off."""

from flask import Response

from idp.identity import attempt as attempts
from idp.identity import channel_change
from idp.identity.attempt import Errand
from idp.identity.channel_change import Done, NewAddress, NotDone, Outcome
from idp.identity.messages import Channel
from idp.identity.outcomes import Throttled
from idp.identity.password_change import NeedRecentSignIn, is_recent
from idp.identity.ports import Session
from idp.web import views
from idp.web.channel_view import PATHS, channel_view
from idp.web.exchange import Exchange
from idp.web.forms import read_form
from idp.web.respond import page, redirect
from idp.web.sentences import reason_words
from idp.web.translate import current_language

ACCOUNT = "/account"
AT_THE_CODE = ("otp_missing", "otp_malformed", "sent_code_wrong")
AT_A_BUTTON = {"no_address": "codes-on", "factor_not_allowed": "codes-barred"}
"""Every other reason stands beside the address."""


def email(exchange: Exchange) -> Response:
    """Show or change the e-mail address."""
    return _channel(exchange, "email")


def phone(exchange: Exchange) -> Response:
    """Show or change the phone number."""
    return _channel(exchange, "sms")


def _channel(exchange: Exchange, channel: Channel) -> Response:
    session = exchange.session()
    if session is None:
        return redirect("/sign-in")
    if not is_recent(session, exchange.unit.identity):
        return redirect(_sign_in_again(session, channel, exchange))
    if exchange.request.method == "GET":
        return page("channel.html", channel_view(session, channel, exchange))
    fields = read_form(exchange, PATHS[channel])
    if "forget" in fields:
        channel_change.forget(session, channel, exchange.unit.identity)
        return redirect(PATHS[channel])
    typed = fields.get("address", "")
    if "otp" in fields and "send" not in fields:
        return _told(_confirmed(session, channel, fields["otp"], exchange), channel, exchange)
    if "codes" in fields:
        on = fields["codes"] == "on"
        outcome = channel_change.switch_codes(session, channel, exchange.unit.identity, on=on)
        # From now on more can be proved than was: this page would ask for it at once.
        return redirect(ACCOUNT) if outcome == Done() else _told(outcome, channel, exchange)
    return _told(_asked(session, channel, typed, exchange), channel, exchange, typed=typed)


def _asked(session: Session, channel: Channel, typed: str, exchange: Exchange) -> Outcome:
    new = NewAddress(address=typed, language=current_language())
    return channel_change.ask(
        session, channel, new, visit=exchange.visit, context=exchange.unit.identity
    )


def _confirmed(session: Session, channel: Channel, code: str, exchange: Exchange) -> Outcome:
    return channel_change.confirm(
        session, channel, code, visit=exchange.visit, context=exchange.unit.identity
    )


def _told(outcome: Outcome, channel: Channel, exchange: Exchange, *, typed: str = "") -> Response:
    session = exchange.session()
    match outcome:
        case NotDone(reason=reason) if session is not None:
            field = "otp" if reason in AT_THE_CODE else AT_A_BUTTON.get(reason, "address")
            errors: views.Errors = ((field, reason_words(reason)),)
            view = channel_view(session, channel, exchange, errors=errors, typed=typed)
            return page("channel.html", view, status=400)
        case Throttled(seconds=seconds) if session is not None:
            view = channel_view(session, channel, exchange, wait=seconds)
            return page("channel.html", view, status=429)
        case Done() | NeedRecentSignIn() | NotDone() | Throttled():
            return redirect(PATHS[channel])


def _sign_in_again(session: Session, channel: Channel, exchange: Exchange) -> str:
    """Where the person shows anew who they are, before a sensitive change (I-14)."""
    errand = Errand(return_path=PATHS[channel], demanded_level=session.level)
    attempt = attempts.begin(errand, exchange.visit, exchange.unit.identity)
    return f"/sign-in/{attempt.id}"
