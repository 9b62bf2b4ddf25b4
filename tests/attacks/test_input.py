"""IN: no bytes at any parameter of any route crash us, and what is stored comes back the same."""

import re
from urllib.parse import quote

import pytest

from idp.administration import evidence
from idp.web.machines import MachineRoute
from idp.web.routes import MACHINE_ROUTES, ROUTES, Route
from tests.support.site import TEST_ORIGIN, Site
from tests.support.visitor import Page, Visitor, basic

FORM = "application/x-www-form-urlencoded"
VALUES: dict[str, bytes] = {
    "NUL": b"%00",
    "bad UTF-8": b"%FF%FE",
    "bare byte": b"\xff",
    "overlong": b"%C0%AF",
    "surrogate": b"%ED%A0%80",
    "bidi": quote("a\u202eb").encode(),
    "decomposed": quote("e\u0323\u0302").encode(),
    "half an escape": b"%",
    "no hex": b"%zz",
    "empty": b"",
    "array": b"%5B1%5D",
    "object": b"%7B%22a%22%3A%7B%7D%7D",
    "SQL": quote("' OR 1=1; DROP TABLE accounts; --").encode(),
    "template": quote("{{7331*7331}}${7331*7331}<%= 7331*7331 %>").encode(),
    "HTML": quote('"><script>alert(1)</script>').encode(),
    "CR LF": b"a%0D%0ASet-Cookie:%20x=1",
    "path": quote("../../etc/passwd").encode(),
    "long": b"a" * 20_000,
}
NAMES: dict[str, tuple[str, ...]] = {
    "/token": (
        "grant_type", "code", "redirect_uri", "code_verifier", "refresh_token", "scope",
        "resource", "client_id", "client_secret", "client_assertion", "client_assertion_type",
    ),
    "/userinfo": ("access_token",),
    "/introspect": ("token", "token_type_hint"),
    "/revoke": ("token", "token_type_hint"),
    "/authorize": (
        "client_id", "redirect_uri", "response_type", "response_mode", "scope", "state", "nonce",
        "display", "prompt", "max_age", "ui_locales", "claims_locales", "id_token_hint",
        "login_hint", "acr_values", "claims", "code_challenge", "code_challenge_method",
        "request", "request_uri", "resource", "registration",
    ),
    "/end-session": (
        "id_token_hint", "client_id", "post_logout_redirect_uri", "state", "logout_hint",
        "ui_locales",
    ),
}  # fmt: skip
PAGES = ("csrf", "username", "password", "otp", "decision", "optional", "cancel", "continue")
BUTTONS = ("end_session", "withdraw", "dismiss", "current_password", "new_password", "choose")


AnyRoute = Route | MachineRoute
EVERY: tuple[AnyRoute, ...] = (*MACHINE_ROUTES, *ROUTES)


def _path(route: AnyRoute) -> str:
    return route.path.replace("<interaction>", "x").replace("<attempt_id>", "x")


def _messages(names: tuple[str, ...], value: bytes) -> list[bytes]:
    return [name.encode() + b"=" + value for name in names]


@pytest.mark.parametrize("route", EVERY, ids=lambda route: route.path)
def test_in_01_no_value_of_any_parameter_is_an_error_of_ours(site: Site, route: AnyRoute) -> None:
    """Every route of the table, every parameter it reads: a 4xx, a redirect or a page.

    Parameters of the protocol one by one; those of pages at once, as a form sends them
    (`test_input_of_forms.py` fills each field of each real form).
    """
    visitor, client = Visitor(site), site.client()
    visitor.open("/sign-in")
    names = NAMES.get(route.path, ())
    ours = b"client_id=" + client.id.encode() + b"&redirect_uri=http://localhost:9000/callback"
    for kind, value in VALUES.items():
        of_a_form = b"&".join(_messages((*PAGES, *BUTTONS), value))
        one_field = b"username=" + value  # together they may be refused for their length
        for message in _messages(names, value) or [of_a_form, one_field]:
            for method in route.methods:
                _is_no_crash(visitor, (method, _path(route)), message, kind)
        if route.path == "/authorize":
            for message in _messages(names[2:], value):
                _is_no_crash(visitor, ("GET", "/authorize"), ours + b"&" + message, kind)


def _is_no_crash(visitor: Visitor, place: tuple[str, str], message: bytes, kind: str) -> None:
    method, path = place
    if method == "GET":
        answer = visitor.open(f"{path}?{message.decode('latin-1')}")
    else:
        answer = visitor.open(path, "POST", data=message, content_type=FORM)
    assert answer.status_code < 500, (kind, message[:80])
    assert "<script>alert" not in answer.text
    assert answer.headers.get("Location", "").isprintable()


NAMED = [route for route in ROUTES if "<" in route.path]


