"""A browser without JavaScript over the test client: redirects, forms, cookies."""

import secrets
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from html.parser import HTMLParser
from typing import Any, cast
from urllib.parse import parse_qsl, urlencode, urlsplit

from joserfc import jwk, jwt
from werkzeug.test import Client as WerkzeugClient
from werkzeug.test import TestResponse

from tests.support.site import CALLBACK, ISSUER, Site, TestClient, TestPerson


class Answer(TestResponse):
    """A response whose JSON is whatever the test says it is."""

    @property
    def json(self) -> Any:
        """Return the document; None where the answer is no JSON."""
        return self.get_json()


class Page(HTMLParser):
    """The forms and ids of a page."""

    def __init__(self, text: str) -> None:
        """Read the page."""
        super().__init__()
        self.text = text
        self.ids: set[str] = set()
        self.forms: list[dict[str, Any]] = []
        self._typing: str | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note ids, forms and their fields."""
        named = dict(attrs)
        if named.get("id"):
            self.ids.add(str(named["id"]))
        if tag == "form":
            form: dict[str, Any] = {
                "action": named.get("action"),
                "id": named.get("id"),
                "fields": {},
            }
            options = named.get("data-options")
            self.forms.append({**form, "buttons": {}, "elsewhere": {}, "options": options})
        if self.forms and tag == "textarea" and named.get("name"):
            self._typing = str(named["name"])
            self.forms[-1]["fields"][self._typing] = ""
        if self.forms and tag in ("input", "button") and named.get("name"):
            kind = "buttons" if tag == "button" else "fields"
            if tag == "button":
                value = (named["name"], named.get("value") or "")
                button = named.get("id") or named["name"]
                self.forms[-1][kind][button] = value
                self.forms[-1]["elsewhere"][button] = named.get("formaction")
            elif named.get("type") not in ("checkbox", "radio") or "checked" in named:
                self.forms[-1][kind][named["name"]] = named.get("value") or ""

    def handle_data(self, data: str) -> None:
        """Keep what stands in a field of several lines, whose first break is not part of it."""
        if self._typing is not None:
            self.forms[-1]["fields"][self._typing] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        """Note where such a field ends."""
        if tag == "textarea":
            self._typing = None

    def form_of(self, button: str) -> dict[str, Any]:
        """Return the form that holds this button."""
        return next(form for form in self.forms if button in form["buttons"])

    def form_named(self, form_id: str) -> dict[str, Any]:
        """Return the form of this id."""
        return next(form for form in self.forms if form["id"] == form_id)


@dataclass(slots=True, kw_only=True)
class Begun:
    """An authorization request as a client remembers it."""

    client: TestClient
    verifier: str
    nonce: str
    state: str
    parameters: dict[str, str]


@dataclass(slots=True)
class Visitor:
    """One browser; `address` is its source."""

    site: Site
    address: str = "203.0.113.7"
    browser: WerkzeugClient = field(init=False)

    def __post_init__(self) -> None:
        """Open the browser."""
        self.browser = WerkzeugClient(self.site.application, use_cookies=True)

    @property
    def issuer(self) -> str:
        """Return the provider's address."""
        return self.site.provider.settings.issuer

    def open(self, path: str, method: str = "GET", **options: Any) -> Answer:
        """Send one request; the peer is this visitor."""
        answer = self.browser.open(
            path.removeprefix(self.issuer),
            method=method,
            base_url=self.issuer,
            environ_overrides={"REMOTE_ADDR": self.address},
            **options,
        )
        return cast(Answer, answer)

    def follow(self, response: Answer) -> Answer:
        """Follow redirects while they stay with the provider."""
        for _ in range(12):
            location = response.headers.get("Location", "")
            inside = location.startswith("/") or location.startswith(f"{self.issuer}/")
            if response.status_code != 303 or not inside:
                return response
            response = self.open(location)
        raise AssertionError("redirects without end")

    def press(self, response: Answer, button: str, **typed: str) -> Answer:
        """Fill the form that holds the button and press it; the answer is not followed."""
        form = Page(response.text).form_of(button)
        name, value = form["buttons"][button]
        fields = {**form["fields"], **typed, name: value}
        action = form["elsewhere"][button] or form["action"]
        return self.open(action, "POST", data=fields, headers={"Origin": self.issuer})

    def answer(self, response: Answer, passkey: str, **typed: str) -> Answer:
        """Send what an authenticator answered to the page, as its script does."""
        form = Page(response.text).form_named("passkey-form")
        fields = {**form["fields"], **typed, "passkey": passkey}
        return self.open(form["action"], "POST", data=fields, headers={"Origin": self.issuer})

    def begin(self, client: TestClient, **parameters: str) -> Begun:
        """Return a request with state, nonce and PKCE; an empty value leaves one out."""
        verifier = secrets.token_urlsafe(32)
        digest = sha256(verifier.encode()).digest()
        asked = {
            "client_id": client.id,
            "redirect_uri": CALLBACK,
            "response_type": "code",
            "scope": "openid profile",
            "state": secrets.token_urlsafe(16),
            "nonce": secrets.token_urlsafe(16),
            "code_challenge": urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
            **parameters,
        }
        asked = {name: value for name, value in asked.items() if value}
        return Begun(
            client=client,
            verifier=verifier,
            nonce=asked.get("nonce", ""),
            state=asked.get("state", ""),
            parameters=asked,
        )

    def authorize(self, begun: Begun) -> Answer:
        """Send the request and follow it to the first page, or to the client."""
        return self.follow(self.open(f"/authorize?{urlencode(begun.parameters)}"))

    def sign_in(self, page: Answer, person: TestPerson) -> Answer:
        """Type password and, where asked, the code; the answer is what comes after."""
        page = self.follow(
            self.press(page, "login-submit", username=person.username, password=person.password)
        )
        if "otp-submit" in Page(page.text).ids and person.seed is not None:
            page = self.follow(self.press(page, "otp-submit", otp=self.site.code_now(person)))
        return page

    def consent(self, page: Answer) -> Answer:
        """Agree where asked; the answer is what comes after."""
        if "consent-allow" not in Page(page.text).ids:
            return page
        return self.follow(self.press(page, "consent-allow"))

    def code_for(self, begun: Begun, person: TestPerson) -> str:
        """Go the whole way to a code."""
        page = self.authorize(begun)
        if "login-submit" in Page(page.text).ids:
            page = self.sign_in(page, person)
        answer = answer_in(self.consent(page))
        return answer["code"]


