"""The sites of the races: two workers over SQLite, over PostgreSQL, and with Redis."""

from collections.abc import Iterator

import pytest

from tests.races.serving import Serving, serving
from tests.support.servers import PostgresqlServer, RedisServer
from tests.support.site import Site, open_site


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def served(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Serving]:
    """A site on either database."""
    url = None
    if request.param == "postgresql":
        server: PostgresqlServer = request.getfixturevalue("postgresql")
        url = server.database("races")
    with serving(tmp_path_factory.mktemp("served"), database_url=url) as up:
        yield up


@pytest.fixture(scope="session")
def served_with_redis(
    redis_server: RedisServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Serving]:
    """A site whose ephemeral store is a Redis of its own."""
    with serving(tmp_path_factory.mktemp("redis"), redis_url=redis_server.url) as up:
        yield up


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """A site on either database in this process, whose threads race."""
    url = None
    if request.param == "postgresql":
        server: PostgresqlServer = request.getfixturevalue("postgresql")
        url = server.database(request.module.__name__.rpartition(".")[2])
    opened = open_site(tmp_path_factory.mktemp("raced"), database_url=url)
    yield opened
    opened.provider.close()
