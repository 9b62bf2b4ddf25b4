"""What the pages of a sign-in share: finding the attempt, following an outcome, leaving."""

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final, assert_never

from flask import Response

from idp.identity import attempt as attempts
from idp.identity.attempt import Errand, LoginAttempt
from idp.identity.factors.password import Busy
from idp.identity.login import Given, submit
from idp.identity.outcomes import (
    Finished,
    NeedEnrolment,
    NeedFactor,
    NeedLink,
    NeedNewPassword,
    Outcome,
    Refused,
    SignedIn,
    Throttled,
)
from idp.identity.ports import Session
from idp.identity.session import open_session
from idp.protocol.errors import Unanswerable
from idp.web import parking, views
from idp.web.authorizing import AUTHORIZATION, parked_request
from idp.web.exchange import Exchange
from idp.web.factor_pages import factor_path
from idp.web.respond import page, redirect

BUSY_SECONDS = 5
KIND_OF_OUTCOME: Final[Mapping[type[Outcome], str]] = MappingProxyType(
    {
        SignedIn: "signed_in",
        NeedFactor: "need_factor",
        NeedEnrolment: "need_enrolment",
        NeedNewPassword: "need_new_password",
        NeedLink: "need_link",
        Refused: "refused",
        Throttled: "throttled",
        Busy: "busy",
        Finished: "finished",
    }
)
_ATTEMPT: Final = re.compile(r"[\w-]{16,64}", re.ASCII)


def attempt_here(exchange: Exchange, attempt_id: str) -> LoginAttempt:
    """Return the attempt of this browser, its service being known from now on."""
    attempt = attempts.find(attempt_id, exchange.visit, exchange.unit.identity)
    if attempt is None:
        raise Unanswerable("expired_page", "no such attempt in this browser")
    if attempt.request is not None and attempt.session is None:
        parked_request(attempt.request, exchange)
    return attempt


def submitted(attempt: LoginAttempt, given: Given, exchange: Exchange) -> Outcome:
    """Return how the step ended; the metrics count it."""
    outcome = submit(attempt, given, exchange.visit, exchange.unit.identity)
    exchange.count("sign_ins", KIND_OF_OUTCOME[type(outcome)])
    return outcome


def attempt_named(exchange: Exchange) -> str:
    """Return the id of the sign-in that the query names; empty where it is none (HD-04)."""
    return id_of_attempt(exchange.request.args.get("attempt", ""))


def id_of_attempt(text: str) -> str:
    """Return the text if it has the shape of an id; empty otherwise."""
    return text if _ATTEMPT.fullmatch(text) else ""


def after(outcome: Outcome, attempt: LoginAttempt, exchange: Exchange) -> Response:
    """Return the page that follows a step of a sign-in; every factor comes here."""
    match outcome:
        case SignedIn():
            return _signed_in(outcome, exchange)
        case NeedFactor(factor=factor):
            return redirect(factor_path(factor, attempt))
        case NeedEnrolment():
            return redirect(f"/enrol/{attempt.id}")
        case NeedNewPassword():
            return redirect(f"/new-password/{attempt.id}")
        case NeedLink():
            return redirect(f"/link/{attempt.id}")
        case Finished():
            return redirect(attempt.return_path)
        case Refused() | Throttled():
            raise AssertionError("unreachable: each page tells its own refusals")
        case Busy():
            return busy()
        case nothing_else:
            assert_never(nothing_else)


def cancelled(attempt: LoginAttempt, exchange: Exchange) -> Response:
    """The person leaves: the service that asked hears `access_denied`."""
    if attempt.request is None:
        return redirect("/")
    context = exchange.unit.identity
    parked = parking.visit(attempt.request, exchange.visit.browser, context, kind=AUTHORIZATION)
    parking.keep(replace(parked, cancelled=True), context)
    return redirect(attempt.return_path)


def sign_in_again(session: Session, return_path: str, exchange: Exchange) -> str:
    """Return where the person shows anew who they are, before a sensitive change (I-14)."""
    errand = Errand(return_path=return_path, demanded_level=session.level, in_person=True)
    attempt = attempts.begin(errand, exchange.visit, exchange.unit.identity)
    return f"/sign-in/{attempt.id}"


def busy() -> Response:
    """Too many passwords are being checked (DS-01): nothing was looked at, try again."""
    view = views.Waiting(retry_url=None, retry_seconds=BUSY_SECONDS)
    response = page("waiting.html", view, status=503)
    response.headers["Retry-After"] = str(BUSY_SECONDS)
    return response


def client_name(exchange: Exchange) -> str | None:
    """Return the name of the service that asks, if one does."""
    client = exchange.unit.protocol.clients.get(exchange.client) if exchange.client else None
    return client.name if client is not None else None


def _signed_in(outcome: SignedIn, exchange: Exchange) -> Response:
    context = exchange.unit.identity
    present = exchange.session()
    exchange.unit.acts_as(outcome.account_id)
    opened = open_session(outcome, present, exchange.visit, context)
    attempts.complete(outcome.attempt, opened.session.id, context)
    exchange.keep_session(opened.cookie)
    return redirect(outcome.attempt.return_path)