def options_in(response: Answer) -> str:
    """Return what the page asks the browser's authenticator."""
    return str(Page(response.text).form_named("passkey-form")["options"])


def answer_in(response: Answer) -> dict[str, str]:
    """Return the parameters of an answer at the client's redirect URI."""
    location = response.headers.get("Location")
    if location is None:
        raise AssertionError(f"no redirect: {response.status_code}\n{response.text[:2000]}")
    return dict(parse_qsl(urlsplit(location).query))


def basic(client: TestClient) -> dict[str, str]:
    """Return the header of `client_secret_basic`."""
    pair = f"{client.id}:{client.secret}".encode()
    return {"Authorization": f"Basic {b64encode(pair).decode()}"}


def assertion(client: TestClient, now: int, **members: object) -> dict[str, str]:
    """Return the parameters of `private_key_jwt`; members of None are left out."""
    if client.key is None:
        raise ValueError("this client has no key")
    claims = {
        "iss": client.id,
        "sub": client.id,
        "aud": ISSUER,
        "jti": secrets.token_urlsafe(16),
        "iat": now,
        "exp": now + 60,
        **members,
    }
    claims = {name: value for name, value in claims.items() if value is not None}
    key = jwk.ECKey.import_key(dict(client.key))
    return {
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": jwt.encode({"alg": "ES256", "kid": "test"}, claims, key),
    }


def redeem(visitor: Visitor, begun: Begun, code: str, **members: str) -> Answer:
    """Show a code at the token endpoint as its client would."""
    fields: Mapping[str, str] = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": begun.parameters["redirect_uri"],
        "code_verifier": begun.verifier,
        **members,
    }
    return post_as(visitor, begun.client, "/token", dict(fields))


def post_as(visitor: Visitor, client: TestClient, path: str, fields: dict[str, str]) -> Answer:
    """Post a form as this client, authenticated the way it registered."""
    headers: dict[str, str] = {}
    match client.client.authentication_method:
        case "client_secret_basic":
            headers = basic(client)
        case "client_secret_post":
            fields |= {"client_id": client.id, "client_secret": client.secret or ""}
        case "private_key_jwt":
            fields |= assertion(client, visitor.site.clock.now())
        case "none":
            fields |= {"client_id": client.id}
    fields = {name: value for name, value in fields.items() if value}
    return visitor.open(path, "POST", data=fields, headers=headers)
