"""`idp serve` and `idp worker`: the two kinds of process of an installation."""

import resource
from contextlib import nullcontext
from pathlib import Path
from typing import Final

import click
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.server import Server

from idp.administration.refusal import Refused
from idp.cli.doors import Doors, Showing, operator, with_doors
from idp.settings import UnsafeSettings

FACTORY: Final = "idp.app:application"
# Per worker: as many as may wait for a hash within its patience, or for bodies. `idp/workplaces.py`
# says how many of them are at work at once; hashing has threads of its own.
THREADS: Final = 256
HEADER_MILLISECONDS: Final = 10_000  # for a head to come, and for a connection to be idle
CONNECTIONS: Final = 4_096  # per worker; an idle one costs a file and a few kB


class NeverGivesUp(dict[int, float]):
    """When granian last started which worker anew: never, as far as it remembers.

    It would take a second death within 5.5 s for a crash loop and stop serving altogether: two
    kills, or a database that is away while a worker starts, would be an outage. What cannot start
    for good is refused before there are workers.
    """

    def __setitem__(self, worker: int, at: float) -> None:
        """Forgotten."""


@click.command()
@click.option("--bind", default="127.0.0.1:8000", show_default=True, help="HOST:PORT")
@click.option("--workers", type=click.IntRange(1, 256), default=2, show_default=True)
@click.option("--tls-cert", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--tls-key", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--mtls-bind", metavar="HOST:PORT", help="Where browsers show certificates.")
@click.option(
    "--client-ca",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The authorities whose certificates count there.",
)
@with_doors
def serve(
    doors: Doors,
    *,
    bind: str,
    workers: int,
    tls_cert: Path | None,
    tls_key: Path | None,
    mtls_bind: str | None,
    client_ca: Path | None,
) -> None:
    """Serve until SIGTERM; requests under way are finished."""
    host, port = _host_and_port("--bind", bind)
    if (tls_cert is None) != (tls_key is None):
        raise click.UsageError("--tls-cert and --tls-key go together.")
    settings = doors.settings()
    showing = _showing(mtls_bind, client_ca, tls_cert, tls_key)
    if showing is not None and settings.certificate_origin is None:
        raise UnsafeSettings("IDP_CERTIFICATE_ORIGIN", "must name what --mtls-bind is reached by")
    if settings.metrics_bind is not None and settings.metrics_bind.endswith(f":{port}"):
        raise UnsafeSettings("IDP_METRICS_BIND", "must have a port of its own, not the public one")
    if not doors.database_is_current(settings):
        raise Refused("database_behind", "The database is behind: run idp database upgrade.")
    _allow_open_files()
    server = Server(
        FACTORY,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        factory=True,
        workers=workers,
        blocking_threads=THREADS,
        # In granian's mode `auto` a connection that never says a word is never cut.
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_MILLISECONDS),
        backlog=CONNECTIONS,
        backpressure=CONNECTIONS,
        ssl_cert=tls_cert,
        ssl_key=tls_key,
        respawn_failed_workers=True,
        log_access=False,
    )
    server.respawned_wrks = NeverGivesUp()
    taken = nullcontext() if showing is None else doors.certificates(settings, showing)
    with taken, doors.metrics(settings) as make_application:
        server.serve(target_loader=make_application, wrap_loader=False)


def _host_and_port(option: str, text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65_535:
        raise click.UsageError(f"{option} is HOST:PORT.")
    return host.strip("[]"), int(port)


def _showing(
    bind: str | None, client_ca: Path | None, tls_cert: Path | None, tls_key: Path | None
) -> Showing | None:
    if bind is None and client_ca is None:
        return None
    if bind is None or client_ca is None or tls_cert is None or tls_key is None:
        raise click.UsageError(
            "--mtls-bind and --client-ca go together, and need --tls-cert and --tls-key."
        )
    host, port = _host_and_port("--mtls-bind", bind)
    return Showing(host=host, port=port, tls_cert=tls_cert, tls_key=tls_key, client_ca=client_ca)


def _allow_open_files() -> None:
    """Connections, threads and the database together stay below the limit, where that may rise."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * CONNECTIONS if hard == resource.RLIM_INFINITY else min(2 * CONNECTIONS, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


@click.command()
@with_doors
def worker(doors: Doors) -> None:
    """Rotate keys, deliver logouts, sign checkpoints and sweep, until SIGTERM."""
    with doors.open_provider(doors.settings()) as provider:
        doors.work(provider, operator())
