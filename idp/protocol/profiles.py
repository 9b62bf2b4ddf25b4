"""Client profiles: one table. No other file asks which profile a client has.

`standard` is OIDC Core on OAuth 2.1 with RFC 9700; `compatible` is OIDC Core 1.0 for portals that
exist already, each with a sunset date.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from idp.protocol.client import Client


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What clients of a profile must and may do.

    `pkce_always` and `nonce_always` also bind confidential clients; `audience_lists` allows an
    assertion's `aud` to be an array; `id_token_algorithm` is the one when none is registered.
    """

    pkce_always: bool
    nonce_always: bool
    audience_lists: bool
    id_token_algorithm: str
    signing_algorithms: tuple[str, ...]
    assertion_algorithms: tuple[str, ...]
    authentication_methods: tuple[str, ...]
    has_sunset: bool


_METHODS: Final = ("client_secret_basic", "client_secret_post", "private_key_jwt", "none")
_ASSERTIONS: Final = ("ES256", "PS256", "EdDSA", "RS256")

PROFILES: Final[Mapping[str, Profile]] = MappingProxyType(
    {
        "standard": Profile(
            pkce_always=True,
            nonce_always=True,
            audience_lists=False,
            id_token_algorithm="ES256",
            signing_algorithms=("ES256", "PS256", "EdDSA", "RS256"),
            assertion_algorithms=_ASSERTIONS,
            authentication_methods=_METHODS,
            has_sunset=False,
        ),
        "compatible": Profile(
            pkce_always=False,
            nonce_always=False,
            audience_lists=True,
            id_token_algorithm="RS256",
            signing_algorithms=("RS256", "ES256", "PS256", "EdDSA"),
            assertion_algorithms=_ASSERTIONS,
            authentication_methods=_METHODS,
            has_sunset=True,
        ),
    }
)


def profile_of(client: Client) -> Profile:
    """Return the rules that bind this client."""
    return PROFILES[client.profile]


def must_use_pkce(client: Client) -> bool:
    """Whether a request without `code_challenge` is refused (RFC 7636, RFC 9700 §2.1.1)."""
    return client.is_public or profile_of(client).pkce_always


def must_send_nonce(client: Client) -> bool:
    """Whether an OpenID request without `nonce` is refused."""
    return client.is_public or profile_of(client).nonce_always
