"""`private_key_jwt`: a client signs who it is (RFC 7523 §3, OIDC Core §9).

The assertion counts once: its `jti` goes through the replay guard last, when all else holds.
"""

from collections.abc import Mapping
from typing import Final

from idp.audit.events import AssertionReplay
from idp.protocol.client import Client
from idp.protocol.client_attempt import Attempt
from idp.protocol.context import Context
from idp.protocol.endpoints import ENDPOINTS
from idp.protocol.jose import Presented, verify
from idp.protocol.profiles import profile_of

ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LEEWAY_AHEAD: Final = 15  # seconds that `iat` and `nbf` of others may be early (Conflicts 7)
LEEWAY_PAST: Final = 15  # seconds that `exp` of others may be late
LONGEST_LIFE: Final = 600  # seconds that `exp` may be ahead
LONGEST_JTI: Final = 256  # characters


def client_named_in(presented: Presented | None) -> str | None:
    """Return the `sub` of an assertion before any check, to find the client."""
    subject = presented.claims.get("sub") if presented and presented.claims else None
    return subject if isinstance(subject, str) else None


def assertion_is_right(client: Client, attempt: Attempt, context: Context) -> str | None:
    """Return None if the assertion proves the client, for the first time; else the reason."""
    if attempt.assertion is None:
        return "not a compact JWS of a plain header"
    jwks = context.client_keys.of(client, attempt.assertion.kid)
    claims = verify(attempt.assertion, jwks, profile_of(client).assertion_algorithms)
    if claims is None:
        return "the signature is not the client's"
    return (
        _parties_are_wrong(claims, client, context)
        or _times_are_wrong(claims, context.now)
        or _was_used(claims, client, context)
    )


def _parties_are_wrong(
    claims: Mapping[str, object], client: Client, context: Context
) -> str | None:
    if claims.get("iss") != client.client_id or claims.get("sub") != client.client_id:
        return "iss and sub are not the client"
    accepted = {context.issuer, *(f"{context.issuer}{path}" for path in ENDPOINTS.values())}
    audience = claims.get("aud")
    listed = audience if isinstance(audience, list) else [audience]
    if isinstance(audience, list) and not profile_of(client).audience_lists:
        return "aud is not one string"
    if not any(isinstance(value, str) and value in accepted for value in listed):
        return "aud is neither the issuer nor an endpoint"
    return None


def _times_are_wrong(claims: Mapping[str, object], now: int) -> str | None:
    expires, issued, begins = (_second(claims.get(name)) for name in ("exp", "iat", "nbf"))
    if expires is None or not now - LEEWAY_PAST < expires <= now + LONGEST_LIFE:
        return "exp is missing, past or too far ahead"
    for name, second in (("iat", issued), ("nbf", begins)):
        if name in claims and (second is None or second > now + LEEWAY_AHEAD):
            return f"{name} is not a time in the past"
    return None


def _was_used(claims: Mapping[str, object], client: Client, context: Context) -> str | None:
    jti, expires = claims.get("jti"), _second(claims.get("exp"))
    if not isinstance(jti, str) or not 0 < len(jti) <= LONGEST_JTI or expires is None:
        return "jti is missing or too long"
    first = context.replay_guard.first_use(
        client.client_id,
        jti,
        issued_at=_second(claims.get("iat")),
        expires_at=expires + LEEWAY_PAST,
        now=context.now,
    )
    if not first:
        context.record(AssertionReplay(client=client.client_id))
        return "the assertion was used before"
    return None


def _second(value: object) -> int | None:
    """A NumericDate in whole seconds; a boolean, text or absurd number is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if 0 <= value < 2**53 else None
