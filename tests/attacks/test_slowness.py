"""DS-02: who is slow with a head or a body, or says nothing, is cut; the others hardly notice."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from socket import SHUT_WR, create_connection, socket

import pytest

from tests.races.serving import Serving, serving
from tests.support import scale

pytestmark = pytest.mark.patient

ATTACKER = "127.0.0.2"
CUT_WITHIN = 14.0  # seconds: ten of patience, and the machine's own
WAITS_AT_MOST = 10.0  # seconds, while 200 or more come at once
AFTERWARDS = 2.0  # seconds
FORM = "Content-Type: application/x-www-form-urlencoded"


@pytest.fixture(scope="module", name="up")
def _up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    with serving(tmp_path_factory.mktemp("slow")) as up:
        yield up


def _head(up: Serving, line: str, *headers: str) -> bytes:
    return "\r\n".join(
        [f"{line} HTTP/1.1", f"Host: localhost:{up.port}", *headers, "", ""]
    ).encode()


def _idle(up: Serving) -> bytes:
    del up
    return b""


def _slow_head(up: Serving) -> bytes:
    return _head(up, "GET /sign-in")[:-2]


def _slow_body(up: Serving) -> bytes:
    return _head(up, "POST /token", FORM, "Content-Length: 100") + b"grant_type=x"


def _slow_chunks(up: Serving) -> bytes:
    return _head(up, "POST /token", FORM, "Transfer-Encoding: chunked") + b"2\r\na=\r\n"


def _opened(up: Serving, source: str) -> socket:
    return create_connection(("127.0.0.1", up.port), timeout=5, source_address=(source, 0))


def _status(up: Serving, message: bytes) -> tuple[int, float]:
    """Status and seconds of one request of somebody else's."""
    began = time.monotonic()
    with _opened(up, "127.0.0.1") as connection:
        connection.settimeout(WAITS_AT_MOST)
        connection.sendall(message)
        answer = connection.recv(4096)
    return int(answer.split(b" ", 2)[1]), time.monotonic() - began


def _is_cut(connection: socket, until: float) -> bool:
    """The other end has closed; what it said before does not matter."""
    connection.settimeout(max(until - time.monotonic(), 0.01))
    try:
        while connection.recv(4096):
            pass
    except TimeoutError:
        return False
    except ConnectionError:
        pass
    return True


@pytest.mark.soak(name="slow_connections")
@pytest.mark.parametrize("kind", [_idle, _slow_head, _slow_body, _slow_chunks])
def test_ds_02_slow_connections_are_cut_and_others_are_served(
    up: Serving, kind: Callable[[Serving], bytes]
) -> None:
    """I-19: more of them than there are threads; pages, forms and health go on meanwhile."""
    ordinary = {
        303: _head(up, "GET /sign-in"),
        401: _head(up, "POST /token", FORM, "Content-Length: 3") + b"a=1",
        200: _head(up, "GET /health/ready"),
    }
    with ExitStack() as stack:
        began = time.monotonic()
        slow = []
        for _ in range(scale.count("slow_connections")):
            slow.append(stack.enter_context(closing(_opened(up, ATTACKER))))
            slow[-1].sendall(kind(up))
        for limit in (WAITS_AT_MOST, AFTERWARDS, AFTERWARDS):
            for expected, message in ordinary.items():
                status, took = _status(up, message)
                assert (status, took < limit) == (expected, True), took
        assert all(_is_cut(connection, began + CUT_WITHIN) for connection in slow)


def test_ds_02_a_few_slow_ones_are_given_their_time(up: Serving) -> None:
    """An old phone on a bad line: its body may take seconds, and comes to its answer."""
    with _opened(up, ATTACKER) as connection:
        message = _slow_body(up) + b"x" * 88
        connection.sendall(message[:-40])
        time.sleep(2.0)
        connection.sendall(message[-40:])
        assert connection.recv(4096).startswith(b"HTTP/1.1 401")


def test_ds_02_drop_by_drop_is_slow_too(up: Serving) -> None:
    """The body has ten seconds as a whole, however regularly its bytes come."""
    with _opened(up, ATTACKER) as connection:
        connection.sendall(_slow_body(up))
        began, was_cut = time.monotonic(), False
        while not was_cut and time.monotonic() < began + CUT_WITHIN:
            try:
                connection.sendall(b"x")
            except ConnectionError:
                was_cut = True
            time.sleep(0.5)
        assert was_cut


def test_ds_02_a_body_cut_short_is_no_request(up: Serving) -> None:
    """RFC 9112 §8: half a form is not a form with fewer fields."""
    with _opened(up, ATTACKER) as connection:
        connection.sendall(_slow_body(up))
        connection.shutdown(SHUT_WR)
        answer = connection.recv(4096)
        assert not answer or answer.startswith(b"HTTP/1.1 400 ")
