"""Client: a registered relying service, frozen (OpenID Connect Registration §2).

What it may ask follows from its own fields and from its profile (`profiles.py`).
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Literal, NewType

from idp.clock import VIETNAM

SecretHash = NewType("SecretHash", str)
"""Hex SHA-256 of a random client secret (≥ 128 bits, so no slow hash is needed)."""

AuthenticationMethod = Literal[
    "none", "client_secret_basic", "client_secret_post", "private_key_jwt"
]
ProfileName = Literal["standard", "compatible"]
Ground = Literal["law", "consent"]
Environment = Literal["test", "production"]
"""A client in test meets sandbox people and resource servers in test alone; in production none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """One registration. Tuples are sets in a stable order; URIs are compared as whole strings.

    `secrets_made_at` tells of `secret_hashes` in their order, 0 where nobody noted it; `sunset` is
    the last day (YYYY-MM-DD, at +07:00); `production_since` is None for who was never in test.
    """

    client_id: str
    name: str
    environment: Environment = "production"
    production_since: int | None = None
    profile: ProfileName = "standard"
    authentication_method: AuthenticationMethod = "client_secret_basic"
    secret_hashes: tuple[SecretHash, ...] = ()
    secrets_made_at: tuple[int, ...] = ()
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
    contact: str = ""
    agreement: str = ""
    legal_ground: str = ""
    scope_reasons: Mapping[str, str] | None = None
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

    @property
    def is_in_test(self) -> bool:
        """Whether real people are none of its business yet."""
        return self.environment == "test"

    def is_past_sunset(self, now: int) -> bool:
        """Whether its last day is over."""
        if self.sunset is None:
            return False
        return datetime.fromtimestamp(now, VIETNAM).date().isoformat() > self.sunset

    def secret_matches(self, secret: str) -> bool:
        """Whether `secret` is one of the registered ones; time does not tell which."""
        presented = sha256(secret.encode()).hexdigest()
        matches = [hmac.compare_digest(presented, known) for known in self.secret_hashes]
        return any(matches)
