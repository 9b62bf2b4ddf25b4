"""The listener of `idp serve --mtls-bind`: gunicorn, which tells an application what was shown.

granian asks for certificates but tells nobody. A process of its own beside granian's workers,
forked before them while its parent has one thread; it ends with its parent. Imported only where
certificates are asked for: gunicorn is an extra (`mtls`).
"""

import ctypes
import signal
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from socket import AF_INET, AF_INET6, SO_REUSEADDR, SOL_SOCKET, socket
from typing import Final

from gunicorn.app.base import BaseApplication
from gunicorn.config import Config

from idp.web.certificate_door import CertificateDoor

BACKLOG: Final = 256
THREADS: Final = 16  # per worker; a judgement may wait seconds for an authority
WORKERS: Final = 2
SILENCE: Final = 30  # seconds after which a worker that does nothing at all is replaced
ENDING: Final = 5.0  # seconds for requests under way
SUITES: Final = "ECDHE+AESGCM:ECDHE+CHACHA20"  # of TLS 1.2 (BCP 195); those of 1.3 are all good
_PR_SET_PDEATHSIG: Final = 1  # prctl(2)

Make = Callable[[], CertificateDoor]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """Where, as whom, and whose certificates are asked for."""

    host: str
    port: int
    certificate: Path
    key: Path
    authorities: Path


@contextmanager
def listening(where: Listening, make: Make) -> Iterator[None]:
    """Certificates are taken inside. Raises OSError for a port that is taken."""
    with _bound(where) as bound:
        process = get_context("fork").Process(target=partial(_run, where, bound, make))
        process.start()
    try:
        yield
    finally:
        process.terminate()
        process.join(ENDING)
        process.kill()
        process.join()


class _Gunicorn(BaseApplication):  # type: ignore[misc] # gunicorn publishes no types
    def __init__(self, where: Listening, bound: socket, make: Make) -> None:
        self._where = where
        self._bound = bound
        self._make = make
        super().__init__()

    def load_config(self) -> None:
        options = {
            "bind": [f"fd://{self._bound.fileno()}"],
            "workers": WORKERS,
            "worker_class": "gthread",
            "threads": THREADS,
            "timeout": SILENCE,
            "graceful_timeout": int(ENDING) - 1,
            "keepalive": 0,  # a visit is one request
            "certfile": str(self._where.certificate),
            "keyfile": str(self._where.key),
            "ca_certs": str(self._where.authorities),
            # Who has none is told so on a page of ours, instead of by an error of the browser.
            "cert_reqs": ssl.CERT_OPTIONAL,
            "ssl_context": _strict,
            "control_socket_disable": True,
            "forwarded_allow_ips": "",
            "loglevel": "warning",
            "limit_request_fields": 50,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> CertificateDoor:
        return self._make()


def _strict(_config: Config, default: Callable[[], ssl.SSLContext]) -> ssl.SSLContext:
    context = default()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(SUITES)
    # No session outlives its connection: a certificate is shown each time it counts.
    context.options |= ssl.OP_NO_TICKET | ssl.OP_NO_RENEGOTIATION
    context.num_tickets = 0
    return context


def _bound(where: Listening) -> socket:
    bound = socket(AF_INET6 if ":" in where.host else AF_INET)
    try:
        bound.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
        bound.bind((where.host, where.port))
        bound.listen(BACKLOG)
    except OSError:
        bound.close()
        raise
    return bound


def _run(where: Listening, bound: socket, make: Make) -> None:
    # A parent that was killed leaves nobody listening.
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    _Gunicorn(where, bound, make).run()
