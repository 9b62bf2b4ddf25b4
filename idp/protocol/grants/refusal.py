"""The one refusal of codes and refresh tokens (RFC 6749 §5.2); it does not tell why."""

from idp.protocol.errors import ProtocolError


def refused(reason: str) -> ProtocolError:
    """Return `invalid_grant`; the reason stays with us."""
    return ProtocolError("invalid_grant", "The grant is invalid or expired.", reason=reason)
