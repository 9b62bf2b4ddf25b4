"""What the tests of the protocol speak of: clients A, B and P, a citizen, her codes and tokens.

The names are those of the attack cases. Everything starts at NOW of `rulebook`; `World.at` gives
the same stores at another second.
"""

import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from threading import Barrier
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jws
from joserfc.jwk import ECKey

from idp.protocol.authentication import Authentication
from idp.protocol.authorization import Refusal, receive
from idp.protocol.authorization.code import issue
from idp.protocol.authorization.request import AuthorizationRequest
from idp.protocol.authorization.response_modes import Redirect
from idp.protocol.client import Client, SecretHash
from idp.protocol.client_authentication.assertion import ASSERTION_TYPE
from idp.protocol.consent import Consent
from idp.protocol.context import Context
from idp.protocol.grants import exchange
from idp.protocol.parameters import Parameters, parse
from idp.protocol.ports import Audience, Person
from tests.support.memory_protocol import MemoryProtocol
from tests.support.rulebook import CALLBACK, CLIENT, ISSUER, NOW, a_context, asked

# RFC 7636, appendix B
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
SECRET = "mat-khau-cua-cong-dich-vu-cong"
HUB = Audience(
    uri="https://hub.example.vn",
    name="Trục văn bản",
    scopes=("documents.send", "documents.receive"),
    owner="hub",
)


@cache
def client_key() -> ECKey:
    """Return the key pair of client A."""
    return ECKey.generate_key("P-256", private=True)


def public_jwk(key: ECKey, **members: str) -> dict[str, object]:
    """Return a public key as its owner registers it."""
    return {**key.as_dict(private=False), **members}


def a_key_client() -> Client:
    """Return client A: confidential, `private_key_jwt`."""
    return replace(
        CLIENT,
        client_id="a",
        authentication_method="private_key_jwt",
        jwks={"keys": [public_jwk(client_key(), kid="a-1")]},
    )


def a_client() -> Client:
    """Return client B: confidential, with a secret."""
    hashed = SecretHash(sha256(SECRET.encode()).hexdigest())
    return replace(CLIENT, client_id="b", secret_hashes=(hashed,))


def a_public_client() -> Client:
    """Return client P: an app without a secret."""
    return replace(CLIENT, client_id="p", authentication_method="none", application_type="native")


def a_person() -> Person:
    """Return citizen U1."""
    return Person(
        account_id="u1",
        kind="citizen",
        active=True,
        claims={"name": "Nguyễn Thị Lan", "email": "lan@example.vn", "birthdate": "1990-02-14"},
        sources={"name": "register", "email": "self", "birthdate": "register"},
    )


def an_authentication() -> Authentication:
    """Return the sign-in of U1, a minute ago."""
    return Authentication(
        account_id="u1",
        session="session-1",
        time=NOW - 60,
        level=2,
        methods=("pwd", "otp"),
        reachable_level=2,
        absolute_end=NOW + 12 * 3600,
    )


def a_consent(request: AuthorizationRequest) -> Consent:
    """Return U1's agreement to all that is asked for."""
    return Consent(
        client_id=request.client.client_id,
        account_id="u1",
        scopes=request.scopes,
        claims=request.claim_names,
        ground="consent",
        text_version=request.client.text_version,
        language="vi",
        receipt="receipt-1",
        given_at=NOW,
    )


def a_request(context: Context, /, **wishes: str) -> AuthorizationRequest:
    """Return a good request with these wishes; it breaks no rule."""
    request = receive(asked(**wishes), context)
    assert not isinstance(request, Refusal), request.error
    return request


def fields(**values: str) -> Parameters:
    """Return the body of a POST."""
    return parse(urlencode(values).encode())


def basic(client_id: str, secret: str = SECRET) -> str:
    """Return an Authorization header (RFC 6749 §2.3.1)."""
    return "Basic " + b64encode(f"{client_id}:{secret}".encode()).decode()


