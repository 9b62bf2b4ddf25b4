"""The token endpoint (RFC 6749 §3.2): POST, a form, never the query."""

from flask import Response

from idp.protocol.grants import exchange as exchange_grant
from idp.web.exchange import Exchange
from idp.web.request import parameters_of
from idp.web.respond import json_answer


def token(exchange: Exchange) -> Response:
    """Answer a token request."""
    parameters = parameters_of(exchange.request, query=False, form=True)
    authorization = exchange.request.headers.get("Authorization")
    return json_answer(exchange_grant(parameters, authorization, exchange.unit.protocol))
