"""An upstream of our own that answers whatever a test wants: honest until it is told otherwise.

Only its metadata, keys, tokens and userinfo are asked over the network; where a browser would
see its pages, the test says how the person chose (`Upstream.answer`).
"""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from joserfc import jwk, jwt

from tests.support.ports import free_port

CLIENT_ID = "an-tin"
SECRET = "a secret of the test"
LEVELS = {"urn:eid:1": 1, "urn:eid:2": 2}
Answer = tuple[int, bytes]


def _key(kid: str) -> jwk.ECKey:
    return jwk.ECKey.generate_key("P-256", {"kid": kid, "alg": "ES256", "use": "sig"})


@dataclass(slots=True)
class Upstream:
    """`claims` replace or, when None, remove members of the ID token; `now` is its clock."""

    issuer: str
    now: Callable[[], int]
    subject: str = "lan-at-the-eid"
    acr: str = "urn:eid:1"
    claims: dict[str, object] = field(default_factory=dict)
    profile: dict[str, object] = field(default_factory=dict)
    metadata: dict[str, object] = field(default_factory=dict)
    key: jwk.ECKey = field(default_factory=lambda: _key("upstream"))
    token: Callable[[dict[str, str]], Answer] | None = None
    sign: Callable[[dict[str, object]], str] | None = None
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    redirected_to: list[str] = field(default_factory=list)
    nonces: dict[str, str] = field(default_factory=dict)

    def be_honest(self) -> None:
        """Whatever a test made of it is forgotten, and nothing was asked."""
        self.subject, self.acr, self.token, self.sign = "lan-at-the-eid", "urn:eid:1", None, None
        for one in (self.claims, self.profile, self.metadata, self.asked, self.redirected_to):
            one.clear()

    def answer(self, location: str, **members: str) -> str:
        """Where the browser is sent back to once the person signed in; members replace."""
        asked = dict(parse_qsl(urlsplit(location).query))
        code = f"code-{len(self.nonces)}"
        self.nonces[code] = asked["nonce"]
        told = {"code": code, "state": asked["state"], "iss": self.issuer, **members}
        told = {name: value for name, value in told.items() if value}
        return f"{asked['redirect_uri']}?{urlencode(told)}"

    def id_token(self, nonce: str) -> str:
        """The token, with whatever the test made of it."""
        now = self.now()
        claims = {
            "iss": self.issuer,
            "sub": self.subject,
            "aud": CLIENT_ID,
            "nonce": nonce,
            "iat": now,
            "exp": now + 300,
            "auth_time": now,
            "acr": self.acr,
            **self.claims,
        }
        told = {name: value for name, value in claims.items() if value is not None}
        if self.sign is not None:
            return self.sign(told)
        return jwt.encode({"alg": "ES256", "kid": "upstream"}, told, self.key)

    def reply(self, path: str, form: dict[str, str]) -> Answer:
        """What the server answers."""
        self.asked.append((path, form))
        match path:
            case "/.well-known/openid-configuration":
                return 200, json.dumps(self.document()).encode()
            case "/jwks":
                return 200, json.dumps({"keys": [self.key.as_dict(private=False)]}).encode()
            case "/token" if self.token is not None:
                return self.token(form)
            case "/token":
                return 200, json.dumps(self.tokens(form)).encode()
            case "/userinfo":
                return 200, json.dumps({"sub": self.subject, **self.profile}).encode()
            case _:
                self.redirected_to.append(path)
                return 404, b"{}"

    def tokens(self, form: dict[str, str]) -> dict[str, object]:
        """An honest token response for this code."""
        return {
            "access_token": "opaque",
            "token_type": "Bearer",
            "expires_in": 300,
            "id_token": self.id_token(self.nonces[form["code"]]),
        }

    def document(self) -> dict[str, object]:
        """The metadata."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": True,
            **self.metadata,
        }

    def codes_asked(self) -> int:
        """How often the token endpoint was asked."""
        return sum(path == "/token" for path, _ in self.asked)


@contextmanager
def an_upstream(now: Callable[[], int]) -> Iterator[Upstream]:
    """The upstream, listening on a free port of this machine."""
    port = free_port()
    upstream = Upstream(issuer=f"http://localhost:{port}", now=now)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._reply(*upstream.reply(urlsplit(self.path).path, {}))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = dict(parse_qsl(body))
            form["Authorization"] = self.headers.get("Authorization", "")
            self._reply(*upstream.reply(self.path, form))

        def _reply(self, status: int, body: bytes) -> None:
            self.send_response(status)
            if status == 302:
                self.send_header("Location", f"{upstream.issuer}/stolen")
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            with suppress(ConnectionError):  # whoever asked may have had enough
                self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield upstream
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def connected(folder: Path, issuer: str | None, *, name: str = "eid", **members: object) -> Path:
    """The operator's file that connects this upstream; members replace or, when None, go."""
    secret = folder / "upstream.secret"
    secret.write_text(f"{SECRET}\n")
    secret.chmod(0o600)
    table: dict[str, object] = {
        "issuer": issuer,
        "client_id": CLIENT_ID,
        "secret_file": str(secret),
        "name_vi": "Tài khoản định danh điện tử",
        "name_en": "The state e-ID",
        "levels": LEVELS,
        **members,
    }
    file = folder / "upstreams.toml"
    lines = [f"{key} = {_toml(value)}" for key, value in table.items() if value is not None]
    with file.open("a", encoding="utf-8") as out:
        out.write("\n".join([f"[{name}]", *lines, ""]))
    return file


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f'"{key}" = {_toml(one)}' for key, one in value.items()) + "}"
    return json.dumps(value, ensure_ascii=False)
