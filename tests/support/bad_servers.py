"""Servers on this machine that answer as no honest one would; each counts who came."""

import gzip
import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import Final

DRIP: Final = 0.2  # seconds between two bytes
JWKS: Final = {"keys": [{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA", "kid": "1"}]}


class BadServer:
    """Listens until it is closed; `answer` writes to each connection."""

    def __init__(self, answer: Callable[[socket.socket, Event], None]) -> None:
        self._answer = answer
        self._stopping = Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.visits = 0
        Thread(target=self._serve, daemon=True).start()

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    def close(self) -> None:
        self._stopping.set()
        self._listener.close()

    def _serve(self) -> None:
        while not self._stopping.is_set():
            try:
                connection, _peer = self._listener.accept()
            except OSError:
                return
            self.visits += 1
            Thread(target=self._visit, args=(connection,), daemon=True).start()

    def _visit(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.recv(65_536)
            self._answer(connection, self._stopping)


@contextmanager
def bad_server(answer: Callable[[socket.socket, Event], None]) -> Iterator[BadServer]:
    server = BadServer(answer)
    try:
        yield server
    finally:
        server.close()


def _head(*headers: str, status: str = "200 OK") -> bytes:
    lines = (f"HTTP/1.1 {status}", "Content-Type: application/json", *headers, "", "")
    return "\r\n".join(lines).encode()


def silent(_connection: socket.socket, stopping: Event) -> None:
    stopping.wait(30)


def dripping_head(connection: socket.socket, stopping: Event) -> None:
    for byte in _head("X-Long: " + "a" * 10_000):
        connection.sendall(bytes([byte]))
        if stopping.wait(DRIP):
            return


def dripping_body(connection: socket.socket, stopping: Event) -> None:
    connection.sendall(_head("Content-Length: 60000"))
    while not stopping.wait(DRIP):
        connection.sendall(b" ")


def endless_body(connection: socket.socket, stopping: Event) -> None:
    connection.sendall(_head())
    while not stopping.is_set():
        connection.sendall(b" " * 65_536)


def endless_head(connection: socket.socket, stopping: Event) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while not stopping.is_set():
        connection.sendall(b"X-More: " + b"a" * 1_000 + b"\r\n")


def a_gigabyte(connection: socket.socket, stopping: Event) -> None:
    connection.sendall(_head(f"Content-Length: {2**30}"))
    while not stopping.is_set():
        connection.sendall(b" " * 65_536)


def compressed_bomb(connection: socket.socket, _stopping: Event) -> None:
    bomb = gzip.compress(b" " * 20_000_000 + json.dumps(JWKS).encode())
    told = (f"Content-Length: {len(bomb)}", "Content-Encoding: gzip")
    connection.sendall(_head(*told) + bomb)


def no_json(connection: socket.socket, _stopping: Event) -> None:
    connection.sendall(_head("Content-Length: 6") + b"<html>")


def no_object(connection: socket.socket, _stopping: Event) -> None:
    connection.sendall(_head("Content-Length: 2") + b"[]")


def deep_json(connection: socket.socket, _stopping: Event) -> None:
    connection.sendall(_head("Content-Length: 50000") + b"[" * 50_000)


def not_http(connection: socket.socket, _stopping: Event) -> None:
    connection.sendall(b"SSH-2.0-OpenSSH_9.2\r\n" * 10)


def no_keys(connection: socket.socket, _stopping: Event) -> None:
    connection.sendall(_head("Content-Length: 2") + b"{}")


def good_keys(connection: socket.socket, _stopping: Event) -> None:
    body = json.dumps(JWKS).encode()
    connection.sendall(_head(f"Content-Length: {len(body)}") + body)


def redirecting_to(url: str) -> Callable[[socket.socket, Event], None]:
    """Send whoever comes to this address."""

    def redirect(connection: socket.socket, _stopping: Event) -> None:
        told = (f"Location: {url}", "Content-Length: 0")
        connection.sendall(_head(*told, status="302 Found"))

    return redirect


BAD: Final = (
    silent, dripping_head, dripping_body, endless_body, endless_head, a_gigabyte,
    compressed_bomb, no_json, no_object, deep_json, not_http,
)  # fmt: skip
