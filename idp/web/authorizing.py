"""From an authorization request to its answer, one step at a time.

`start` is the first request, `resume` each return from a page; both ask `next_step` and follow.
"""

from dataclasses import replace
from typing import assert_never

from flask import Response

from idp.audit.events import AuthorizationRefused
from idp.identity import attempt as attempts
from idp.identity.attempt import Errand
from idp.identity.progress import standing
from idp.protocol.authorization import Refusal, receive
from idp.protocol.authorization.code import issue
from idp.protocol.authorization.destination import Destination
from idp.protocol.authorization.interaction import (
    AskConsent,
    Issue,
    Progress,
    Refuse,
    SignIn,
    Situation,
    Step,
    StepUp,
    next_step,
)
from idp.protocol.authorization.request import AuthorizationRequest
from idp.protocol.endpoints import ENDPOINTS
from idp.protocol.errors import ProtocolError
from idp.protocol.parameters import Parameters
from idp.web import parking
from idp.web.exchange import Exchange
from idp.web.factor_pages import due_path
from idp.web.languages import prefer
from idp.web.parking import Parked
from idp.web.respond import client_answer, redirect

AUTHORIZATION = "authorization"
FRESH = Progress()


def start(parameters: Parameters, exchange: Exchange) -> Response:
    """Answer a request that has just come, or park it for a person."""
    received = receive(parameters, exchange.unit.protocol)
    if isinstance(received, Refusal):
        return _refuse(received.destination, received.error, exchange)
    situation = _situation(received, FRESH, exchange)
    step = next_step(situation)
    if isinstance(step, Issue | Refuse):
        return _end(step, situation, exchange)
    parked = parking.new(
        parameters,
        kind=AUTHORIZATION,
        browser=exchange.visit.browser,
        context=exchange.unit.identity,
    )
    if isinstance(step, AskConsent):  # the other pages keep it with their attempt
        parking.keep(parked, exchange.unit.identity)
    return _page_for(step, situation, parked, exchange)


def resume(interaction: str, exchange: Exchange) -> Response:
    """Go on with a parked request: the next page, or the answer to the client."""
    parked, request = parked_request(interaction, exchange)
    if parked.cancelled:
        parking.finish(parked, exchange.unit.identity)
        error = ProtocolError("access_denied", "The user cancelled the sign-in.")
        return _refuse(request.destination, error, exchange)
    situation = _situation(request, _progress(parked, exchange), exchange)
    step = next_step(situation)
    if isinstance(step, Issue | Refuse):
        answer = _end(step, situation, exchange)
        # Last, in the transaction where that is one: of two who come here one is sent back.
        parking.finish(parked, exchange.unit.identity)
        return answer
    return _page_for(step, situation, parked, exchange)


def parked_request(interaction: str, exchange: Exchange) -> tuple[Parked, AuthorizationRequest]:
    """Return the parked request, judged again: client and rules may have changed meanwhile."""
    parked = parking.visit(
        interaction, exchange.visit.browser, exchange.unit.identity, kind=AUTHORIZATION
    )
    received = receive(parked.request, exchange.unit.protocol)
    if isinstance(received, Refusal):
        raise received.error
    remember_client(received, exchange)
    return parked, received


def remember_client(request: AuthorizationRequest, exchange: Exchange) -> None:
    """Pages and events on the way know the service; forms may end at its redirect URI."""
    exchange.client = request.client.client_id
    exchange.form_targets = (request.destination.origin,)
    prefer(" ".join(request.ui_locales))


def interaction_path(parked: Parked) -> str:
    """Return where a parked request goes on."""
    return f"/interaction/{parked.id}"


def _situation(request: AuthorizationRequest, progress: Progress, exchange: Exchange) -> Situation:
    remember_client(request, exchange)
    context = exchange.unit.protocol
    authentication = exchange.authentication()
    consent = (
        context.consents.of(authentication.account_id, request.client.client_id)
        if authentication is not None
        else None
    )
    return Situation(
        request=request,
        authentication=authentication,
        consent=consent,
        progress=progress,
        context=context,
    )


def _progress(parked: Parked, exchange: Exchange) -> Progress:
    attempt = (
        attempts.find(parked.attempt, exchange.visit, exchange.unit.identity)
        if parked.attempt is not None
        else None
    )
    signed_in = attempt.session if attempt is not None else None
    return Progress(
        signed_in=signed_in,
        selected=parked.selected,
        consented=parked.consented,
        acting=parked.acting,
    )


def _page_for(step: Step, situation: Situation, parked: Parked, exchange: Exchange) -> Response:
    match step:
        case SignIn():
            return redirect(_sign_in_path(step, situation, parked, exchange))
        case StepUp():
            return redirect(_step_up_path(step, parked, exchange))
        case AskConsent():
            return redirect(f"/consent/{parked.id}")
        case Issue() | Refuse():
            raise AssertionError("unreachable: an end is no page")
        case nothing_else:
            assert_never(nothing_else)


def _sign_in_path(step: SignIn, situation: Situation, parked: Parked, exchange: Exchange) -> str:
    errand = Errand(
        demanded_level=step.level,
        request=parked.id,
        return_path=interaction_path(parked),
        username=(situation.request.login_hint or "")[:128],
    )
    attempt = attempts.begin(errand, exchange.visit, exchange.unit.identity)
    parking.keep(replace(parked, attempt=attempt.id), exchange.unit.identity)
    if step.create:
        return f"/sign-in/{attempt.id}/register"
    return f"/sign-in/{attempt.id}" + ("?choose=1" if step.choose else "")


def _step_up_path(step: StepUp, parked: Parked, exchange: Exchange) -> str:
    session = exchange.session()
    if session is None:
        raise ProtocolError("login_required", "The user must sign in.")
    errand = Errand(
        demanded_level=step.level,
        resistance=step.resistance,
        request=parked.id,
        return_path=interaction_path(parked),
    )
    attempt = attempts.begin_step_up(session, errand, exchange.visit, exchange.unit.identity)
    parking.keep(replace(parked, attempt=attempt.id), exchange.unit.identity)
    return due_path(standing(attempt, exchange.unit.identity), attempt)


def _end(step: Issue | Refuse, situation: Situation, exchange: Exchange) -> Response:
    destination = situation.request.destination
    if isinstance(step, Refuse):
        return _refuse(destination, step.error, exchange)
    if situation.consent is None:
        raise AssertionError("unreachable: the table of steps asked for consent")
    try:
        answer = issue(
            situation.request,
            step.authentication,
            situation.consent,
            exchange.unit.protocol,
            mandate=step.mandate,
        )
    except ProtocolError as error:
        return _refuse(destination, error, exchange)
    return client_answer(answer, exchange)


def _refuse(destination: Destination, error: ProtocolError, exchange: Exchange) -> Response:
    exchange.form_targets = (destination.origin,)
    session = exchange.session()
    exchange.unit.record(
        AuthorizationRefused(
            subject=session.account_id if session is not None else None,
            client=destination.client.client_id,
            error=error.code,
            reason=error.reason,
        )
    )
    exchange.count("refusals", error.code)
    exchange.count_error(destination.client.client_id, ENDPOINTS["authorization_endpoint"], error)
    return client_answer(destination.refusal(error), exchange)
