"""The way to the upstreams and back: Authlib's client over the guarded transport, then our rules.

Implements `idp.identity.elsewhere.Elsewhere`. State, nonce and verifier are those of the sealed
attempt; this module keeps nothing of a person. Next: `id_token.py`.
"""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import BoundedSemaphore
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlencode

from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from requests.exceptions import RequestException

from idp.clock import Clock
from idp.identity.elsewhere import Departure, Told, Upstream, UpstreamFailed
from idp.protocol.jose import VerifiedClaims, read, verify
from idp.upstream.configuration import Connection
from idp.upstream.id_token import Expected, broken_rule
from idp.upstream.metadata import Cupboard, GetJson, Published, metadata_address, published
from idp.upstream.transport import GuardedTransport, Send
from keys import Custody

PLACES: Final = 8  # people of one upstream whom one process waits for; others try again
LONGEST_CODE: Final = 4_096  # characters
_ASSERTION_LIFE: Final = 60  # seconds
_ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_OUR_ALGORITHM: Final = "ES256"


class UpstreamDoor:
    """Every upstream of this instance; safe for threads."""

    def __init__(
        self,
        connections: Sequence[Connection],
        *,
        issuer: str,
        custody: Custody,
        clock: Clock,
        send: Send,
        get_json: GetJson,
    ) -> None:
        """`send` and `get_json` are those of `Outbound`; `issuer` is our own."""
        self.upstreams: Mapping[str, Upstream] = MappingProxyType(
            {one.upstream.name: one.upstream for one in connections}
        )
        self._sides = {
            one.upstream.name: _Side(
                one, issuer=issuer, custody=custody, clock=clock, send=send, get_json=get_json
            )
            for one in connections
        }

    def way_to(self, departure: Departure, acr_values: Sequence[str], /) -> str:
        """Where the browser goes: a request with state, nonce and PKCE (RFC 7636 §4.3)."""
        return self._sides[departure.upstream].way(departure, acr_values)

    def redeem(self, departure: Departure, answer: Mapping[str, str], /) -> Told:
        """What the upstream tells about who came back; raises UpstreamFailed."""
        return self._sides[departure.upstream].redeem(departure, answer)


