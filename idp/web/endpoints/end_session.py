"""The end-session endpoint (OIDC RP-Initiated Logout §2), by GET and POST."""

from dataclasses import replace

from flask import Response

from idp.identity.endings import end_session as end_this_session
from idp.protocol.errors import ProtocolError, Unanswerable
from idp.protocol.logout.rp_initiated import LogoutRequest, receive
from idp.protocol.parameters import Parameters
from idp.web import parking, views
from idp.web.exchange import Exchange
from idp.web.forms import read_form
from idp.web.languages import prefer
from idp.web.request import parameters_of
from idp.web.respond import page, redirect

SIGN_OUT = "sign_out"


def end_session(exchange: Exchange) -> Response:
    """Sign out at the wish of a service: at once, after a question, or not at all."""
    parameters = _parameters(exchange)
    session = exchange.session()
    asked = receive(parameters, session.id if session else None, exchange.unit.protocol)
    prefer(parameters.get("ui_locales"))
    if exchange.request.method == "POST":
        # Another site's POST brings no cookie of ours; our own GET does.
        parked = parking.park(parameters, kind=SIGN_OUT, browser="", context=exchange.unit.identity)
        return redirect(f"/sign-out/{parked.id}")
    return _followed(asked, parameters, exchange)


def sign_out(exchange: Exchange, interaction: str) -> Response:
    """Show a parked question again, or take its answer."""
    context = exchange.unit.identity
    parked = parking.visit(interaction, exchange.visit.browser, context, kind=SIGN_OUT)
    session = exchange.session()
    asked = receive(parked.request, session.id if session else None, exchange.unit.protocol)
    if exchange.request.method == "GET":
        if not asked.asks_first:
            parking.finish(parked, context)
            return _left(asked, exchange)
        return _question(asked, parked.id, exchange)
    fields = read_form(exchange, parked.id)
    parking.finish(parked, context)
    if fields.get("decision") == "confirm":
        return _left(replace(asked, asks_first=False), exchange)
    return redirect("/")


def _followed(asked: LogoutRequest, parameters: Parameters, exchange: Exchange) -> Response:
    if not asked.asks_first:
        return _left(asked, exchange)
    parked = parking.park(
        parameters,
        kind=SIGN_OUT,
        browser=exchange.visit.browser,
        context=exchange.unit.identity,
    )
    return _question(asked, parked.id, exchange)


def _left(asked: LogoutRequest, exchange: Exchange) -> Response:
    """The session is over, its clients are told, the browser goes back if the way is proven."""
    session = exchange.session()
    client_id = asked.client.client_id if asked.client else None
    if session is not None:
        end_this_session(session, exchange.unit.identity, client=client_id)
    exchange.drop_session()
    may_return = session is not None or asked.is_hinted
    if asked.return_to is not None and may_return:
        return redirect(asked.return_to)
    return page("signed_out.html", views.SignedOut())


def _question(asked: LogoutRequest, interaction: str, exchange: Exchange) -> Response:
    session = exchange.session()
    person = exchange.unit.protocol.people.get(session.account_id) if session else None
    view = views.SignOut(
        action=f"/sign-out/{interaction}",
        csrf=exchange.token(interaction),
        client_name=asked.client.name if asked.client else None,
        person_name=str(person.claims.get("name", "")) if person else None,
    )
    return page("sign_out.html", view, form_targets=asked.way_back)


def _parameters(exchange: Exchange) -> Parameters:
    try:
        return parameters_of(exchange.request, query=True, form=True)
    except ProtocolError as error:
        raise Unanswerable(error.code, error.reason, parameter=error.parameter) from None
