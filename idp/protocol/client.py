"""Client: a registered relying service, frozen (OpenID Connect Registration §2).

What it may ask follows from its own fields and from its profile (`profiles.py`).
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal, NewType

SecretHash = NewType("SecretHash", str)
"""Hex SHA-256 of a random client secret (≥ 128 bits, so no slow hash is needed)."""

AuthenticationMethod = Literal[
    "none", "client_secret_basic", "client_secret_post", "private_key_jwt"
]
ProfileName = Literal["standard", "compatible"]
Ground = Literal["law", "consent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """One registration. Tuples are sets in a stable order; URIs are compared as whole strings."""

    client_id: str
    name: str
    profile: ProfileName = "standard"
    authentication_method: AuthenticationMethod = "client_secret_basic"
    secret_hashes: tuple[SecretHash, ...] = ()
    jwks: Mapping[str, object] | None = None
    jwks_uri: str | None = None
    redirect_uris: tuple[str, ...] = ()
    post_logout_redirect_uris: tuple[str, ...] = ()
    backchannel_logout_uri: str | None = None
    grant_types: tuple[str, ...] = ("authorization_code",)
    scopes: tuple[str, ...] = ("openid",)
    audiences: tuple[str, ...] = ()
    application_type: Literal["web", "native"] = "web"
    subject_type: Literal["pairwise", "public"] = "pairwise"
    sector: str = ""
    id_token_algorithm: str = "ES256"
    minimum_level: int = 1
    default_max_age: int | None = None
    acr_aliases: Mapping[str, str] | None = None
    claim_names: Literal["standard", "dvcqg"] = "standard"
    optional_claims: tuple[str, ...] = ()
    ground: Ground = "consent"
    text_version: str = "1"
    owner: str = ""
    organisation: str | None = None
    logo_uri: str | None = None
    policy_uri: str | None = None
    tos_uri: str | None = None
    sunset: str | None = None
    disabled: bool = False
    version: int = 1

    @property
    def is_public(self) -> bool:
        """Whether it cannot keep a secret (RFC 6749 §2.1)."""
        return self.authentication_method == "none"

    def secret_matches(self, secret: str) -> bool:
        """Whether `secret` is one of the registered ones; time does not tell which."""
        presented = sha256(secret.encode()).hexdigest()
        matches = [hmac.compare_digest(presented, known) for known in self.secret_hashes]
        return any(matches)
