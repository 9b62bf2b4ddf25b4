"""Where the endpoints stand below the issuer: one table for discovery, assertions and routes."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

ENDPOINTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "authorization_endpoint": "/authorize",
        "token_endpoint": "/token",
        "userinfo_endpoint": "/userinfo",
        "jwks_uri": "/jwks",
        "introspection_endpoint": "/introspect",
        "revocation_endpoint": "/revoke",
        "end_session_endpoint": "/end-session",
    }
)
