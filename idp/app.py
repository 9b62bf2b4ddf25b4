"""The only file that knows everybody: it builds the Provider, the web application, the command.

`create_app` for the web, `main` for the command line and the worker. The web is imported where it
is needed: it is a third of all that is imported, and most commands never see a page.
"""

import gc
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

from idp.administration.refusal import Refused
from idp.audit.beside import Beside
from idp.audit.events import ReplayEpochBegan
from idp.cli.doors import Doors, Showing, operator
from idp.cli.group import main as run_command
from idp.clock import Clock, SystemClock
from idp.equipment import (
    breached_passwords,
    judge_of_certificates,
    models_of_keys,
    register_of_persons,
    way_elsewhere,
    way_out,
)
from idp.identity.factors.password import DEFAULT_COST, Cost, HashingPool
from idp.identity.waiting_room import WaitingRoom
from idp.jobs.record_beside import keep_recording
from idp.jobs.worker import work
from idp.metrics.figures import Figures, HashLoad
from idp.metrics.files import keep_writing
from idp.metrics.shared import Shared, read_shared
from idp.outbound.client_keys import PublishedKeys
from idp.outbound.notifier import open_notifier
from idp.outbound.texts import Composer
from idp.provider import Provider
from idp.settings import Settings, UnsafeSettings
from idp.storage import Engine, is_current, open_engine, open_storage, upgrade
from idp.storage.units import Units
from idp.workplaces import Workplaces
from keys import Custody, create_master_key, open_custody, read_master_key

if TYPE_CHECKING:
    from flask import Flask

    from idp.web.arrival import Arrival
    from idp.web.certificate_door import CertificateDoor

SYSTEM_CLOCK: Final = SystemClock()


def open_provider(
    settings: Settings, clock: Clock = SYSTEM_CLOCK, *, cost: Cost = DEFAULT_COST
) -> Provider:
    """Return the provider of this process, its vault opened and its keys in place.

    `cost` is what a guess at a password costs. Raises KeyMaterialError where the master key is
    missing or opens another vault.
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
    hashing = HashingPool(custody, threads=os.cpu_count() or 1, cost=cost)
    outbound = way_out(settings)
    return Provider(
        settings=settings,
        clock=clock,
        custody=custody,
        remembering=Units(storage),
        hashing=hashing,
        breached=breached_passwords(settings),
        waiting_room=WaitingRoom(hashing),
        workplaces=Workplaces(),
        client_keys=PublishedKeys(outbound.get_json, clock),
        outbound=outbound,
        beside=beside,
        register=register_of_persons(settings, custody, outbound),
        notifier=open_notifier(settings, partial(_composer, settings), outbound),
        key_models=models_of_keys(settings.security_keys_file),
        elsewhere=way_elsewhere(settings, clock, custody, outbound),
        judge=judge_of_certificates(settings, outbound),
    )


def _composer(settings: Settings) -> Composer:
    """What writes letters; people read the same words in them as on the pages."""
    from idp.web.sentences import NOTICES
    from idp.web.translate import catalogue

    return Composer(issuer=settings.issuer, catalogue=catalogue, sentences=NOTICES)


def create_app(settings: Settings, metrics_folder: Path | None = None) -> "Flask":
    """Return the WSGI application of these settings; this process serves from now on.

    What it counts for the metrics is left in the folder, if there is one.
    """
    from idp.web.application import create_web

    return create_web(_serving(settings, metrics_folder))


def _serving(settings: Settings, metrics_folder: Path | None) -> Provider:
    provider = open_provider(settings)
    if metrics_folder is not None:
        provider = _measured(provider, metrics_folder)
    provider.hashing.get_ready()
    provider.remembering.begin_epoch()
    keep_recording(provider, operator())
    return provider


def application() -> "Arrival":
    """Return the application of this process's environment; `idp serve` names this factory."""
    return _served(Settings.from_environment())


def _served(settings: Settings, metrics_folder: Path | None = None) -> "Arrival":
    from idp.web.application import create_web
    from idp.web.arrival import Arrival

    provider = _serving(settings, metrics_folder)
    arrival = Arrival(create_web(provider), provider.workplaces)
    # What lives as long as the process is never looked through for garbage again: that took a
    # fifth of a second at a time, in which every request waited.
    gc.collect()
    gc.freeze()
    return arrival


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
                metrics=metrics,
                certificates=certificates,
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


@contextmanager
def metrics(settings: Settings) -> Iterator[Callable[[], "Arrival"] | None]:
    """A listener tells the metrics inside; what is given makes an application that counts.

    None where metrics are off: then none of their code is even imported.
    """
    import_module("idp.web.application")  # once, for all the workers that are forked from here
    if settings.metrics_bind is None:
        yield None
        return
    from idp.metrics.listener import listening

    host, _, port = settings.metrics_bind.rpartition(":")
    opened: list[Provider] = []

    def read() -> Shared:
        if not opened:  # in the listener's process, which has connections of its own
            opened.append(open_provider(settings))
        return read_shared(opened[0])

    with ExitStack() as stack:
        try:
            folder = stack.enter_context(listening(host.strip("[]"), int(port), read))
        except OSError as error:
            raise UnsafeSettings("IDP_METRICS_BIND", f"cannot listen: {error.strerror}") from None
        yield partial(_served, settings, folder)


@contextmanager
def certificates(settings: Settings, showing: Showing) -> Iterator[None]:
    """A listener takes certificates inside; none of its code is imported for anybody else."""
    try:
        from idp.web.certificate_listener import Listening, listening
    except ModuleNotFoundError:
        raise Refused("no_gunicorn", "--mtls-bind needs the extra `mtls`: gunicorn.") from None
    judging = replace(settings, client_ca_file=showing.client_ca)
    judge_of_certificates(
        judging, way_out(judging)
    )  # what is wrong with the file is said before the start
    where = Listening(
        host=showing.host,
        port=showing.port,
        certificate=showing.tls_cert,
        key=showing.tls_key,
        authorities=showing.client_ca,
    )
    with ExitStack() as stack:
        try:
            stack.enter_context(listening(where, partial(_certificate_door, judging)))
        except OSError as error:
            raise Refused("cannot_listen", f"--mtls-bind: {error.strerror}.") from None
        yield


def _certificate_door(settings: Settings) -> "CertificateDoor":
    from idp.web.certificate_door import CertificateDoor
    from idp.web.client_cert import from_socket

    provider = open_provider(settings)
    keep_recording(provider, operator())
    if provider.judge is None:
        raise AssertionError("unreachable: the listener has authorities")
    return CertificateDoor(provider, provider.judge, from_socket)


def _measured(provider: Provider, folder: Path) -> Provider:
    figures = Figures(lambda: HashLoad.of(*provider.hashing.load))
    keep_writing(figures, folder)
    return replace(provider, meter=figures)


def upgrade_database(settings: Settings) -> None:
    """The folder and the schema are there; nothing that was kept is lost."""
    settings.var.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _engine(settings) as engine:
        if not is_current(engine):
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
