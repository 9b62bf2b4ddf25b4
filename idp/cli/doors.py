"""What the command line is given by `idp/app.py`, so that it imports neither storage nor jobs."""

import os
import pwd
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click

from idp.audit.events import Origin, system_actor
from idp.provider import Provider, Unit
from idp.settings import Settings

MakeApplication = Callable[[], Callable[..., object]]
"""Makes a WSGI application, in the process that serves it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """Where browsers show certificates, as whom we speak there, and whose certificates count."""

    host: str
    port: int
    tls_cert: Path
    tls_key: Path
    client_ca: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """The ways into everything else; each is opened only by the commands that need it."""

    settings: Callable[[], Settings]
    open_provider: Callable[[Settings], AbstractContextManager[Provider]]
    work: Callable[[Provider, Origin], None]
    upgrade_database: Callable[[Settings], None]
    database_is_current: Callable[[Settings], bool]
    metrics: Callable[[Settings], AbstractContextManager[MakeApplication | None]]
    """Metrics are told inside, if they are on, of applications that are made like this."""
    certificates: Callable[[Settings, Showing], AbstractContextManager[None]]
    """Certificates are taken inside, at a listener of their own."""


def operator() -> Origin:
    """Whoever works at this machine: the system user and the host."""
    try:
        user = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # a container may run as a number
        user = str(os.getuid())
    return Origin(
        actor=system_actor(user, socket.gethostname()),
        address="",
        port=None,
        user_agent="",
        request="",
    )


@contextmanager
def opened_unit(doors: Doors) -> Iterator[Unit]:
    """A transaction of the operator's, committed if nothing goes wrong inside."""
    with doors.open_provider(doors.settings()) as provider, provider.unit(operator()) as unit:
        yield unit
        unit.commit()


@contextmanager
def opened_unit_after(doors: Doors, before: Callable[[Provider], None]) -> Iterator[Unit]:
    """The same, once `before` is done: what takes its time has no transaction to hold up."""
    with doors.open_provider(doors.settings()) as provider:
        before(provider)
        with provider.unit(operator()) as unit:
            yield unit
            unit.commit()


with_doors: Final = click.make_pass_decorator(Doors)
