"""Access tokens: at+jwt with one audience (RFC 9068 §2.2); read back by `standing.py`.

`jti` is the grant's id, a dot and 128 random bits; a machine's token has the random part only.
"""

import secrets
from dataclasses import dataclass
from typing import Any

from idp.protocol.acting import acting_claims, ends_by
from idp.protocol.client import Client
from idp.protocol.context import Context
from idp.protocol.ports import Audience, Grant
from idp.protocol.scopes import SCOPE_CLAIMS
from idp.protocol.tokens.kinds import ACCESS_TOKEN

DEFAULT_ALGORITHM = "ES256"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessToken:
    """A signed token with what the answer must say of it; `expires_in` in seconds."""

    text: str
    scopes: tuple[str, ...]
    audience: str
    expires_in: int


def scopes_for(audience: Audience | None, scopes: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of the scopes that this audience understands (RFC 8707 §2.2)."""
    understood = set(audience.scopes) if audience else set(SCOPE_CLAIMS)
    return tuple(scope for scope in scopes if scope in understood)


def for_person(
    grant: Grant, scopes: tuple[str, ...], audience: Audience | None, context: Context
) -> AccessToken:
    """Return a token of a grant; it carries organisation claims, no other personal data."""
    claims: dict[str, object] = {
        "sub": grant.subject,
        "client_id": grant.client_id,
        "jti": f"{grant.id}.{secrets.token_urlsafe(16)}",
        "auth_time": grant.auth_time,
        "acr": grant.acr,
        "amr": list(grant.amr),
        **grant.organisation,
        **acting_claims(grant),
        "exp": ends_by(grant, context.now + context.lifetimes.access_token),
    }
    return _signed(claims, scopes, audience, context)


def for_machine(
    client: Client, scopes: tuple[str, ...], audience: Audience | None, context: Context
) -> AccessToken:
    """Return a client's own token (RFC 6749 §4.4); its `sub` is the client itself."""
    claims: dict[str, object] = {
        "sub": client.client_id,
        "client_id": client.client_id,
        "jti": secrets.token_urlsafe(16),
        "exp": context.now + context.lifetimes.access_token,
    }
    if client.organisation:
        claims["org_code"] = client.organisation
    return _signed(claims, scopes, audience, context)


def grant_id_in(jti: str) -> str | None:
    """Return the grant a token hangs on; None for a machine's token."""
    grant_id, dot, _ = jti.partition(".")
    return grant_id if dot else None


def _signed(
    claims: dict[str, Any],
    scopes: tuple[str, ...],
    audience: Audience | None,
    context: Context,
) -> AccessToken:
    uri = audience.uri if audience else context.issuer
    claims |= {
        "iss": context.issuer,
        "aud": uri,
        "iat": context.now,
        "scope": " ".join(scopes),
    }
    text = context.custody.signer.sign(
        claims,
        typ=ACCESS_TOKEN,
        algorithm=audience.algorithm if audience else DEFAULT_ALGORITHM,
        now=context.now,
    )
    return AccessToken(
        text=text, scopes=scopes, audience=uri, expires_in=claims["exp"] - context.now
    )
