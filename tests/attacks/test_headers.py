"""HD: no header of a stranger decides who asks, what we are called, or where a request ends."""

from urllib.parse import quote, urlencode

import pytest

from tests.support.site import CALLBACK, Site
from tests.support.visitor import Page, Visitor, answer_in

FORGED = [
    "203.0.113.99",
    "203.0.113.99, 10.0.0.1",
    "2001:db8::1",
    "[2001:db8::1]:443",
    "unknown",
    "for=203.0.113.99;proto=https;by=_x",
    "' OR 1=1 --",
    "," * 500,
    "999.999.999.999",
    "",
]


@pytest.mark.parametrize("value", FORGED)
def test_hd_01_a_stranger_does_not_say_where_he_comes_from(site: Site, value: str) -> None:
    """I-11: only the peer's address counts, in the trail too."""
    visitor = Visitor(site, address="198.51.100.9")
    names = ("X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Forwarded-Host", "True-Client-IP")
    form = Page(visitor.follow(visitor.open("/sign-in")).text).form_of("login-submit")
    typed = {**form["fields"], "username": "ai.do", "password": "sai bét nhè rồi bạn ơi"}
    answer = visitor.open(form["action"], "POST", data=typed, headers=dict.fromkeys(names, value))
    assert answer.status_code == 400
    assert [event["address"] for event in site.events("sign_in_failed")] == ["198.51.100.9"]


def test_hd_01_forged_sources_do_not_evade_the_throttle(site: Site) -> None:
    """Each guess claims another source; all count for the peer."""
    visitor = Visitor(site)
    statuses = []
    for number in range(7):
        form = Page(visitor.follow(visitor.open("/sign-in")).text).form_of("login-submit")
        typed = {**form["fields"], "username": "ai.do", "password": "sai bét nhè rồi bạn ơi"}
        forged = {"X-Forwarded-For": f"203.0.113.{number}"}
        statuses.append(
            visitor.open(form["action"], "POST", data=typed, headers=forged).status_code
        )
    assert statuses == [400] * 5 + [429] * 2


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost", "localhost:8001", "localhost:8000.evil.example", "é"]
)
def test_hd_02_another_host_is_not_served(site: Site, host: str) -> None:
    """RFC 9110 §7.4: 421; the issuer is never taken from a request."""
    client = site.client()
    for path in ("/", "/sign-in", f"/authorize?client_id={client.id}", "/token", "/account"):
        answer = site.application.test_client().get(
            path, headers={"Host": host.encode().decode("latin-1")}
        )
        assert answer.status_code in (400, 421)
        assert "Location" not in answer.headers
        assert "evil" not in answer.text


def test_hd_02_documents_name_the_issuer_whoever_asks(site: Site) -> None:
    """Discovery is the same bytes for every Host."""
    browser = site.application.test_client()
    for host in ("evil.example", "localhost:8000"):
        document = browser.get("/.well-known/openid-configuration", headers={"Host": host})
        assert "evil" not in document.text
        assert document.status_code in (200, 421)
    forwarded = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    answer = Visitor(site).open("/sign-in", headers=forwarded)
    assert answer.headers["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("value", ["a\r\nSet-Cookie: x=1", "a\nb", "a\rb", "a\x00b", "a\x7fb"])
@pytest.mark.parametrize("name", ["state", "nonce", "redirect_uri", "client_id", "ui_locales"])
def test_hd_04_line_breaks_reach_no_header(site: Site, name: str, value: str) -> None:
    """Refused where they are read."""
    visitor, client = Visitor(site), site.client()
    begun = visitor.begin(client, prompt="none", **{name: value})
    answer = visitor.open(f"/authorize?{urlencode(begun.parameters)}")
    assert answer.status_code in (303, 400)
    _headers_are_clean(answer.headers.items())


@pytest.mark.parametrize("value", ["Nguyễn Văn An", "a&b=c#d?e", "%0d%0aX: y", "\u2028", "😀" * 30])
def test_hd_04_what_is_not_ascii_is_encoded_and_comes_back(site: Site, value: str) -> None:
    """`state` is echoed unchanged, and only as `state`."""
    visitor, client = Visitor(site), site.client()
    answer = visitor.authorize(visitor.begin(client, prompt="none", state=value))
    assert answer.headers["Location"].isascii()
    assert answer.headers["Location"].startswith(f"{CALLBACK}?")
    assert answer_in(answer)["state"] == value
    _headers_are_clean(answer.headers.items())


@pytest.mark.parametrize("path", ["/%0d%0aX-Evil:1", "/static/%0d%0ax", "/sign-in/%0d%0aX:1", "/é"])
def test_hd_04_nor_does_a_path(site: Site, path: str) -> None:
    """404 or a page; nothing of the path in a header."""
    answer = Visitor(site).open(quote(path, safe="/%:"))
    assert 400 <= answer.status_code < 500
    _headers_are_clean(answer.headers.items())


def _headers_are_clean(headers: object) -> None:
    for name, value in list(headers):  # type: ignore[call-overload] # werkzeug's items()
        assert value.isascii(), name
        assert value.isprintable(), name
