"""Discovery and JWKS: bytes made once, answered before any framework wakes up.

Both are public, cached for five minutes, and the same for everybody.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from json import dumps
from typing import Any, Final

from idp.identity.assurance import strengths
from idp.protocol.discovery import metadata
from idp.protocol.endpoints import ENDPOINTS
from idp.provider import Provider

MAX_AGE: Final = 300  # seconds; a key is announced two of these before it signs
WELL_KNOWN: Final = ("/.well-known/openid-configuration", "/.well-known/oauth-authorization-server")

_NAMES_A_CLIENT: Final = re.compile(r"client_id=([A-Za-z0-9_-]{1,64})")

StartResponse = Callable[..., Any]
Application = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Ready bytes with their headers; any origin may read them (CORS)."""

    body: bytes
    etag: str
    headers: list[tuple[str, str]]


def document_of(body: bytes, kind: str = "application/json") -> Document:
    """Return the bytes with their entity tag."""
    etag = f'"{sha256(body).hexdigest()[:32]}"'
    headers = [
        ("Content-Type", kind),
        ("Content-Length", str(len(body))),
        ("ETag", etag),
        ("Cache-Control", f"public, max-age={MAX_AGE}"),
        ("Access-Control-Allow-Origin", "*"),
        ("X-Content-Type-Options", "nosniff"),
    ]
    return Document(body=body, etag=etag, headers=headers)


class ReadyBytes:
    """WSGI in front of the application; holds the present documents."""

    def __init__(self, application: Application, provider: Provider) -> None:
        """Make the metadata now: it is checked by Authlib's classes or the start fails."""
        self._application = application
        self._provider = provider
        self._metadata = document_of(b"{}")
        self._audience_scopes: tuple[str, ...] | None = None
        self._asked_at = 0
        self._jwks = document_of(b"")
        self._jwks_bytes = b""
        self._jwks_of_second = 0
        self._documents: Mapping[str, Callable[[], Document]] = {
            ENDPOINTS["jwks_uri"]: self._known_jwks,
            **dict.fromkeys(WELL_KNOWN, self._known_metadata),
        }
        self._known_metadata()

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer the two documents, pass everything else on."""
        document = self._documents.get(environ.get("PATH_INFO", ""))
        if document is None or environ.get("REQUEST_METHOD") not in ("GET", "HEAD"):
            return self._application(environ, start_response)
        if environ.get("QUERY_STRING"):
            self._note_fetch(environ)
        return _answer(document(), environ, start_response)

    def _note_fetch(self, environ: Mapping[str, Any]) -> None:
        """Keys are the same for everybody, and nobody proves who fetches them: some say it."""
        named = _NAMES_A_CLIENT.fullmatch(environ["QUERY_STRING"])
        if named is not None and environ["PATH_INFO"] == ENDPOINTS["jwks_uri"]:
            self._provider.tally.note_use(named[1], "jwks", self._provider.clock.now())

    def _known_jwks(self) -> Document:
        now = self._provider.clock.now()
        if now == self._jwks_of_second:
            return self._jwks
        self._provider.custody.refresh(now)
        body = self._provider.custody.signer.jwks(now)
        if body is not self._jwks_bytes:
            self._jwks_bytes, self._jwks = body, document_of(body)
        self._jwks_of_second = now
        return self._jwks

    def _known_metadata(self) -> Document:
        now = self._provider.clock.now()
        if now == self._asked_at:
            return self._metadata
        scopes, self._asked_at = self._provider.audience_scopes(), now
        if scopes != self._audience_scopes:
            issuer = self._provider.settings.issuer
            document = metadata(
                issuer,
                reached=strengths(self._provider.policy),
                audience_scopes=scopes,
                documentation=f"{issuer}/",
            )
            self._metadata = document_of(dumps(document, ensure_ascii=False).encode())
            self._audience_scopes = scopes
        return self._metadata


def _answer(
    document: Document, environ: dict[str, Any], start_response: StartResponse
) -> Iterable[bytes]:
    if environ.get("HTTP_IF_NONE_MATCH") == document.etag:
        start_response("304 Not Modified", document.headers[2:])
        return [b""]
    start_response("200 OK", list(document.headers))
    return [b"" if environ.get("REQUEST_METHOD") == "HEAD" else document.body]
