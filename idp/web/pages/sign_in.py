"""The sign-in page: user name and password; or going on as who is signed in."""

import hmac
from collections.abc import Mapping
from dataclasses import replace

from flask import Response

from idp.identity.attempt import LoginAttempt
from idp.identity.cross_device import may_be_asked
from idp.identity.first_factor import PasswordGiven
from idp.identity.keyboard import Hint, hint_about
from idp.identity.login import PasskeyGiven
from idp.identity.outcomes import Refused, Throttled
from idp.identity.passkey_step import sign_in_options
from idp.identity.ports import Session
from idp.protocol.errors import Unanswerable
from idp.web import parking, views
from idp.web.authorizing import AUTHORIZATION
from idp.web.exchange import Exchange
from idp.web.forms import read_form
from idp.web.respond import page, redirect
from idp.web.sentences import keyboard_words, reason_words
from idp.web.signing_in import after, attempt_here, cancelled, client_name, submitted
from idp.web.upstream_view import claimed_words, ways_of
from idp.web.waiting import out_of_turn, wait_for_turn

FIELD_OF_REASON = {"username_missing": "username", "passkey_refused": "passkey-form"}
"""Every other reason stands beside the password."""


def sign_in(exchange: Exchange, attempt_id: str) -> Response:
    """Show the page, or take what was typed."""
    attempt = attempt_here(exchange, attempt_id)
    if exchange.request.method == "GET":
        if attempt.session is not None:
            return redirect(attempt.return_path)
        return wait_for_turn(attempt, exchange) or _page(attempt, exchange)
    fields = read_form(exchange, attempt.id)
    if "cancel" in fields:
        return cancelled(attempt, exchange)
    if "continue" in fields:
        return _go_on_as_named(fields["continue"], attempt, exchange)
    given = _given(fields)
    if isinstance(given, PasswordGiven):
        if early := out_of_turn(attempt, exchange):
            return early
        attempt = replace(attempt, username=given.identifier[:128])
    outcome = submitted(attempt, given, exchange)
    match outcome:
        case Refused(attempt=again, reason=reason):
            again = replace(again, username=attempt.username)
            return _refused(reason, again, _hint(given), exchange)
        case Throttled(seconds=seconds):
            return _page(attempt, exchange, wait_seconds=seconds, status=429)
        case _:
            return after(outcome, attempt, exchange)


def _given(fields: Mapping[str, str]) -> PasswordGiven | PasskeyGiven:
    if "passkey" in fields:
        return PasskeyGiven(response=fields["passkey"], alone=True)
    return PasswordGiven(identifier=fields.get("username", ""), password=fields.get("password", ""))


def _hint(given: PasswordGiven | PasskeyGiven) -> Hint | None:
    if isinstance(given, PasskeyGiven):
        return None
    return hint_about(given.identifier, given.password)


def _go_on_as_named(named: str, attempt: LoginAttempt, exchange: Exchange) -> Response:
    """Whoever signed in after the page was shown is offered by name first."""
    session, context = exchange.session(), exchange.unit.identity
    if attempt.request is None or session is None:
        return redirect(f"/sign-in/{attempt.id}")
    if not hmac.compare_digest(named.encode(), _name_of(session, attempt, exchange).encode()):
        return redirect(f"/sign-in/{attempt.id}?choose=1")
    parked = parking.visit(attempt.request, exchange.visit.browser, context, kind=AUTHORIZATION)
    parking.keep(replace(parked, selected=session.id), context)
    return redirect(attempt.return_path)


def _refused(reason: str, attempt: LoginAttempt, hint: Hint | None, exchange: Exchange) -> Response:
    if reason == "account_locked":
        raise Unanswerable("account_locked", "the account may not sign in")
    field = FIELD_OF_REASON.get(reason, "password")
    errors = ((field, reason_words(reason)),)
    return _page(attempt, exchange, errors=errors, hint=hint, status=400)


def _page(
    attempt: LoginAttempt,
    exchange: Exchange,
    *,
    errors: views.Errors = (),
    hint: Hint | None = None,
    wait_seconds: int | None = None,
    status: int = 200,
) -> Response:
    offers_certificates = "certificate" in exchange.unit.identity.policy.offered
    session = _present_session(exchange)
    view = views.SignIn(
        action=f"/sign-in/{attempt.id}",
        csrf=exchange.token(attempt.id),
        username=attempt.username,
        errors=errors,
        client_name=client_name(exchange),
        current_person=_person_of(session, exchange),
        going_on=_name_of(session, attempt, exchange) if session is not None else "",
        register_url=f"/sign-in/{attempt.id}/register",
        wait_seconds=wait_seconds,
        certificate_url=f"/certificate/{attempt.id}" if offers_certificates else None,
        keyboard_hint=keyboard_words(hint) if errors else "",
        passkey_options=sign_in_options(attempt, exchange.unit.identity),
        upstreams=ways_of(attempt, exchange),
        linking=claimed_words(attempt, exchange),
        cross_device_url=f"/cross-device/{attempt.id}" if may_be_asked(attempt) else None,
    )
    return page("sign_in.html", view, status=status, form_targets=exchange.form_targets)


def _present_session(exchange: Exchange) -> Session | None:
    """What the person may go on with: offered only where the service asked to choose."""
    return exchange.session() if exchange.request.args.get("choose") == "1" else None


def _name_of(session: Session, attempt: LoginAttempt, exchange: Exchange) -> str:
    """What the button sends back; the session itself is never named to anybody."""
    return exchange.token_in(session, f"continue:{attempt.id}")


def _person_of(session: Session | None, exchange: Exchange) -> str | None:
    if session is None:
        return None
    person = exchange.unit.protocol.people.get(session.account_id)
    return str(person.claims.get("name", "")) if person is not None else None
