"""ID tokens: who signed in, when and how strongly (OIDC Core §2, §3.1.3.6).

Scope claims stay out of it; a claim comes in only when the `claims` parameter named it here.
"""

from idp.protocol.acting import acting_claims, ends_by
from idp.protocol.client import Client
from idp.protocol.context import Context
from idp.protocol.ports import Grant
from idp.protocol.release import released_in_id_token
from idp.protocol.sid import sid_of
from idp.protocol.tokens.kinds import ID_TOKEN
from keys import half_hash


def id_token(
    grant: Grant, client: Client, access_token: str, context: Context, *, nonce: str | None
) -> str:
    """Return the signed ID token that belongs to this access token."""
    algorithm = client.id_token_algorithm
    claims: dict[str, object] = {
        **_named_claims(grant, context),
        **acting_claims(grant),
        "iss": context.issuer,
        "sub": grant.subject,
        "aud": grant.client_id,
        "iat": context.now,
        "exp": ends_by(grant, context.now + context.lifetimes.id_token),
        "auth_time": grant.auth_time,
        "acr": grant.acr,
        "amr": list(grant.amr),
        "sid": sid_of(context.custody, grant.session, grant.client_id),
        "at_hash": half_hash(algorithm, access_token),
    }
    if nonce is not None:
        claims["nonce"] = nonce
    return context.custody.signer.sign(claims, typ=ID_TOKEN, algorithm=algorithm, now=context.now)


def _named_claims(grant: Grant, context: Context) -> dict[str, object]:
    if not grant.claims.get("id_token"):
        return {}
    person = context.people.get(grant.account_id)
    return released_in_id_token(grant, person.claims) if person is not None else {}
