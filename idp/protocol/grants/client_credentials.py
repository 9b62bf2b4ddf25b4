"""A machine's own access token (RFC 6749 §4.4). Nothing is written: the token is its record."""

from idp.protocol.authorization.request import audience_of, read_audience
from idp.protocol.client import Client
from idp.protocol.context import Context
from idp.protocol.errors import ProtocolError
from idp.protocol.parameters import Parameters
from idp.protocol.ports import Audience
from idp.protocol.tokens.access_token import for_machine
from idp.protocol.tokens.response import TokenAnswer, bearer_answer


def issue_to_machine(client: Client, parameters: Parameters, context: Context) -> TokenAnswer:
    """Return a token for the asked audience, else the client's only one, else the issuer."""
    if client.is_public:
        raise ProtocolError("unauthorized_client", "The client may not use this grant type.")
    audience = read_audience(parameters, client, context) or _only_audience(client, context)
    scopes = _allowed(parameters, client, audience)
    return TokenAnswer(bearer_answer(for_machine(client, scopes, audience, context)))


def _only_audience(client: Client, context: Context) -> Audience | None:
    return audience_of(client.audiences[0], client, context) if len(client.audiences) == 1 else None


def _allowed(parameters: Parameters, client: Client, audience: Audience | None) -> tuple[str, ...]:
    """The audience's scopes that are registered: those asked for, or all."""
    possible = [s for s in (audience.scopes if audience else ()) if s in client.scopes]
    asked = parameters.words("scope")
    scopes = tuple(scope for scope in asked or possible if scope in possible)
    if asked and not scopes:
        raise ProtocolError(
            "invalid_scope", "None of the requested scopes is allowed.", parameter="scope"
        )
    return scopes
