"""Whether one of our access tokens still opens doors: signature, times, then durable state.

Used by userinfo, introspection and revocation, so that revocation is immediate at each (I-16).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from idp.protocol.acting import still_stands
from idp.protocol.context import Context
from idp.protocol.ports import Standing
from idp.protocol.tokens.access_token import grant_id_in
from idp.protocol.tokens.kinds import ACCESS_TOKEN


@dataclass(frozen=True, slots=True, kw_only=True)
class LivingToken:
    """A token that is genuine, unexpired and not revoked; `standing` None for a machine's."""

    claims: Mapping[str, object]
    jti: str
    client_id: str
    audience: str
    standing: Standing | None


def genuine(token: str, context: Context) -> Mapping[str, object] | None:
    """Return the claims of an unexpired access token of ours; grants and denials are not asked."""
    claims = context.custody.signer.verify(token, typ=ACCESS_TOKEN, now=context.now)
    if claims is None or claims.get("iss") != context.issuer:
        return None
    issued, expires = claims.get("iat"), claims.get("exp")
    if not isinstance(issued, int) or not isinstance(expires, int):
        return None
    # A restored database has forgotten what was revoked since its backup (I-16).
    return claims if context.now < expires and issued > context.restored_at() else None


def living(token: str, context: Context, *, with_claims: bool = False) -> LivingToken | None:
    """Return the token if durable state lets it live at this moment, else None."""
    claims = genuine(token, context)
    if claims is None:
        return None
    jti, client_id, audience = (str(claims.get(name)) for name in ("jti", "client_id", "aud"))
    grant_id = grant_id_in(jti)
    standing = None
    if grant_id is None:
        if not context.grants.machine_standing(client_id, jti):
            return None
    else:
        standing = context.grants.standing(grant_id, jti, with_claims=with_claims)
        if standing is None or not standing.is_good or not still_stands(standing.grant, context):
            return None
    return LivingToken(
        claims=claims, jti=jti, client_id=client_id, audience=audience, standing=standing
    )
