"""The only file that knows everybody: it builds the Provider, the web application, the command.

`create_app` for the web, `main` for the command line and the worker.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from flask import Flask

from idp.audit.beside import Beside
from idp.audit.events import ReplayEpochBegan
from idp.cli.doors import Doors, operator
from idp.cli.group import main as run_command
from idp.clock import Clock, SystemClock
from idp.identity.factors.password import HashingPool
from idp.jobs.record_beside import keep_recording
from idp.jobs.worker import work
from idp.outbound.client_keys import PublishedKeys
from idp.outbound.fetch import Outbound
from idp.provider import Provider
from idp.settings import Settings
from idp.storage import Engine, is_current, open_engine, open_storage, upgrade
from idp.storage.units import Units
from idp.web.application import create_web
from keys import Custody, create_master_key, open_custody, read_master_key

SYSTEM_CLOCK: Final = SystemClock()


def open_provider(settings: Settings, clock: Clock = SYSTEM_CLOCK) -> Provider:
    """Return the provider of this process, its vault opened and its keys in place.

    Raises KeyMaterialError where the master key is missing or opens another vault.
    """
    if settings.is_demonstration and not settings.master_key_file.exists():
        settings.master_key_file.parent.mkdir(parents=True, exist_ok=True)
        create_master_key(settings.master_key_file)
    master = read_master_key(settings.master_key_file)
    opened: list[Custody] = []
    beside = Beside()
    storage = open_storage(
        settings.database_url,
        settings.redis_url,
        custody=lambda: opened[0],
        clock=clock.now,
        epoch_began=lambda begins: beside.add(ReplayEpochBegan(begins=begins)),
    )
    custody = open_custody(storage.vault, master, now=clock.now())
    opened.append(custody)
    outbound = Outbound(
        allow=settings.outbound_allow,
        ca_bundle=settings.ca_bundle,
        demonstration=settings.is_demonstration,
    )
    return Provider(
        settings=settings,
        clock=clock,
        custody=custody,
        remembering=Units(storage),
        hashing=HashingPool(custody, threads=os.cpu_count() or 1),
        client_keys=PublishedKeys(outbound.get_json, clock),
        outbound=outbound,
        beside=beside,
    )


def create_app(settings: Settings) -> Flask:
    """Return the WSGI application of these settings; this process serves from now on."""
    provider = open_provider(settings)
    provider.remembering.begin_epoch()
    keep_recording(provider, operator())
    return create_web(provider)


def application() -> Flask:
    """Return the application of this process's environment; `idp serve` names this factory."""
    return create_app(Settings.from_environment())


def main() -> None:
    """Run the command line `idp …`; a start that is unsafe ends with one line and status 1."""
    sys.exit(
        run_command(
            Doors(
                settings=Settings.from_environment,
                open_provider=_opened,
                work=work,
                upgrade_database=upgrade_database,
                database_is_current=database_is_current,
            )
        )
    )


@contextmanager
def _opened(settings: Settings) -> Iterator[Provider]:
    provider = open_provider(settings)
    try:
        yield provider
    finally:
        provider.close()


def upgrade_database(settings: Settings) -> None:
    """The folder and the schema are there; nothing that was kept is lost."""
    settings.var.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _engine(settings) as engine:
        upgrade(engine)


def database_is_current(settings: Settings) -> bool:
    """Whether the schema is what this version needs."""
    with _engine(settings) as engine:
        return is_current(engine)


@contextmanager
def _engine(settings: Settings) -> Iterator[Engine]:
    engine = open_engine(settings.database_url)
    try:
        yield engine
    finally:
        engine.dispose()
