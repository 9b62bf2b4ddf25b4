"""Raw HTTP: requests as bytes on a connection, and a browser of them. Next: `racing.py`."""

import json
import secrets
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.races.serving import Serving
from tests.support.site import CALLBACK, TestClient, TestPerson
from tests.support.visitor import Page, basic

MOST_REDIRECTS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A request; with fields it is a form that is posted."""

    path: str
    fields: dict[str, str] | None = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An answer, and how many seconds it took."""

    status: int
    location: str
    text: str
    cookies: dict[str, str]
    seconds: float
    refresh: str = ""

    @property
    def json(self) -> Any:
        """The document."""
        return json.loads(self.text)

    @property
    def error(self) -> str:
        """The public code of a refusal (RFC 6749 §5.2)."""
        return str(self.json.get("error"))


def send(connection: HTTPConnection, host: str, sent: Sent) -> Answered:
    """The answer; OSError or HTTPException where the worker died, and the next request connects."""
    headers = {"Host": host, **sent.headers}
    body = None
    if sent.fields is not None:
        body = urlencode(sent.fields)
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    began = time.monotonic()
    try:
        connection.request("GET" if body is None else "POST", sent.path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
    except (OSError, HTTPException):
        connection.close()
        raise
    pairs = (value.split(";")[0] for value in answer.headers.get_all("Set-Cookie") or ())
    return Answered(
        status=answer.status,
        location=answer.headers.get("Location", ""),
        text=text,
        cookies=dict(pair.split("=", 1) for pair in pairs),
        seconds=time.monotonic() - began,
        refresh=answer.headers.get("Refresh", ""),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A code in the hands of its client."""

    client: TestClient
    code: str
    verifier: str

    def redemption(self) -> Sent:
        """The token request that spends it."""
        fields = {
            "grant_type": "authorization_code",
            "code": self.code,
            "redirect_uri": CALLBACK,
            "code_verifier": self.verifier,
        }
        return as_client(self.client, "/token", fields)


def as_client(client: TestClient, path: str, fields: dict[str, str]) -> Sent:
    """A form from this client, with its secret if it has one."""
    if client.secret is None:
        return Sent(path=path, fields={**fields, "client_id": client.id})
    return Sent(path=path, fields=fields, headers=basic(client))


def refresh(client: TestClient, token: str) -> Sent:
    """The token request of this refresh token."""
    return as_client(client, "/token", {"grant_type": "refresh_token", "refresh_token": token})


class Browser:
    """A browser without JavaScript, at an address of its own."""

    def __init__(self, serving: Serving) -> None:
        self.cookies: dict[str, str] = {}
        self._serving = serving
        self.host = f"localhost:{serving.port}"
        self._address = ".".join(["10", *(str(secrets.randbelow(256)) for _ in range(3))])
        self.connection = serving.connection()

    def close(self) -> None:
        """Its connection is gone; the next request opens another."""
        self.connection.close()

    def ask(self, path: str, fields: dict[str, str] | None = None) -> Answered:
        """The answer to one request, not followed."""
        answer = send(self.connection, self.host, self.sent(path, fields))
        self.cookies |= answer.cookies
        return answer

    def sent(self, path: str, fields: dict[str, str] | None = None) -> Sent:
        """The request as this browser would send it."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies, "X-Forwarded-For": self._address}
        if fields is not None:
            headers["Origin"] = self._serving.issuer
        return Sent(path=path.removeprefix(self._serving.issuer), fields=fields, headers=headers)

    def follow(self, answer: Answered) -> Answered:
        """What comes after redirects, while they stay with the provider."""
        for _ in range(MOST_REDIRECTS):
            inside = answer.location.startswith(("/", f"{self._serving.issuer}/"))
            if answer.status != 303 or not inside:
                return answer
            answer = self.ask(answer.location)
        raise AssertionError("redirects without end")

    def filled(self, answer: Answered, button: str, **typed: str) -> Sent:
        """The form that holds this button, filled in and not yet sent."""
        page = Page(answer.text)
        if button not in page.ids:
            raise AssertionError(f"{answer.status}: no {button} in\n{answer.text[:1500]}")
        form = page.form_of(button)
        name, value = form["buttons"][button]
        return self.sent(form["action"], {**form["fields"], **typed, name: value})

    def press(self, answer: Answered, button: str, **typed: str) -> Answered:
        """What comes after the form that holds this button."""
        form = self.filled(answer, button, **typed)
        return self.follow(self.ask(form.path, form.fields))

    def authorize(self, client: TestClient, verifier: str, **parameters: str) -> Answered:
        """The first page, or the answer at the client."""
        digest = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "client_id": client.id,
            "redirect_uri": CALLBACK,
            "response_type": "code",
            "scope": "openid profile",
            "state": secrets.token_urlsafe(16),
            "nonce": secrets.token_urlsafe(16),
            "code_challenge": digest,
            "code_challenge_method": "S256",
            **parameters,
        }
        return self.follow(self.ask(f"/authorize?{urlencode(asked)}"))

    def code(self, client: TestClient, person: TestPerson, **parameters: str) -> Code:
        """A code; person and consent are asked for only where the provider asks."""
        verifier = secrets.token_urlsafe(32)
        page = self.authorize(client, verifier, **parameters)
        if "login-submit" in Page(page.text).ids:
            typed = {"username": person.username, "password": person.password}
            page = self.press(page, "login-submit", **typed)
        if "consent-allow" in Page(page.text).ids:
            page = self.press(page, "consent-allow")
        answer = dict(parse_qsl(urlsplit(page.location).query))
        if "code" not in answer:
            raise AssertionError(f"{page.status} {page.location}\n{page.text[:1500]}")
        return Code(client=client, code=answer["code"], verifier=verifier)
