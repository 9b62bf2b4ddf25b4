"""The three services of the demonstration: the portal, the document hub, an agency's machine.

Their private keys are made here because the samples are given them; real services make their own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from idp.administration.client_metadata import ClientMetadata
from idp.protocol import jose

PORTAL_SCOPES: Final = (
    "openid", "profile", "email", "phone", "address", "personal_number", "organisation",
    "offline_access", "on_behalf_of",
)  # fmt: skip
HUB_SCOPES: Final = ("documents.send", "documents.receive")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPair:
    """A service's own key: the private JWK for the service, the public set for us."""

    private: Mapping[str, object]
    public: Mapping[str, object]

    def __repr__(self) -> str:
        """Nothing that helps anybody."""
        return "***"


def new_key_pair() -> KeyPair:
    """A fresh ES256 key, named by its thumbprint (RFC 7638)."""
    private, public = jose.new_key_pair()
    return KeyPair(private=private, public=public)


def portal(url: str) -> ClientMetadata:
    """The sample portal: a secret, every claim, refresh tokens."""
    return ClientMetadata(
        client_name="Cổng Dịch vụ công (mẫu)",
        authentication_method="client_secret_basic",
        redirect_uris=(f"{url}/callback",),
        post_logout_redirect_uris=(f"{url}/signed-out",),
        backchannel_logout_uri=f"{url}/backchannel-logout",
        grant_types=("authorization_code", "refresh_token"),
        scope=PORTAL_SCOPES,
        sector="portal",
    )


def hub(url: str, keys: KeyPair) -> ClientMetadata:
    """The sample hub as a client: two factors, and tokens for its own API."""
    return ClientMetadata(
        client_name="Trục liên thông văn bản (mẫu)",
        authentication_method="private_key_jwt",
        jwks=keys.public,
        redirect_uris=(f"{url}/callback",),
        post_logout_redirect_uris=(f"{url}/signed-out",),
        backchannel_logout_uri=f"{url}/backchannel-logout",
        grant_types=("authorization_code", "refresh_token"),
        scope=("openid", "profile", "organisation", *HUB_SCOPES),
        minimum_level=2,
        sector="hub",
    )


def agency(url: str, keys: KeyPair) -> ClientMetadata:
    """A machine of Hà Nội, which fetches documents from the hub."""
    return ClientMetadata(
        client_name="Hệ thống của Hà Nội (mẫu)",
        authentication_method="private_key_jwt",
        jwks=keys.public,
        grant_types=("client_credentials",),
        scope=("documents.receive",),
        audiences=(url,),
        organisation="H26",
        sector="agency",
    )
