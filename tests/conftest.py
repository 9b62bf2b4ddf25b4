"""Fixtures of the whole suite: the real servers, one of each for every process of pytest."""

from collections.abc import Iterator
from typing import Final

import pytest
from hypothesis import settings

from tests.support.scale import is_soak
from tests.support.servers import (
    PostgresqlServer,
    RedisServer,
    postgresql_server,
    redis_server,
)

# A busy machine is no reason to fail. `make test` tries the same examples each time, a soak others.
settings.register_profile("suite", deadline=None, derandomize=not is_soak())
settings.load_profile("suite")
LONGEST: Final = ("test_recovery.py", "test_sign_in.py", "test_console.py", "test_fuzzed.py")
FOLDERS: Final = ("walks", "journeys", "api")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with the longest tests come first: begun last, they would keep one process alone."""
    items.sort(
        key=lambda item: item.path.parent.name in FOLDERS and item.path.name in LONGEST,
        reverse=True,
    )


@pytest.fixture(scope="session", name="postgresql")
def _postgresql() -> Iterator[PostgresqlServer]:
    """A PostgreSQL; `postgresql.database(name)` makes a new database in it."""
    with postgresql_server() as server:
        yield server


@pytest.fixture(scope="session")
def postgresql_url(postgresql: PostgresqlServer) -> str:
    """The SQLAlchemy URL of a database for this process, empty at its first test."""
    return postgresql.database("idp")


@pytest.fixture(scope="session", name="redis_server")
def _redis_server() -> Iterator[RedisServer]:
    """A Redis for this process; a test that kills it is marked `alone` and restarts it."""
    with redis_server() as server:
        yield server
