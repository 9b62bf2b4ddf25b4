"""The revocation endpoint (RFC 7009 §2)."""

from flask import Response

from idp.protocol.tokens.revocation import revoke as revoke_token
from idp.web.exchange import Exchange
from idp.web.request import parameters_of


def revoke(exchange: Exchange) -> Response:
    """Answer 200, also for a token that nobody knows."""
    parameters = parameters_of(exchange.request, query=False, form=True)
    authorization = exchange.request.headers.get("Authorization")
    revoke_token(parameters, authorization, exchange.unit.protocol)
    return Response(status=200)