@pytest.mark.parametrize("route", NAMED, ids=lambda route: route.path)
def test_in_01_no_part_of_a_path_is_an_error_of_ours(site: Site, route: Route) -> None:
    """PostgreSQL stores no NUL, and a line break ends a header: both are nobody's address."""
    visitor = Visitor(site)
    visitor.open("/sign-in")
    for value in ("%00", "a%00b", "%0d%0aX:%201", "a%7F"):
        path = re.sub(r"<\w+>", value, route.path)
        for method in route.methods:
            answer = visitor.open(path, method, data=b"", content_type=FORM)
            assert answer.status_code == 404, (method, path)


LOOKED_AT = [route for route in ROUTES if "GET" in route.methods]


@pytest.mark.parametrize("route", LOOKED_AT, ids=lambda route: route.path)
def test_in_01_head_is_get_without_the_page(site: Site, route: Route) -> None:
    """RFC 9110 §9.3.2; nothing is posted by it."""
    visitor = Visitor(site)
    visitor.sign_in(visitor.follow(visitor.open("/sign-in")), site.person())
    looked, asked = visitor.open(_path(route)), visitor.open(_path(route), "HEAD")
    assert asked.status_code == looked.status_code
    assert asked.data == b""


def test_in_01_every_endpoint_for_programs_is_listed_here() -> None:
    """A new endpoint brings its parameters to this file."""
    machines = {route.path for route in MACHINE_ROUTES}
    assert machines <= set(NAMES)


@pytest.mark.parametrize("route", EVERY, ids=lambda route: route.path)
def test_in_01_a_megabyte_is_refused(site: Site, route: AnyRoute) -> None:
    """413 for a body, 413 for a target."""
    visitor = Visitor(site)
    if "POST" in route.methods:
        answer = visitor.open(
            _path(route), "POST", data=b"a=" + b"x" * 1_000_000, content_type=FORM
        )
        assert 400 <= answer.status_code < 500 or answer.status_code == 303
    if "GET" in route.methods:
        assert visitor.open(f"{_path(route)}?a={'x' * 1_000_000}").status_code == 413


POSTS = [route for route in EVERY if "POST" in route.methods]
KINDS = [
    "application/json",
    "multipart/form-data; boundary=x",
    "text/plain",
    "application/x-www-form-urlencoded-x",
    "",
]


@pytest.mark.parametrize("route", POSTS, ids=lambda route: route.path)
def test_in_02_only_a_plain_form_is_read(site: Site, route: AnyRoute) -> None:
    """Another type, a compressed body, a name twice."""
    visitor, client = Visitor(site), site.client()
    visitor.open("/sign-in")
    headers = basic(client) if route.path in ("/token", "/introspect", "/revoke") else {}
    form = b"grant_type=authorization_code&token=x&client_id=" + client.id.encode()
    tries: list[tuple[bytes, dict[str, str]]] = [(form, {"Content-Type": kind}) for kind in KINDS]
    tries += [
        (form, {"Content-Type": FORM, "Content-Encoding": "gzip"}),
        (b"a=1&" * 500, {"Content-Type": FORM}),
        (b"token=1&token=2&code=1&code=2&csrf=1&csrf=2", {"Content-Type": FORM}),
    ]
    for body, more in tries:
        answer = visitor.open(_path(route), "POST", data=body, headers={**headers, **more})
        refused = 400 <= answer.status_code < 500
        to_our_own_page = answer.headers.get("Location", "").startswith("/")
        assert refused or to_our_own_page, more
        assert "access_token" not in answer.text


PAYLOADS = [
    "'; DROP TABLE clients; --",
    "<img src=x onerror=alert(1)>",
    "{{7331*7331}}{% raw %}",
    '=HYPERLINK("http://evil.example","x")',
    "@SUM(1+1)",
    "a, b: c",
    "Nguyễn Thị Đoan Trang",
    "\u0041\u030a vs \u00c5",
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_in_03_stored_text_is_inert_and_comes_back(site: Site, payload: str) -> None:
    """A client's name and a person's claims are inert on pages; the name comes back as it was."""
    visitor = Visitor(site)
    client = site.client(client_name=payload)
    person = site.person(claims={"nickname": payload})
    page = visitor.sign_in(visitor.authorize(visitor.begin(client)), person)
    account = visitor.open("/account")
    for text in (page.text, account.text):
        assert "<img src=x" not in text
        assert "53743561" not in text or "7331*7331" not in payload or "{{7331*7331}}" in text
        assert len(Page(text).forms) >= 1
    with site.provider.unit(TEST_ORIGIN) as unit:
        lines = list(evidence.exported("cef", unit.operations.trail, unit.administration))
        stored = unit.administration.clients.get(client.id)
    assert all("\n" not in line.rstrip("\n") for line in lines)
    assert stored is not None
    assert stored.name == payload
