"""The userinfo endpoint (OIDC Core §5.3.1): token in the header, by GET or POST, or in a form."""

from flask import Response

from idp.protocol.errors import BearerError
from idp.protocol.userinfo import userinfo as claims_for
from idp.web.exchange import Exchange
from idp.web.request import FORM, parameters_of
from idp.web.respond import json_answer


def userinfo(exchange: Exchange) -> Response:
    """Answer with the claims that the token opens."""
    return json_answer(claims_for(_token(exchange), exchange.unit.protocol))


def _token(exchange: Exchange) -> str | None:
    """RFC 6750 §2: one way of showing the token, never the query."""
    request = exchange.request
    header = request.headers.get("Authorization")
    kind = (request.headers.get("Content-Type") or "").split(";")[0].strip().lower()
    in_form = None
    if request.method == "POST" and kind == FORM:
        in_form = parameters_of(request, query=False, form=True).get("access_token")
    if header is None:
        return in_form
    if in_form is not None:
        raise BearerError("invalid_request", "The token is shown in two ways.")
    scheme, _, token = header.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None
