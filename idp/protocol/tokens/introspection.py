"""Introspection (RFC 7662): a token's state, for its audience's owner and its own client.

Everybody else reads `{"active": false}`, exactly as for a token that never was (UI-02).
"""

from collections.abc import Mapping
from typing import Final

from idp.protocol.acting import acting_claims, ends_by, still_stands
from idp.protocol.client import Client
from idp.protocol.client_authentication import authenticate
from idp.protocol.context import Context
from idp.protocol.errors import ProtocolError
from idp.protocol.parameters import Parameters, nothing_is_repeated
from idp.protocol.tokens.refresh_token import hash_of
from idp.protocol.tokens.standing import LivingToken, living

INACTIVE: Final[Mapping[str, object]] = {"active": False}


def introspect(
    parameters: Parameters, authorization: str | None, context: Context
) -> Mapping[str, object]:
    """Return the state of `token` (RFC 7662 §2.2). Raises ProtocolError `invalid_client`."""
    nothing_is_repeated(parameters)
    client = authenticate(parameters, authorization, context)
    if client.is_public:
        raise ProtocolError("invalid_client", "Client authentication failed.")
    token = parameters.require("token")
    found = living(token, context) if "." in token else None
    if found is not None:
        return _access_token(found, client, context)
    return _refresh_token(token, client, context)


def _access_token(found: LivingToken, client: Client, context: Context) -> Mapping[str, object]:
    if found.client_id != client.client_id and not _owns(client, found.audience, context):
        return INACTIVE
    return {"active": True, "token_type": "Bearer", **found.claims}


def _owns(client: Client, uri: str, context: Context) -> bool:
    audience = context.audiences.get(uri)
    return audience is not None and audience.owner == client.client_id


def _refresh_token(token: str, client: Client, context: Context) -> Mapping[str, object]:
    found = context.refresh_tokens.find(hash_of(token))
    if found is None or found.grant.client_id != client.client_id or found.spent_at is not None:
        return INACTIVE
    alive = found.grant.ended_at is None and found.person_active
    expires = ends_by(found.grant, min(found.expires_at, found.idle_expires_at))
    if not alive or context.now >= expires or not still_stands(found.grant, context):
        return INACTIVE
    return {
        "active": True,
        "iss": context.issuer,
        "sub": found.grant.subject,
        **acting_claims(found.grant),
        "client_id": found.grant.client_id,
        "scope": " ".join(found.grant.scopes),
        "iat": found.issued_at,
        "exp": expires,
    }
