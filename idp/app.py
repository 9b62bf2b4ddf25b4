"""The only file that knows everybody: it builds the Provider, the web application, the command.

`create_app` for the web, `main` for the command line and the worker.
"""

import os
import sys

from flask import Flask

from idp.cli import commands
from idp.clock import SystemClock
from idp.identity.factors.password import HashingPool
from idp.outbound.client_keys import PublishedKeys
from idp.outbound.fetch import Outbound
from idp.provider import Provider
from idp.settings import Settings, UnsafeSettings
from idp.storage import open_storage
from idp.web.application import create_web
from keys import KeyMaterialError, create_master_key, open_custody, read_master_key


def open_provider(settings: Settings) -> Provider:
    """Return the provider of this process, its vault opened and its keys in place.

    Raises KeyMaterialError where the master key is missing or opens another vault.
    """
    clock = SystemClock()
    if settings.is_demonstration and not settings.master_key_file.exists():
        settings.master_key_file.parent.mkdir(parents=True, exist_ok=True)
        create_master_key(settings.master_key_file)
    master = read_master_key(settings.master_key_file)
    storage = open_storage(
        database_url=settings.database_url, redis_url=settings.redis_url, clock=clock.now
    )
    custody = open_custody(storage.vault, master, now=clock.now())
    outbound = Outbound(
        allow=settings.outbound_allow,
        ca_bundle=settings.ca_bundle,
        demonstration=settings.is_demonstration,
    )
    return Provider(
        settings=settings,
        clock=clock,
        custody=custody,
        storage=storage,
        hashing=HashingPool(custody, threads=os.cpu_count() or 1),
        client_keys=PublishedKeys(outbound.get_json, clock),
        outbound=outbound,
    )


def create_app(settings: Settings) -> Flask:
    """Return the WSGI application of these settings."""
    return create_web(open_provider(settings))


def application() -> Flask:
    """Return the application of this process's environment; `idp serve` names this factory."""
    return create_app(Settings.from_environment())


def main() -> None:
    """Run the command line `idp …`; a start that is unsafe ends with one line and status 1."""
    try:
        commands.run(open_provider)
    except (UnsafeSettings, KeyMaterialError) as error:
        print(f"idp: {error}", file=sys.stderr)  # noqa: T201 - the one line before any log
        sys.exit(1)
