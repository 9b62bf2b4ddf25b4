"""Real PostgreSQL and Redis from Debian, each on a free port and in a folder of its own.

Each is a context manager: it is ready inside and gone after, even when pytest itself is killed.
"""

import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from os import geteuid
from pathlib import Path

import psycopg
import redis
from psycopg import sql

from tests.support.ports import free_port

START_SECONDS = 20
STOP_SECONDS = 10
ATTEMPTS = 3  # somebody else may have taken the free port

POSTGRESQL_VERSIONS = Path("/usr/lib/postgresql")
# Nothing of a test has to survive a power cut, and initdb's defaults are for a machine of its own.
POSTGRESQL_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "32MB",
    "autovacuum": "off",
    "listen_addresses": "127.0.0.1",
}
REDIS_OPTIONS = ("--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--daemonize", "no")


class ServerDidNotStart(Exception):
    """What the server said last."""


class Server:
    """One process on one port, with a folder; started by `start`, gone after `stop`."""

    def __init__(
        self,
        *,
        command: Callable[[int], Sequence[str]],
        answers: Callable[[int], bool],
        folder: Path,
    ) -> None:
        self.port = 0
        self._command = command
        self._answers = answers
        self._log = folder / "server.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """It answers on a free port, the same at every start; else ServerDidNotStart."""
        ports = [self.port] if self.port else [free_port() for _ in range(ATTEMPTS)]
        for port in ports:
            with self._log.open("ab") as log:
                self._process = subprocess.Popen(
                    self._command(port), stdin=subprocess.DEVNULL, stdout=log, stderr=log
                )
            if self._becomes_ready(port):
                self.port = port
                return
            self.stop()
        raise ServerDidNotStart(self._log.read_text(errors="replace")[-2000:])

    def stop(self) -> None:
        """The process has ended, whoever is connected; after ten seconds, by SIGKILL."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGINT)  # SIGTERM lets PostgreSQL wait for its clients
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
        self._process = None

    def kill(self) -> None:
        """The process has ended without a chance to say anything, as in a power cut."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def _becomes_ready(self, port: int) -> bool:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._process is None or self._process.poll() is not None:
                return False
            if self._answers(port):
                return True
            time.sleep(0.02)
        return False


class PostgresqlServer:
    """A running PostgreSQL; every caller takes a database of its own."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def database(self, name: str) -> str:
        """The SQLAlchemy URL of a new, empty database; one of that name is gone before."""
        statements = (
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)"),
            sql.SQL("CREATE DATABASE {}"),
        )
        with psycopg.connect(_postgresql_address(self._server.port), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.format(sql.Identifier(name)))
        return f"postgresql+psycopg://postgres@127.0.0.1:{self._server.port}/{name}"


class RedisServer:
    """A running Redis that keeps nothing on disk."""

    def __init__(self, server: Server) -> None:
        self._server = server

    @property
    def url(self) -> str:
        """Its address, the same after a restart."""
        return f"redis://127.0.0.1:{self._server.port}/0"

    def kill(self) -> None:
        """Nobody answers at the address any more, and everything it held is lost."""
        self._server.kill()

    def restart(self) -> None:
        """An empty server with another run id answers at the same address."""
        self._server.kill()
        self._server.start()


@contextmanager
def postgresql_server() -> Iterator[PostgresqlServer]:
    """A PostgreSQL of the newest version that Debian has installed here."""
    programs = max(POSTGRESQL_VERSIONS.glob("*/bin"), key=lambda path: float(path.parent.name))
    with _folder(owner="postgres" if geteuid() == 0 else None) as folder:
        data = folder / "data"
        initdb = [str(programs / "initdb"), "--no-sync", "--username=postgres", "--auth=trust"]
        initdb += ["--encoding=UTF8", "--locale=C.UTF-8", f"--pgdata={data}"]
        subprocess.run([*_as_postgres(), *initdb], check=True, capture_output=True, cwd=folder)

        settings = POSTGRESQL_SETTINGS | {"unix_socket_directories": str(folder)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]

        def command(port: int) -> Sequence[str]:
            postgres = [str(programs / "postgres"), "-D", str(data), "-p", str(port)]
            return [*_as_postgres(), *postgres, *options]

        server = Server(command=command, answers=_postgresql_answers, folder=folder)
        server.start()
        try:
            yield PostgresqlServer(server)
        finally:
            server.stop()


@contextmanager
def redis_server() -> Iterator[RedisServer]:
    """A Redis with nothing in it."""
    with _folder(owner=None) as folder:

        def command(port: int) -> Sequence[str]:
            place = ["--port", str(port), "--dir", str(folder)]
            return ["setpriv", "--pdeathsig=KILL", "redis-server", *place, *REDIS_OPTIONS]

        server = Server(command=command, answers=_redis_answers, folder=folder)
        server.start()
        try:
            yield RedisServer(server)
        finally:
            server.stop()


@contextmanager
def _folder(*, owner: str | None) -> Iterator[Path]:
    """A folder that is gone after; pytest's own are closed to other users."""
    folder = Path(tempfile.mkdtemp(prefix="an-tin-"))
    try:
        if owner is not None:
            shutil.chown(folder, owner, owner)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _as_postgres() -> list[str]:
    """PostgreSQL refuses root; SIGINT is its fast shutdown, should pytest die first."""
    prefix = ["setpriv", "--pdeathsig=INT"]
    if geteuid() == 0:
        prefix += ["--reuid=postgres", "--regid=postgres", "--init-groups"]
    return prefix


def _postgresql_address(port: int) -> str:
    return f"host=127.0.0.1 port={port} user=postgres dbname=postgres connect_timeout=5"


def _postgresql_answers(port: int) -> bool:
    try:
        psycopg.connect(_postgresql_address(port)).close()
    except psycopg.OperationalError:
        return False
    return True


def _redis_answers(port: int) -> bool:
    client = redis.Redis(port=port, socket_timeout=5)
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False
    finally:
        client.close()