class _Side:
    """Our side of one upstream."""

    def __init__(
        self,
        connection: Connection,
        *,
        issuer: str,
        custody: Custody,
        clock: Clock,
        send: Send,
        get_json: GetJson,
    ) -> None:
        self._connection = connection
        self._upstream = connection.upstream
        self._redirect_uri = f"{issuer}/upstream/{connection.upstream.name}"
        self._custody = custody
        self._clock = clock
        self._send = send
        self._metadata = Cupboard(get_json, clock)
        self._keys = Cupboard(get_json, clock)
        self._places = BoundedSemaphore(PLACES)

    def way(self, departure: Departure, acr_values: Sequence[str]) -> str:
        """The authorization request (OIDC Core §3.1.2.1)."""
        with self._place():
            endpoint = self._published().authorization_endpoint
        wanted = {"acr_values": " ".join(acr_values)} if acr_values else {}
        url, _state = self._client().create_authorization_url(
            endpoint,
            state=departure.state,
            code_verifier=departure.verifier,
            nonce=departure.nonce,
            # A proof is of now: a session from this morning over there signs nobody in here.
            max_age="0",
            prompt="login",
            **wanted,
        )
        return str(url)

    def redeem(self, departure: Departure, answer: Mapping[str, str]) -> Told:
        """The code becomes tokens, the ID token is believed or not, the rest is thrown away."""
        with self._place():
            here = self._published()
            _check_answer(answer, self._upstream.issuer, names_itself=here.names_itself)
            client = self._client()
            tokens = self._tokens(client, here, departure, answer["code"])
            claims = self._believed(tokens.get("id_token"), here, departure)
            more = self._userinfo(client, here, claims) if self._upstream.creates else {}
        return Told(
            upstream=self._upstream.name,
            subject=_text(claims, "sub"),
            acr=_text(claims, "acr"),
            at=min(_number(claims, "auth_time"), self._clock.now()),
            claims={
                name: value
                for name, value in {**more, **claims}.items()
                if name in self._upstream.claims or name.endswith("_verified")
            },
        )

    def _published(self) -> Published:
        issuer = self._upstream.issuer
        return published(self._metadata.read(metadata_address(issuer)), issuer)

    def _client(self) -> Any:
        """Authlib's client, which reaches nothing but through the guard, and follows nothing."""
        connection = self._connection
        client = OAuth2Session(
            client_id=connection.client_id,
            client_secret=connection.secret.text or None,
            token_endpoint_auth_method=connection.authentication,
            redirect_uri=self._redirect_uri,
            scope=connection.scope,
            code_challenge_method="S256",
        )
        client.trust_env = False
        client.adapters.clear()
        client.mount("https://", GuardedTransport(self._send))
        client.mount("http://", GuardedTransport(self._send))
        client.register_client_auth_method(("private_key_jwt", self._with_assertion))
        return client

    def _tokens(
        self, client: Any, here: Published, departure: Departure, code: str
    ) -> Mapping[str, object]:
        """The token response (OIDC Core §3.1.3.3)."""
        try:
            tokens = client.fetch_token(
                here.token_endpoint,
                grant_type="authorization_code",
                code=code,
                code_verifier=departure.verifier,
                redirect_uri=self._redirect_uri,
            )
        except OAuthError:
            raise UpstreamFailed("refused", "the upstream refused the code") from None
        except RequestException:
            raise UpstreamFailed("unavailable", "the token endpoint gave no answer") from None
        except (ValueError, TypeError, AttributeError, RecursionError):
            raise UpstreamFailed("refused", "the token response is not one") from None
        return tokens if isinstance(tokens, dict) else {}

    def _believed(self, token: object, here: Published, departure: Departure) -> VerifiedClaims:
        presented = read(token) if isinstance(token, str) else None
        if presented is None:
            raise UpstreamFailed("refused", "there is no ID token")
        jwks = self._keys.read(here.jwks_uri, kid=presented.kid)
        claims = verify(presented, jwks, self._connection.algorithms)
        if claims is None:
            raise UpstreamFailed("refused", "the signature of the ID token is not theirs")
        expected = Expected(
            issuer=self._upstream.issuer,
            client_id=self._connection.client_id,
            nonce=departure.nonce,
            left_at=departure.at,
            now=self._clock.now(),
        )
        broken = broken_rule(claims, expected)
        if broken is not None:
            raise UpstreamFailed("refused", broken)
        return claims

    def _userinfo(
        self, client: Any, here: Published, claims: VerifiedClaims
    ) -> Mapping[str, object]:
        """What it tells beside the ID token, of the same subject (OIDC Core §5.3.2)."""
        if here.userinfo_endpoint is None:
            return {}
        try:
            told = client.get(here.userinfo_endpoint).json()
        except (OAuthError, RequestException, ValueError, RecursionError):
            raise UpstreamFailed("unavailable", "the userinfo endpoint gave no answer") from None
        if not isinstance(told, dict) or told.get("sub") != claims["sub"]:
            raise UpstreamFailed("refused", "the userinfo is of somebody else")
        return told

    def _with_assertion(self, client: Any, *asked: Any) -> tuple[str, Any, str]:
        """The form with our assertion (RFC 7523 §2.2), signed by a key that our JWKS publishes."""
        _method, uri, headers, body = asked  # as Authlib hands them to what authenticates
        now = self._clock.now()
        claims = {
            "iss": client.client_id,
            "sub": client.client_id,
            "aud": self._upstream.issuer,
            "jti": secrets.token_urlsafe(16),
            "iat": now,
            "exp": now + _ASSERTION_LIFE,
        }
        assertion = self._custody.signer.sign(
            claims, typ="client-authentication+jwt", algorithm=_OUR_ALGORITHM, now=now
        )
        more = urlencode(
            {
                "client_id": client.client_id,
                "client_assertion_type": _ASSERTION_TYPE,
                "client_assertion": assertion,
            }
        )
        return uri, headers, f"{body}&{more}"

    @contextmanager
    def _place(self) -> Iterator[None]:
        """One of a few: an upstream that answers slowly holds up nobody who does not need it."""
        if not self._places.acquire(blocking=False):
            raise UpstreamFailed("unavailable", "too many wait for this upstream")
        try:
            yield
        finally:
            self._places.release()


def _check_answer(answer: Mapping[str, str], issuer: str, *, names_itself: bool) -> None:
    """The answer is this upstream's (RFC 9207 §2.4) and brings a code."""
    told = answer.get("iss")
    if told != issuer and (names_itself or told is not None):
        raise UpstreamFailed("refused", "the answer is of another issuer")
    if "error" in answer:
        is_choice = answer["error"] == "access_denied"
        raise UpstreamFailed(
            "cancelled" if is_choice else "refused",
            "the person cancelled" if is_choice else "the upstream answered with an error",
        )
    if not 0 < len(answer.get("code", "")) <= LONGEST_CODE:
        raise UpstreamFailed("refused", "the answer has no code")


def _text(claims: Mapping[str, object], name: str) -> str:
    value = claims.get(name)
    return value if isinstance(value, str) else ""


def _number(claims: Mapping[str, object], name: str) -> int:
    value = claims.get(name)
    return value if isinstance(value, int) else 0
