"""The introspection endpoint (RFC 7662 §2)."""

from flask import Response

from idp.protocol.tokens.introspection import introspect as state_of
from idp.web.exchange import Exchange
from idp.web.request import parameters_of
from idp.web.respond import json_answer


def introspect(exchange: Exchange) -> Response:
    """Answer with the state of a token."""
    parameters = parameters_of(exchange.request, query=False, form=True)
    authorization = exchange.request.headers.get("Authorization")
    return json_answer(state_of(parameters, authorization, exchange.unit.protocol))
