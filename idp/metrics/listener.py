"""The listener: a process beside the workers that answers GET /metrics on its own port.

It is started before any worker, while its parent has one thread, and ends with its parent.
"""

import logging
import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from multiprocessing import get_context
from pathlib import Path
from socket import AF_INET, AF_INET6
from socketserver import TCPServer
from typing import Final

from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4

from idp.metrics.exposition import exposition
from idp.metrics.files import read_sum
from idp.metrics.shared import Shared

PATH: Final = "/metrics"
PATIENCE: Final = 5.0  # seconds for one who asks, of whom there is one at a time
ENDING: Final = 5.0  # seconds for the listener to end
_log: Final = logging.getLogger("idp.metrics")

Read = Callable[[], Shared]


class Listener(HTTPServer):
    """Bound to its port; serves until its parent is gone."""

    request_queue_size = 16

    def __init__(self, host: str, port: int, read: Read, folder: Path) -> None:
        """Raises OSError for a port that is taken or an address that is not ours."""
        self.address_family = AF_INET6 if ":" in host else AF_INET
        self.read: Final = read
        self.folder: Final = folder
        self._parent = os.getpid()
        super().__init__((host, port), _Answer)

    def server_bind(self) -> None:
        """Bind without asking a name server for our own name, as the parent class does."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "metrics", self.server_address[1]

    def service_actions(self) -> None:
        """A parent that was killed leaves nobody listening."""
        if os.getppid() != self._parent:
            os._exit(0)


class _Answer(BaseHTTPRequestHandler):
    server: Listener
    server_version = "metrics"
    sys_version = ""
    timeout = PATIENCE

    def do_GET(self) -> None:
        """Answer the figures of this moment at their one address."""
        if self.path.partition("?")[0] != PATH:
            self.send_error(404)
            return
        body = exposition(read_sum(self.server.folder), _shared(self.server.read))
        self.send_response(200)
        self.send_header("Content-Type", CONTENT_TYPE_PLAIN_0_0_4)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """No access log."""


@contextmanager
def listening(host: str, port: int, read: Read) -> Iterator[Path]:
    """Somebody answers inside; what is given is the folder that workers leave figures in."""
    folder = Path(tempfile.mkdtemp(prefix="idp-metrics-"))
    try:
        with Listener(host, port, read, folder) as listener:
            # Forked, so that it inherits the port; no thread of ours runs yet.
            process = get_context("fork").Process(target=partial(_run, listener), daemon=True)
            process.start()
        try:
            yield folder
        finally:
            process.terminate()
            process.join(ENDING)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(listener: Listener) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the group; the parent ends us
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    listener.serve_forever()


def _shared(read: Read) -> Shared | None:
    try:
        return read()
    except Exception:  # whatever is wrong with the database, the counters are told
        _log.exception("the figures of the database were not read")
        return None
