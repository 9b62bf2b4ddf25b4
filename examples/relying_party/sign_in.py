"""The code flow, check by check (OpenID Connect Core §3.1): `begin` it, then `finish` it.

Every value of the answer is compared with one that this browser's own visit remembers; a browser
that did not begin a sign-in cannot finish one. Next: `routes.py`.
"""

import hmac
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc.errors import JoseError

from examples.relying_party.client import Client, session_of
from examples.relying_party.provider import Metadata, Provider
from examples.relying_party.remembered import Json
from examples.relying_party.tokens import CLOCK_SKEW, Untrusted, verified_token

ID_TOKEN_TYPES = ("jwt", None)
REFRESH_BEFORE_END = 30.0  # seconds: a token must outlive the call that carries it


class SignInRefused(Exception):
    """The sign-in ends here. `code` is the provider's error code or one of ours, for people."""

    def __init__(self, code: str, reason: str = "") -> None:
        super().__init__(reason or code)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingSignIn:
    """What must be remembered, on the server, between the request and the answer."""

    state: str
    nonce: str = field(repr=False)
    code_verifier: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A person who signed in. `access_token_ends` is in monotonic seconds."""

    claims: Json
    userinfo: Json
    id_token: str = field(repr=False)
    access_token: str = field(repr=False)
    access_token_ends: float
    refresh_token: str | None = field(default=None, repr=False)

    @property
    def subject(self) -> str:
        """The person's identifier at this client: the one value to file one's own data under."""
        return str(self.claims["sub"])

    @property
    def sid(self) -> str | None:
        """The provider's name for the session, by which a logout token ends it."""
        sid = self.claims.get("sid")
        return sid if isinstance(sid, str) else None


def begin(
    client: Client, provider: Provider, parameters: Mapping[str, str]
) -> tuple[str, PendingSignIn]:
    """The address to send the browser to, and what to remember until it returns.

    `parameters` may add `acr_values`, `ui_locales`, `prompt` or any other of OIDC Core §3.1.2.1.
    Raises Unreachable if the provider was never reached.
    """
    pending = PendingSignIn(
        state=secrets.token_urlsafe(24),
        nonce=secrets.token_urlsafe(24),
        code_verifier=secrets.token_urlsafe(48),
    )
    url, _ = session_of(client, provider.issuer).create_authorization_url(
        provider.metadata().authorization_endpoint,
        state=pending.state,
        nonce=pending.nonce,
        code_verifier=pending.code_verifier,
        **client.target,
        **parameters,
    )
    return str(url), pending


def finish(
    client: Client, provider: Provider, pending: PendingSignIn | None, answer: Mapping[str, str]
) -> SignedIn:
    """The person, once every check holds. Raises SignInRefused, or Unreachable.

    `pending` is what this browser's visit kept under the `state` of the answer; None if nothing.
    """
    if pending is None or not hmac.compare_digest(answer.get("state", ""), pending.state):
        raise SignInRefused("sign_in_not_begun_here")
    # Before anything else is believed, the error included: who answers? (RFC 9207 §2.4)
    if answer.get("iss") != provider.issuer:
        raise SignInRefused("answer_of_another_issuer")
    if "error" in answer:
        raise SignInRefused(answer["error"], answer.get("error_description", ""))
    if not answer.get("code"):
        raise SignInRefused("answer_without_code")
    metadata = provider.metadata()
    with session_of(client, provider.issuer) as session:
        asked_at = time.monotonic()
        try:
            response = session.fetch_token(
                metadata.token_endpoint,
                grant_type="authorization_code",
                code=answer["code"],
                redirect_uri=client.redirect_uri,
                code_verifier=pending.code_verifier,
                **client.target,
            )
        except OAuthError as error:
            raise SignInRefused(str(error.error), "the token endpoint refused the code") from error
        except (requests.RequestException, ValueError) as error:
            raise SignInRefused("temporarily_unavailable") from error
        claims = _judged_id_token(response, provider, client, pending.nonce)
        # A token for another API is none for the userinfo endpoint.
        userinfo = {} if client.resource else _userinfo(session, metadata, claims)
    return SignedIn(
        claims=claims,
        userinfo=userinfo,
        id_token=response["id_token"],
        access_token=response["access_token"],
        access_token_ends=asked_at + int(response.get("expires_in", 0)),
        refresh_token=response.get("refresh_token"),
    )


def refreshed(client: Client, provider: Provider, person: SignedIn) -> SignedIn:
    """The same person with an access token that lives on, if the provider still gives one.

    Refused or unreachable: the person as before, for the API to judge (RFC 6749 §6).
    """
    is_fresh = time.monotonic() < person.access_token_ends - REFRESH_BEFORE_END
    if is_fresh or person.refresh_token is None:
        return person
    asked_at = time.monotonic()
    try:
        with session_of(client, provider.issuer) as session:
            response = session.refresh_token(
                provider.metadata().token_endpoint, person.refresh_token, **client.target
            )
    except (OAuthError, requests.RequestException, ValueError):
        return person
    return replace(
        person,
        access_token=response["access_token"],
        access_token_ends=asked_at + int(response.get("expires_in", 0)),
        refresh_token=response.get("refresh_token", person.refresh_token),
    )


def _judged_id_token(
    response: Mapping[str, str], provider: Provider, client: Client, nonce: str
) -> Json:
    """The claims of the ID token, every rule of OIDC Core §3.1.3.7 held."""
    try:
        token = verified_token(response["id_token"], provider, ID_TOKEN_TYPES)
        expected = {
            "iss": {"essential": True, "value": provider.issuer},
            "aud": {"essential": True, "value": client.client_id},
            "nonce": {"essential": True, "value": nonce},
        }
        context = {
            "client_id": client.client_id,
            "nonce": nonce,
            "access_token": response["access_token"],
        }
        CodeIDToken(token.claims, token.header, expected, context).validate(leeway=CLOCK_SKEW)
    except (Untrusted, JoseError, KeyError, TypeError, ValueError) as error:
        raise SignInRefused("id_token_refused", str(error)) from error
    return token.claims


def _userinfo(session: OAuth2Session, metadata: Metadata, claims: Json) -> Json:
    """What the provider shares of this person (OIDC Core §5.3); `sub` must be the same (§5.3.2)."""
    try:
        answer = session.get(metadata.userinfo_endpoint)
        answer.raise_for_status()
        said: object = answer.json()
    except (requests.RequestException, ValueError) as error:
        raise SignInRefused("temporarily_unavailable") from error
    if not isinstance(said, dict) or said.get("sub") != claims["sub"]:
        raise SignInRefused("userinfo_of_another_person")
    return said
