"""Revocation (RFC 7009): a refresh token takes its grant along, an access token only itself.

A client revokes its own tokens; for all others the answer is the same and nothing happens.
"""

from idp.audit.events import GrantEnded, TokenRevoked
from idp.protocol.client import Client
from idp.protocol.client_authentication import authenticate
from idp.protocol.context import Context
from idp.protocol.parameters import Parameters, nothing_is_repeated
from idp.protocol.tokens.refresh_token import hash_of
from idp.protocol.tokens.standing import genuine


def revoke(parameters: Parameters, authorization: str | None, context: Context) -> None:
    """The token is dead when this returns (RFC 7009 §2.1). Raises ProtocolError."""
    nothing_is_repeated(parameters)
    client = authenticate(parameters, authorization, context)
    token = parameters.require("token")
    if not _revoke_refresh_token(token, client, context):
        _revoke_access_token(token, client, context)


def _revoke_refresh_token(token: str, client: Client, context: Context) -> bool:
    found = context.refresh_tokens.find(hash_of(token))
    if found is None:
        return False
    grant = found.grant
    if grant.client_id != client.client_id:
        return True
    if context.grants.end(grant.id, "revoked", context.now):
        context.record(
            TokenRevoked(
                subject=grant.account_id,
                client=client.client_id,
                grant=grant.id,
                kind="refresh_token",
            )
        )
        context.record(
            GrantEnded(
                subject=grant.account_id,
                client=client.client_id,
                grant=grant.id,
                reason="revoked",
            )
        )
    return True


def _revoke_access_token(token: str, client: Client, context: Context) -> None:
    claims = genuine(token, context)
    if claims is None or claims.get("client_id") != client.client_id:
        return
    jti, expires = claims.get("jti"), claims.get("exp")
    if not isinstance(jti, str) or not isinstance(expires, int):
        return
    if context.denied_tokens.deny(jti, expires):
        context.record(TokenRevoked(client=client.client_id, kind="access_token"))
