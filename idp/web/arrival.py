"""A body is here before the work on its request begins, or its connection is cut (DS-02).

granian gives a request a thread once its head is read, and the thread then waits for the body
without an end: a few slow senders would have every thread. So there are many threads to wait
in and few places to work at, and whoever waits is looked at four times a second.
"""

import os
import stat
import struct
from collections.abc import Iterable
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from socket import IPPROTO_TCP, SHUT_RDWR, TCP_INFO, socket
from threading import Event, Thread, get_ident
from time import monotonic, sleep
from typing import Any, Final

from idp.web.ready_bytes import Application, StartResponse
from idp.web.request import LONGEST_BODY
from idp.workplaces import Workplaces

PATIENCE: Final = 10.0  # seconds for a body of at most 64 kB
MANY: Final = 16  # who wait for their bodies at once; with more of them nobody is given
HURRY: Final = 0.5  # seconds, longer than that
ROUND: Final = 0.25  # seconds between two looks
LAST_SENT: Final = struct.Struct("=44xI")  # tcpi_last_data_sent of Linux, milliseconds ago


class Arrival:
    """WSGI before everything else in a process of granian's."""

    def __init__(self, application: Application, workplaces: Workplaces) -> None:
        """Begin to look after those who wait."""
        self._application = application
        self._workplaces = workplaces
        self._waiting: dict[int, tuple[float, str]] = {}
        self._port = 0
        self._somebody_waits = Event()
        Thread(target=self._look, name="arrival", daemon=True).start()

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer 400 for a body that was cut short; all others are the application's."""
        if environ["REQUEST_METHOD"] == "POST" and not self._has_arrived(environ):
            start_response("400 Bad Request", [("Content-Length", "0"), ("Connection", "close")])
            return [b""]
        with self._workplaces.taken():
            return self._application(environ, start_response)

    def _has_arrived(self, environ: dict[str, Any]) -> bool:
        """The body is in memory, as long as it was said to be; too long a one is not read."""
        told = environ.get("CONTENT_LENGTH")
        length = int(told) if told else LONGEST_BODY + 1  # a chunked one
        if told and length > LONGEST_BODY:
            return True  # the application refuses it by its length
        self._port = int(environ["SERVER_PORT"])
        self._waiting[get_ident()] = monotonic(), environ["REMOTE_ADDR"]
        self._somebody_waits.set()
        try:
            body = environ["wsgi.input"].read(length)
        finally:
            del self._waiting[get_ident()]
        environ["wsgi.input"] = BytesIO(body)
        return not told or len(body) == length

    def _look(self) -> None:
        while True:
            self._somebody_waits.wait()
            self._somebody_waits.clear()
            while waiting := self._waiting.copy():
                seconds = HURRY if len(waiting) > MANY else PATIENCE
                late = {peer for began, peer in waiting.values() if began < monotonic() - seconds}
                if late:
                    cut(late, self._port, seconds)
                sleep(ROUND)


def cut(peers: set[str], port: int, seconds: float) -> None:
    """No connection of these peers at our port has been without an answer for so long.

    granian does not say which connection a request came by. So all of the peer's that were told
    nothing meanwhile are shut, the idle ones too; whoever reads from one reads its end.
    """
    for file in Path("/dev/fd").iterdir():
        with suppress(OSError):  # no connection, or none any more
            _shut_silent(int(file.name), peers, port, seconds)


def _shut_silent(number: int, peers: set[str], port: int, seconds: float) -> None:
    if not stat.S_ISSOCK(os.fstat(number).st_mode):
        return
    # A copy, which cannot become another connection meanwhile.
    with socket(fileno=os.dup(number)) as connection:
        here = connection.getsockname()  # a text in other families than the internet's
        if here[1:2] != (port,) or connection.getpeername()[0] not in peers:
            return
        told = connection.getsockopt(IPPROTO_TCP, TCP_INFO, LAST_SENT.size)
        if LAST_SENT.unpack(told)[0] >= seconds * 1000:
            connection.shutdown(SHUT_RDWR)
