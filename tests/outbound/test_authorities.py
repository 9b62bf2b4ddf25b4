"""Asking authorities about their certificates: plain http only to hosts that the operator named."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from idp.outbound.fetch import LARGEST_SIGNED, Outbound


class _Authority(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self._answer({"/list": b"a list", "/huge": b"x" * (LARGEST_SIGNED + 1)}.get(self.path))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        kind = self.headers["Content-Type"].encode()
        self._answer(kind + b" " + body)

    def _answer(self, body: bytes | None) -> None:
        self.send_response(404 if body is None else 200)
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(name="port", scope="module")
def _port() -> Iterator[int]:
    with HTTPServer(("127.0.0.1", 0), _Authority) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def outbound(*allow: str) -> Outbound:
    """The way out of a production."""
    return Outbound(allow=allow, ca_bundle=None, demonstration=False)


def test_a_named_host_is_asked_by_http(port: int) -> None:
    """RFC 6960 §A.1: what comes back is signed by itself."""
    out, url = outbound("localhost"), f"http://localhost:{port}"
    assert out.ask_authority(f"{url}/list", None) == b"a list"
    assert out.ask_authority(f"{url}/x", b"who") == b"application/ocsp-request who"


@pytest.mark.parametrize("path", ["/gone", "/huge"])
def test_what_is_not_an_answer_is_none(port: int, path: str) -> None:
    assert outbound("localhost").ask_authority(f"http://localhost:{port}{path}", None) is None


@pytest.mark.parametrize("url", ["http://localhost:{}/list", "http://127.0.0.1:{}/list"])
def test_i_09_nobody_else_is(port: int, url: str) -> None:
    """A certificate names the address; a private one, or plain http, needs the operator's word."""
    assert outbound().ask_authority(url.format(port), None) is None
    assert outbound("crl.example.vn").ask_authority(url.format(port), None) is None


@pytest.mark.parametrize(
    "url", ["ldap://ca/x", "ftp://ca/x", "http://", "https://u@h/x", "http://[::1", "\n"]
)
def test_what_is_no_address_is_not_asked(url: str) -> None:
    assert outbound("ca", "h").ask_authority(url, None) is None
