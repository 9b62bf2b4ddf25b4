"""The authorization endpoint (OIDC Core §3.1.2.1), by GET and POST.

A POST may come from another site, where our Lax cookies stay behind: it is checked, parked and
sent on to a GET of our own.
"""

from flask import Response

from idp.protocol.authorization import Refusal, receive
from idp.protocol.errors import ProtocolError, Unanswerable
from idp.protocol.parameters import Parameters
from idp.web import parking
from idp.web.authorizing import AUTHORIZATION, interaction_path, resume, start
from idp.web.exchange import Exchange
from idp.web.request import parameters_of
from idp.web.respond import redirect


def authorize(exchange: Exchange) -> Response:
    """Answer an authorization request, or lead the person to the next page."""
    parameters = _parameters(exchange)
    if exchange.request.method == "GET":
        return start(parameters, exchange)
    received = receive(parameters, exchange.unit.protocol)
    if isinstance(received, Refusal):
        return start(parameters, exchange)
    parked = parking.park(
        parameters, kind=AUTHORIZATION, browser="", context=exchange.unit.identity
    )
    return redirect(interaction_path(parked))


def go_on(exchange: Exchange, interaction: str) -> Response:
    """Take up a parked request where it stands."""
    return resume(interaction, exchange)


def _parameters(exchange: Exchange) -> Parameters:
    """A request that cannot even be read has no destination (RFC 6749 §4.1.2.1)."""
    try:
        return parameters_of(exchange.request, query=True, form=True)
    except ProtocolError as error:
        raise Unanswerable(error.code, error.reason, parameter=error.parameter) from None
