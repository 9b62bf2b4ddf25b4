"""A person signs in from a fresh browser without JavaScript, and the portal redeems the code."""

import http.client
import json
import re
import secrets
from base64 import b64encode, urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from html import unescape
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit

from benchmarks.installation import ASKED, CALLBACK, PASSWORD, Installation, Member
from tests.support.authenticator import Authenticator

FORM: Final = "application/x-www-form-urlencoded"
MOST_STEPS: Final = 12
_TAG = re.compile(r"<(form|input|button)\b([^>]*)>")
_OPTIONS = re.compile(r'data-options="([^"]*)"')
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')


class FlowBroke(Exception):
    """The provider did not answer as it does to a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """Who signs in with the password, and the code where it is asked for."""

    username: str
    otp: str = field(default="", repr=False)


Shown = Typed | Authenticator  # what a person shows


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """What the portal holds after a sign-in."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)


@dataclass(slots=True)
class Browser:
    """One connection and its cookies; `requests` counts what was sent."""

    issuer: str
    connection: http.client.HTTPConnection = field(init=False)
    cookies: dict[str, str] = field(default_factory=dict)
    requests: int = 0

    def __post_init__(self) -> None:
        """Connect at the first request."""
        self.connection = http.client.HTTPConnection(urlsplit(self.issuer).netloc, timeout=60)

    def send(
        self, path: str, fields: dict[str, str] | None = None, **headers: str
    ) -> tuple[int, str, str]:
        """Return status, location and body of one request."""
        self.requests += 1
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookie, **headers} if cookie else headers
        body = None
        if fields is not None:
            body = urlencode(fields)
            headers |= {"Content-Type": FORM, "Origin": self.issuer}
        self.connection.request("GET" if body is None else "POST", path, body, headers)
        answer = self.connection.getresponse()
        for line in answer.headers.get_all("Set-Cookie", []):
            name, _, value = line.split(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.headers.get("Location", ""), answer.read().decode()


def basic(member: Member) -> str:
    """The value of `Authorization` for `client_secret_basic`."""
    return f"Basic {b64encode(f'{member.id}:{member.secret}'.encode()).decode()}"


def sign_in(installed: Installation, shown: Shown, *, offline: bool = False) -> tuple[Tokens, int]:
    """Return the tokens, and how many requests it took; consent is asked again for `offline`."""
    browser = Browser(installed.issuer)
    verifier = secrets.token_urlsafe(32)
    try:
        code = _code(browser, _asked(installed, verifier, offline=offline), shown)
        fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}
        fields["code_verifier"] = verifier
        browser.cookies.clear()
        status, _, body = browser.send("/token", fields, Authorization=basic(installed.portal))
    finally:
        browser.connection.close()
    if status != 200:
        raise FlowBroke(f"/token answered {status}: {body[:300]}")
    told: dict[str, Any] = json.loads(body)
    return Tokens(
        access=told["access_token"], refresh=told.get("refresh_token", "")
    ), browser.requests


def _asked(installed: Installation, verifier: str, *, offline: bool) -> dict[str, str]:
    challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "client_id": installed.portal.id,
        "redirect_uri": CALLBACK,
        "response_type": "code",
        "scope": " ".join(ASKED),
        "state": secrets.token_urlsafe(16),
        "nonce": secrets.token_urlsafe(16),
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    if offline:
        asked |= {"scope": f"{asked['scope']} offline_access", "prompt": "consent"}
    return asked


def _code(browser: Browser, asked: dict[str, str], shown: Shown) -> str:
    status, location, body = browser.send(f"/authorize?{urlencode(asked)}")
    for _ in range(MOST_STEPS):
        if location.startswith(CALLBACK):
            return parse_qs(urlsplit(location).query)["code"][0]
        if location:
            status, location, body = browser.send(location.removeprefix(browser.issuer))
        elif 'id="login-submit"' in body:
            status, location, body = _show(browser, body, shown)
        elif 'id="otp-submit"' in body and isinstance(shown, Typed) and shown.otp:
            status, location, body = _press(browser, body, "otp-submit", {"otp": shown.otp})
        elif 'id="consent-allow"' in body:
            status, location, body = _press(browser, body, "consent-allow", {})
        else:
            break
    raise FlowBroke(f"no code: {status} {body[:300]}")


def _show(browser: Browser, body: str, shown: Shown) -> tuple[int, str, str]:
    """At the sign-in page: the passkey if there is one, else name and password."""
    if isinstance(shown, Authenticator):
        asked = _OPTIONS.search(body)
        if asked is None:
            raise FlowBroke("no passkey is asked for")
        response = shown.sign(unescape(asked.group(1)))
        return _press(browser, body, "passkey-signin", {"passkey": response})
    typed = {"username": shown.username, "password": PASSWORD}
    return _press(browser, body, "login-submit", typed)


def _press(browser: Browser, body: str, button: str, typed: dict[str, str]) -> tuple[int, str, str]:
    """Fill the form that holds this button and press it."""
    action = ""
    fields: dict[str, str] = {}
    for kind, text in _TAG.findall(body):
        named = {name: unescape(value) for name, value in _ATTRIBUTE.findall(text)}
        if kind == "form":
            action, fields = named.get("action", ""), {}
        elif kind == "input" and "name" in named and named.get("type") != "checkbox":
            fields[named["name"]] = named.get("value", "")
        elif named.get("id") == button:
            if "name" in named:
                fields[named["name"]] = named.get("value", "")
            return browser.send(action.removeprefix(browser.issuer), {**fields, **typed})
    raise FlowBroke(f"no button {button}")
