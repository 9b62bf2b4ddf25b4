"""HD-03: where a request ends is decided once, directly and behind the documented proxy."""

import json
from base64 import b64encode
from collections.abc import Iterator
from socket import create_connection

import pytest

from tests.races.serving import Serving, serving
from tests.support.reference_proxy import reference_proxy

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
    "bad chunk size": (("Transfer-Encoding: chunked",), "zz\r\n"),
    "chunk size too large": (("Transfer-Encoding: chunked",), "ffffffffffffffffff\r\n"),
    "chunk without its end": (("Transfer-Encoding: chunked",), "1\r\nabc\r\n0\r\n\r\n"),
    "NUL in a header": (("X-A: \x00", "Content-Length: 0"), ""),
}


@pytest.fixture(scope="module", name="up")
def _up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    with serving(tmp_path_factory.mktemp("served"), trusted_proxies="127.0.0.1") as up:
        yield up


@pytest.fixture(scope="module")
def proxied(up: Serving) -> Iterator[int]:
    """The port of the documented proxy in front of it."""
    with reference_proxy(up.port) as port:
        yield port


@pytest.fixture(params=["directly", "behind the proxy"])
def port(request: pytest.FixtureRequest, up: Serving) -> int:
    """Where the bytes go to."""
    return up.port if request.param == "directly" else int(request.getfixturevalue("proxied"))


def _request(line: str, up: Serving, *headers: str, body: str = "") -> bytes:
    head = [f"{line} HTTP/1.1", f"Host: localhost:{up.port}", *headers]
    return ("\r\n".join([*head, "", ""]) + body).encode("latin-1")


def _sent(port: int, message: bytes, source: str = "127.0.0.1") -> bytes:
    """Everything that comes back until the server closes, or says nothing for half a second."""
    place = ("127.0.0.1", port)
    with create_connection(place, timeout=5, source_address=(source, 0)) as connection:
        connection.sendall(message)
        connection.settimeout(0.5)
        answer = b""
        try:
            while chunk := connection.recv(65_536):
                answer += chunk
        except (TimeoutError, ConnectionResetError):
            pass
        return answer


@pytest.mark.parametrize("kind", AMBIGUOUS)
def test_hd_03_an_ambiguous_request_ends_its_connection(up: Serving, port: int, kind: str) -> None:
    """RFC 9112 §6.3, §11.2: what follows in the same bytes is never a request of its own."""
    headers, body = AMBIGUOUS[kind]
    smuggled = SMUGGLED.format(host=f"localhost:{up.port}")
    answer = _sent(port, _request("POST /token", up, FORM, *headers, body=body + smuggled))
    assert b"authorization_endpoint" not in answer
    assert answer.count(b"HTTP/1.1 ") <= 1
    assert not answer or answer.startswith((b"HTTP/1.1 4", b"HTTP/1.1 5"))
    assert b"200" in _sent(port, _request("GET /health/live", up, "Connection: close"))[:15]


def test_hd_03_a_folded_header_is_refused_or_one_header_to_both(up: Serving, proxied: int) -> None:
    """RFC 9112 §5.2: the proxy makes the fold a space, so what follows is a request to it too."""
    folded = ("X-A: b", " Content-Length: 5")
    smuggled = SMUGGLED.format(host=f"localhost:{up.port}")
    message = _request("POST /token", up, FORM, *folded, body=smuggled)
    assert _sent(up.port, message).count(b"HTTP/1.1 ") <= 1
    assert b"authorization_endpoint" not in _sent(up.port, message)
    answer = _sent(proxied, message)
    assert answer.startswith(b"HTTP/1.1 4")
    assert answer.count(b"HTTP/1.1 ") in (1, 2)


def test_hd_03_bare_line_feeds_and_two_hosts_are_refused(up: Serving, port: int) -> None:
    """RFC 9112 §2.2, §3.2."""
    bare = f"GET / HTTP/1.1\nHost: localhost:{up.port}\n\n".encode()
    two = _request("GET /", up, "Host: evil.example")
    none = b"GET /sign-in HTTP/1.1\r\n\r\n"
    absolute = _request("GET http://evil.example/sign-in", up)
    for message in (two, none):
        answer = _sent(port, message)
        assert not answer or answer.startswith((b"HTTP/1.1 400", b"HTTP/1.1 421"))
    for message in (bare, absolute):
        answer = _sent(port, message)
        assert answer.count(b"HTTP/1.1 ") <= 1
        assert b"evil.example" not in answer


def test_hd_03_two_plain_requests_are_two_answers(up: Serving, port: int) -> None:
    """The opposite: what is unambiguous may share a connection."""
    one = _request("GET /health/live", up)
    assert _sent(port, one + one).count(b"HTTP/1.1 200") == 2


def test_hd_03_the_next_visitor_of_the_proxy_gets_her_own_answer(up: Serving, proxied: int) -> None:
    """Nothing that came before is left on the connections that the proxy keeps to us."""
    for headers, body in AMBIGUOUS.values():
        smuggled = SMUGGLED.format(host=f"localhost:{up.port}")
        _sent(proxied, _request("POST /token", up, FORM, *headers, body=body + smuggled))
        answer = _sent(proxied, _request("GET /health/live", up, "Connection: close"))
        assert answer.startswith(b"HTTP/1.1 200")
        assert (answer.count(b"HTTP/1.1 "), b"authorization_endpoint" in answer) == (1, False)


FORGED = ["203.0.113.99", "203.0.113.99, 127.0.0.1", "garbage", "", "," * 200]


def test_hd_01_behind_the_proxy_the_address_is_what_the_proxy_saw(
    up: Serving, proxied: int
) -> None:
    """I-11: a visitor's own `X-Forwarded-For` is gone before the proxy writes its."""
    wrong = b64encode(f"{up.site.client().id}:wrong".encode()).decode()
    names = ("X-Forwarded-For", "X_Forwarded_For")
    forgeries = [f"{name}: {forged}" for name in names for forged in FORGED]
    for number, forged in enumerate(forgeries, start=2):
        headers = (FORM, f"Authorization: Basic {wrong}", forged)
        message = _request("POST /token", up, *headers, "Content-Length: 3", body="a=1")
        source = f"127.0.0.{number}"
        assert _sent(proxied, message, source).startswith(b"HTTP/1.1 401")
        assert up.site.events("client_authentication_failed")[-1]["address"] == source


def test_hd_02_behind_the_proxy_the_issuer_is_still_ours(up: Serving, proxied: int) -> None:
    """`Host` is handed on unchanged, and a foreign one is refused."""
    document = _sent(proxied, _request("GET /.well-known/openid-configuration", up))
    assert json.loads(document.split(b"\r\n\r\n", 1)[1])["issuer"] == up.issuer
    foreign = b"GET /sign-in HTTP/1.1\r\nHost: evil.example\r\n\r\n"
    answer = _sent(proxied, foreign)
    assert answer.startswith((b"HTTP/1.1 400", b"HTTP/1.1 421"))
    assert b"evil.example" not in answer