def compact(header: object, payload: object, signature: bytes = b"none") -> str:
    """Return a JWS that nobody signed; bytes go in as they are."""
    parts = (part if isinstance(part, bytes) else json.dumps(part).encode()
             for part in (header, payload, signature))  # fmt: skip
    return ".".join(urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


def signed(claims: Mapping[str, object] | bytes, key: ECKey, **header: str) -> str:
    """Return a JWS by this key."""
    payload = claims if isinstance(claims, bytes) else json.dumps(claims).encode()
    return jws.serialize_compact({"alg": "ES256", **header}, payload, key)


def assertion_claims(**changes: object) -> dict[str, object]:
    """Return what A's assertion says; a change to None leaves a member out."""
    good: dict[str, object] = {
        "iss": "a",
        "sub": "a",
        "aud": ISSUER,
        "jti": "j1",
        "iat": NOW,
        "exp": NOW + 60,
    }
    return {name: value for name, value in (good | changes).items() if value is not None}


def an_assertion(key: ECKey | None = None, /, **changes: object) -> dict[str, str]:
    """Return the two parameters of `private_key_jwt`."""
    text = signed(assertion_claims(**changes), key or client_key(), kid="a-1")
    return {"client_assertion_type": ASSERTION_TYPE, "client_assertion": text}


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A provider without a server: its context and the stores behind it."""

    context: Context
    stores: MemoryProtocol

    def at(self, seconds: int) -> "World":
        """Return the same world, so many seconds after NOW."""
        return replace(self, context=replace(self.context, now=NOW + seconds))

    @property
    def events(self) -> list[str]:
        """The names of what the trail says, in order."""
        return [event.name for event in self.stores.events]

    def code(self, client: Client, agreed: tuple[str, ...] | None = None, /, **wishes: str) -> str:
        """Return a code that U1 gave this client, having agreed to all claims or to these."""
        request = a_request(self.context, **{**wishes, "client_id": client.client_id})
        consent = a_consent(request)
        if agreed is not None:
            consent = replace(consent, claims=agreed)
        answer = issue(request, an_authentication(), consent, self.context)
        assert isinstance(answer, Redirect)
        return parse_qs(urlsplit(answer.uri).query)["code"][0]

    def redeem(self, client: Client, code: str, /, **changes: str) -> Mapping[str, object]:
        """Return what the token endpoint gives this client for a code; "" leaves a field out."""
        good = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": CALLBACK,
            "code_verifier": VERIFIER,
        }
        return self.ask(client, **{**good, **changes})

    def refresh(self, client: Client, token: object, /, **changes: str) -> Mapping[str, object]:
        """Return what the token endpoint gives this client for a refresh token."""
        return self.ask(client, grant_type="refresh_token", refresh_token=str(token), **changes)

    def ask(self, client: Client, /, **values: str) -> Mapping[str, object]:
        """Return what the token endpoint answers."""
        return exchange(*self.proven(client, **values), self.context)

    def proven(self, client: Client, /, **values: str) -> tuple[Parameters, str | None]:
        """Return body and header of a request that B or P makes."""
        if client.is_public:
            return fields(client_id=client.client_id, **values), None
        return fields(**values), basic(client.client_id)

    def tokens(self, client: Client, /, **wishes: str) -> Mapping[str, object]:
        """Return the tokens of a fresh authorization."""
        return self.redeem(client, self.code(client, None, **wishes))

    def claims_of(self, token: object, typ: str) -> Mapping[str, object]:
        """Return the claims of a genuine token of ours of this type."""
        claims = self.context.custody.signer.verify(str(token), typ=typ, now=self.context.now)
        assert claims is not None
        return claims


def a_world(*clients: Client, person: Person | None = None) -> World:
    """Return a world that knows these clients (B when none is named), the hub and U1."""
    context, stores = a_context()
    for client in clients or (a_client(),):
        stores.clients.put(client)
    stores.audiences.put(HUB)
    stores.people.put(person or a_person())
    return World(context=replace(context, notify=stores.notify), stores=stores)


def winners(act: Callable[[], bool], runners: int = 16) -> int:
    """Return how many of the threads that start together succeed."""
    start = Barrier(runners)

    def run(_number: int) -> bool:
        start.wait()
        return act()

    with ThreadPoolExecutor(runners) as pool:
        return sum(pool.map(run, range(runners)))
