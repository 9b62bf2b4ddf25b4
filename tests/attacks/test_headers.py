"""HD: no header of a stranger decides who asks, what we are called, or where a request ends."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from tests.support.ports import free_port
from tests.support.site import CALLBACK, ISSUER, Site
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


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a real `idp serve`."""
    folder, port = tmp_path_factory.mktemp("served"), free_port()
    idp = str(Path(sys.executable).parent / "idp")
    environment = {
        "PATH": "/usr/bin:/bin",
        "IDP_ISSUER": f"http://localhost:{port}",
        "IDP_PROFILE": "demonstration",
        "IDP_VAR": str(folder),
    }
    subprocess.run([idp, "database", "upgrade"], env=environment, check=True, cwd=folder)
    process = subprocess.Popen(
        [idp, "serve", "--bind", f"127.0.0.1:{port}", "--workers", "1"],
        env=environment,
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=15)


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            if b"200" in _sent(port, _request("GET /health/live", port))[:15]:
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("idp serve does not answer")


def _request(line: str, port: int, *headers: str, body: str = "") -> bytes:
    head = [f"{line} HTTP/1.1", f"Host: localhost:{port}", *headers]
    return ("\r\n".join([*head, "", ""]) + body).encode("latin-1")


def _sent(port: int, message: bytes) -> bytes:
    """Everything that comes back until the server closes, or says nothing for a second."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(message)
        connection.settimeout(1.0)
        answer = b""
        try:
            while chunk := connection.recv(65_536):
                answer += chunk
        except (TimeoutError, ConnectionResetError):
            pass
        return answer


SMUGGLED = "GET /.well-known/openid-configuration HTTP/1.1\r\nHost: {host}\r\n\r\n"
FORM = "Content-Type: application/x-www-form-urlencoded"
AMBIGUOUS: dict[str, tuple[tuple[str, ...], str]] = {
    "CL and TE": (("Content-Length: 5", "Transfer-Encoding: chunked"), "0\r\n\r\n"),
    "TE and CL": (("Transfer-Encoding: chunked", "Content-Length: 5"), "0\r\n\r\n"),
    "two CL": (("Content-Length: 0", "Content-Length: 60"), ""),
    "list of CL": (("Content-Length: 0, 60",), ""),
    "CL with a sign": (("Content-Length: +0",), ""),
    "negative CL": (("Content-Length: -1",), ""),
    "CL in hex": (("Content-Length: 0x0",), ""),
    "odd TE": (("Transfer-Encoding: xchunked",), "0\r\n\r\n"),
    "TE identity, chunked twice": (
        ("Transfer-Encoding: chunked", "Transfer-Encoding: identity"),
        "0\r\n\r\n",
    ),
    "space before colon": (("Transfer-Encoding : chunked",), "0\r\n\r\n"),
    "space before CL colon": (("Content-Length : 5",), "a=b&c"),
    "folded header": (("X-A: b", " Content-Length: 5"), ""),
    "bad chunk size": (("Transfer-Encoding: chunked",), "zz\r\n"),
    "chunk size too large": (("Transfer-Encoding: chunked",), "ffffffffffffffffff\r\n"),
    "chunk without its end": (("Transfer-Encoding: chunked",), "1\r\nabc\r\n0\r\n\r\n"),
    "NUL in a header": (("X-A: \x00", "Content-Length: 0"), ""),
}


@pytest.mark.alone
@pytest.mark.parametrize("kind", AMBIGUOUS)
def test_hd_03_an_ambiguous_request_ends_its_connection(served: int, kind: str) -> None:
    """RFC 9112 §6.3, §11.2: what follows in the same bytes is never a request of its own."""
    headers, body = AMBIGUOUS[kind]
    smuggled = SMUGGLED.format(host=f"localhost:{served}")
    message = _request("POST /token", served, FORM, *headers, body=body + smuggled)
    answer = _sent(served, message)
    assert b"authorization_endpoint" not in answer
    assert answer.count(b"HTTP/1.1 ") <= 1
    assert not answer or answer.startswith((b"HTTP/1.1 4", b"HTTP/1.1 5"))
    assert b"200" in _sent(served, _request("GET /health/live", served))[:15]


@pytest.mark.alone
def test_hd_03_bare_line_feeds_and_two_hosts_are_refused(served: int) -> None:
    """RFC 9112 §2.2, §3.2."""
    bare = f"GET / HTTP/1.1\nHost: localhost:{served}\n\n".encode()
    two = _request("GET /", served, "Host: evil.example")
    none = b"GET /sign-in HTTP/1.1\r\n\r\n"
    absolute = _request("GET http://evil.example/sign-in", served)
    for message in (two, none):
        answer = _sent(served, message)
        assert not answer or answer.startswith((b"HTTP/1.1 400", b"HTTP/1.1 421"))
    for message in (bare, absolute):
        answer = _sent(served, message)
        assert answer.count(b"HTTP/1.1 ") <= 1
        assert b"evil.example" not in answer
    assert ISSUER  # the other tests' issuer is not this server's


@pytest.mark.alone
def test_hd_03_two_plain_requests_are_two_answers(served: int) -> None:
    """The opposite: what is unambiguous may share a connection."""
    one = _request("GET /health/live", served)
    assert _sent(served, one + one).count(b"HTTP/1.1 200") == 2
