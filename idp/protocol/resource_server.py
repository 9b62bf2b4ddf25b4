"""The provider as its own resource server: what an access token shown at its API is good for.

Durable state is asked each time, so revocation is felt at once (I-16). What the person may do
there is not the protocol's business: `idp/web/api` asks administration.
"""

from idp.protocol.context import Context
from idp.protocol.errors import BearerError
from idp.protocol.tokens.standing import LivingToken, living


def shown_token(token: str | None, uri: str, scope: str, context: Context) -> LivingToken:
    """Return the living token, meant for the resource server `uri` (RFC 9068 §4) and this scope.

    Raises BearerError `invalid_token`, `insufficient_scope`, or without a code where none was
    shown (RFC 6750 §3.1).
    """
    if token is None:
        raise BearerError("", "An access token is required.")
    found = living(token, context)
    if found is None or found.audience != uri:
        raise BearerError("invalid_token", "The access token is not valid here.")
    if scope not in str(found.claims.get("scope", "")).split(" "):
        raise BearerError("insufficient_scope", "The access token lacks the scope for this.")
    return found


def must_sign_in_again() -> BearerError:
    """Return the refusal of a token that rests on too weak or too old a sign-in (RFC 9470 §3)."""
    return BearerError(
        "insufficient_user_authentication",
        "A sign-in that resists phishing is required, not longer ago than max_age.",
    )
