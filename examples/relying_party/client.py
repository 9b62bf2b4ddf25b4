"""Who we are to the provider: our registration, and how we prove it at the token endpoint.

Two ways: a secret, or a signed assertion (RFC 7523 §2.2), where the private key never travels.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path

from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT, private_key_jwt_sign
from joserfc.jwk import ECKey

from examples.relying_party.remembered import TIMEOUT

ASSERTION_LIFETIME = (
    60  # seconds; Authlib's own default of an hour is longer than the provider allows
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A client registration, with exactly one of the two credentials.

    `resource` names the API for which access tokens are asked (RFC 8707); without it they are for
    the provider's own userinfo endpoint.
    """

    client_id: str
    scope: str
    redirect_uri: str | None = None
    client_secret: str | None = field(default=None, repr=False)
    private_key: ECKey | None = field(default=None, repr=False)
    resource: str | None = None

    def __post_init__(self) -> None:
        if (self.client_secret is None) == (self.private_key is None):
            raise ValueError("a client has either a secret or a private key")

    @property
    def target(self) -> dict[str, str]:
        """The parameter that names the API, as it goes into every request of the flow."""
        return {"resource": self.resource} if self.resource else {}


class ShortAssertion(PrivateKeyJWT):  # type: ignore[misc]  # untyped
    """A client assertion for the issuer, one minute long, fresh for every request (RFC 7523 §3)."""

    alg = "ES256"

    def sign(self, auth: OAuth2Session, token_endpoint: str) -> str:
        """The assertion; `token_endpoint` is what Authlib calls the audience, here the issuer."""
        assertion: str = private_key_jwt_sign(
            auth.client_secret,
            client_id=auth.client_id,
            token_endpoint=token_endpoint,
            alg=self.alg,
            header={"kid": auth.client_secret.kid or auth.client_secret.thumbprint()},
            expires_in=ASSERTION_LIFETIME,
        )
        return assertion


def session_of(client: Client, issuer: str) -> OAuth2Session:
    """A session with the provider for one sign-in; not to be shared among threads."""
    method = "client_secret_basic" if client.client_secret else ShortAssertion.name
    session = OAuth2Session(
        client.client_id,
        client.client_secret or client.private_key,
        token_endpoint_auth_method=method,
        scope=client.scope,
        redirect_uri=client.redirect_uri,
        code_challenge_method="S256",
        default_timeout=TIMEOUT,
    )
    session.register_client_auth_method(ShortAssertion(issuer))
    return session


def private_key_from(file: Path) -> ECKey:
    """The private key in a file that holds one JWK as JSON; let nobody else read that file."""
    return ECKey.import_key(json.loads(file.read_text()))
