"""A site that `idp serve` serves in processes of its own, with two workers.

People and clients are made in this process, on the same database. Next: `browsing.py`.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from idp.app import open_provider, upgrade_database
from idp.clock import SystemClock
from idp.settings import Settings
from idp.web.application import create_web
from tests.support.ports import free_port
from tests.support.site import Site, TurnedClock

START_SECONDS = 30
STOP_SECONDS = 15
WORKERS = 2
ANSWER_WITHIN = 10.0  # seconds; no answer in a race may take longer (TK-02)


class RealClock(TurnedClock):
    """The machine's clock, which the workers go by too; it is turned by waiting."""

    def now(self) -> int:
        return SystemClock().now()

    def turn(self, seconds: int) -> None:
        time.sleep(seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """A site that is up: `site` is this process's view of the database that the workers share."""

    site: Site
    issuer: str
    port: int
    process: subprocess.Popen[bytes]

    def connection(self) -> HTTPConnection:
        """A connection to whichever worker takes it; opened by its first request."""
        return HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_WITHIN)

    def worker_of(self, connection: HTTPConnection) -> int | None:
        """The process that holds the other end; None once it is gone."""
        if connection.sock is None:
            return None
        inode = _inode(self.port, connection.sock.getsockname()[1])
        holders = (worker for worker in self.workers() if _holds(worker, inode))
        return next(holders, None) if inode else None

    def workers(self) -> set[int]:
        """The children of granian that live."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return {int(pid) for pid in children.read_text().split()}

    def both_workers(self) -> set[int]:
        """The workers that took one of many connections; waits until there are two."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            found = {self._worker_that_answers() for _ in range(4 * WORKERS)} - {None}
            if len(found) == WORKERS:
                return {pid for pid in found if pid is not None}
        raise AssertionError("the connections all went to one worker")

    def _worker_that_answers(self) -> int | None:
        connection = self.connection()
        try:
            return self.worker_of(connection) if answers(connection, self.issuer) else None
        finally:
            connection.close()


@contextmanager
def serving(
    folder: Path,
    *,
    database_url: str | None = None,
    redis_url: str | None = None,
    metrics_bind: str | None = None,
    trusted_proxies: str = "127.0.0.0/8",  # so that every browser has an address of its own
    **more: str,
) -> Iterator[Serving]:
    """Two workers answer inside; all is stopped after. `more` are other settings."""
    port = free_port()
    told = {
        "IDP_ISSUER": f"http://localhost:{port}",
        "IDP_PROFILE": "demonstration",
        "IDP_VAR": str(folder),
        "IDP_TRUSTED_PROXIES": trusted_proxies,
        **more,
    }
    told |= {"IDP_DATABASE_URL": database_url} if database_url else {}
    told |= {"IDP_REDIS_URL": redis_url} if redis_url else {}
    told |= {"IDP_METRICS_BIND": metrics_bind} if metrics_bind else {}
    settings = Settings.from_environment(told)
    upgrade_database(settings)
    provider = open_provider(settings)
    site = Site(provider=provider, application=create_web(provider), clock=RealClock())
    process = _started(port, told, folder)
    try:
        up = Serving(site=site, issuer=settings.issuer, port=port, process=process)
        up.both_workers()
        yield up
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        provider.close()


def answers(connection: HTTPConnection, issuer: str) -> bool:
    """Whether a worker is ready at the other end of this connection."""
    try:
        connection.request("GET", "/health/ready", headers={"Host": issuer.split("//")[1]})
        answer = connection.getresponse()
        answer.read()
    except (OSError, HTTPException):
        connection.close()
        return False
    return answer.status == 200


def _started(port: int, told: dict[str, str], folder: Path) -> subprocess.Popen[bytes]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("IDP_")}
    command = [str(Path(sys.executable).parent / "idp"), "serve"]
    command += ["--bind", f"127.0.0.1:{port}", "--workers", str(WORKERS)]
    with (folder / "serve.log").open("ab") as log:
        return subprocess.Popen(
            ["setpriv", "--pdeathsig=TERM", *command],
            env={**own, **told},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def _inode(port: int, peer: int) -> str | None:
    """The socket at our port whose peer is this port, as /proc names it."""
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        local, remote, inode = (line.split()[column] for column in (1, 2, 9))
        if local.endswith(f":{port:04X}") and remote.endswith(f":{peer:04X}"):
            return inode
    return None


def _holds(pid: int, inode: str | None) -> bool:
    try:
        return any(
            str(entry.readlink()) == f"socket:[{inode}]"
            for entry in Path(f"/proc/{pid}/fd").iterdir()
        )
    except OSError:
        return False
