"""A small issuer on a real port: discovery, a key set, a token endpoint. The samples' opponent.

It signs whatever a test wants, so that the samples meet tokens that the product would never make.
"""

import base64
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

Json = dict[str, Any]
DISCOVERY = "/.well-known/openid-configuration"


def a_key(kid: str) -> ECKey:
    """A new ES256 key of this name."""
    return ECKey.generate_key("P-256", {"kid": kid, "use": "sig", "alg": "ES256"})


@dataclass(slots=True, kw_only=True)
class Issuer:
    """What the server answers; a test may change any of it while it runs."""

    port: int
    key: ECKey = field(default_factory=lambda: a_key("first"))
    published: list[ECKey] = field(default_factory=list)
    others: list[RSAKey] = field(default_factory=list)
    max_age: int = 300
    token_answer: Json = field(default_factory=dict)
    userinfo: Json = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    forms: list[dict[str, list[str]]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The issuer identifier."""
        return f"http://127.0.0.1:{self.port}"

    def metadata(self) -> Json:
        """The discovery document."""
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/jwks",
            "end_session_endpoint": f"{self.url}/end",
        }

    def jwks(self) -> Json:
        """The public halves of the published keys."""
        keys: list[ECKey | RSAKey] = [*(self.published or [self.key]), *self.others]
        return {"keys": [key.as_dict(private=False) for key in keys]}

    def signed(self, claims: Json, typ: str | None, key: ECKey | None = None) -> str:
        """A JWT of this type, signed by the current key or by another."""
        signer = key or self.key
        header: Json = {"alg": "ES256", "kid": signer.kid}
        if typ is not None:
            header["typ"] = typ
        return jwt.encode(header, claims, signer, default_type=None)

    def access_token(self, audience: str, typ: str | None = "at+jwt", **changes: Any) -> str:
        """A clerk's access token for the hub; `changes` replace claims, None removes one."""
        now = int(time.time())
        claims: Json = {
            "iss": self.url,
            "sub": "clerk",
            "aud": audience,
            "exp": now + 300,
            "iat": now,
            "jti": "one.two",
            "client_id": "hub-client",
            "scope": "openid documents.send documents.receive",
            "auth_time": now,
            "acr": f"{self.url}/loa/2",
            "amr": ["pwd", "otp", "mfa"],
            "org_code": "H01.02",
            "org_name": "Sở Tư pháp",
        }
        claims.update(changes)
        return self.signed({k: v for k, v in claims.items() if v is not None}, typ)

    def by_other_algorithms(self, audience: str) -> tuple[str, ...]:
        """The same claims under HS256 by the public key, and under RS256 by a published key."""
        token = self.access_token(audience)
        claims = jwt.decode(token, self.key, algorithms=["ES256"]).claims
        rsa = RSAKey.generate_key(2048, {"kid": "rsa", "use": "sig", "alg": "RS256"})
        self.others = [rsa]
        by_rsa = jwt.encode({"alg": "RS256", "kid": "rsa", "typ": "at+jwt"}, claims, rsa)
        header = _part({"alg": "HS256", "kid": self.key.kid, "typ": "at+jwt"})
        content = f"{header}.{token.split('.')[1]}"
        code = hmac.digest(self.key.as_pem(private=False), content.encode(), "sha256")
        return (by_rsa, f"{content}.{base64.urlsafe_b64encode(code).rstrip(b'=').decode()}")


def unsigned(token: str) -> str:
    """The same claims under `alg: none` and no signature at all."""
    return f"{_part({'alg': 'none', 'typ': 'at+jwt'})}.{token.split('.')[1]}."


def _part(header: Json) -> str:
    return base64.urlsafe_b64encode(json.dumps(header).encode()).rstrip(b"=").decode()


class Running:
    """The issuer's server; `stop` and `start` again on the same port, as after a failure."""

    def __init__(self) -> None:
        self.issuer = Issuer(port=0)
        self.start()

    def start(self) -> None:
        """It answers."""
        self._server = ThreadingHTTPServer(
            ("127.0.0.1", self.issuer.port), _handler_for(self.issuer)
        )
        self._server.daemon_threads = True
        self.issuer.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        """Nothing listens on its port."""
        self._server.shutdown()
        self._server.server_close()


def _handler_for(issuer: Issuer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            issuer.asked.append(self.path)
            answers = {DISCOVERY: issuer.metadata, "/jwks": issuer.jwks}
            answer = answers[self.path]() if self.path in answers else issuer.userinfo
            self._answer(answer)

        def do_POST(self) -> None:
            issuer.asked.append(self.path)
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            issuer.forms.append(parse_qs(body))
            self._answer(issuer.token_answer)

        def _answer(self, body: Json) -> None:
            content = json.dumps(body).encode()
            self.send_response(400 if "error" in body else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Cache-Control", f"public, max-age={issuer.max_age}")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing: the test reads `asked`."""

    return Handler


@contextmanager
def running_issuer() -> Iterator[Running]:
    """A running issuer, stopped at the end."""
    running = Running()
    try:
        yield running
    finally:
        running.stop()
