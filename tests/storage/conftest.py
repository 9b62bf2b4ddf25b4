"""Fixtures: databases that stand at the newest migration, and the worlds over them."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from idp.storage import Storage, open_storage, upgrade
from idp.storage.durable.engine import open_engine
from idp.storage.durable.tables import TABLES
from keys import Custody
from tests.storage.records import (
    NOW,
)
from tests.storage.worlds import (
    DatabaseWorld,
    MemoryWorld,
    World,
    a_custody,
)
from tests.support.memory_identity import FrozenClock
from tests.support.servers import PostgresqlServer, RedisServer


@pytest.fixture(scope="session", name="custody")
def _custody() -> Custody:
    return a_custody()


@pytest.fixture(scope="session", name="empty_sqlite")
def _empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file; tests take copies."""
    path = tmp_path_factory.mktemp("sqlite") / "empty.db"
    engine = open_engine(f"sqlite:///{path}")
    upgrade(engine)
    engine.dispose()
    return path


@pytest.fixture(scope="session", name="migrated_postgresql")
def _migrated_postgresql(postgresql: PostgresqlServer) -> str:
    """A migrated PostgreSQL database; tests empty it first."""
    url = postgresql.database("storage")
    engine = open_engine(url)
    upgrade(engine)
    engine.dispose()
    return url


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(NOW)


@pytest.fixture(name="sqlite_url")
def _sqlite_url(empty_sqlite: Path, tmp_path: Path) -> str:
    shutil.copyfile(empty_sqlite, tmp_path / "idp.db")
    return f"sqlite:///{tmp_path / 'idp.db'}"


@pytest.fixture(name="emptied_postgresql_url")
def _emptied_postgresql_url(migrated_postgresql: str) -> str:
    engine = open_engine(migrated_postgresql)
    with engine.connect() as connection:
        names = ", ".join(table.name for table in TABLES)
        connection.exec_driver_sql(f"TRUNCATE {names}")
    engine.dispose()
    return migrated_postgresql


@pytest.fixture(params=["sqlite", "postgresql"], name="database_url")
def _database_url(request: pytest.FixtureRequest) -> str:
    fixture = "sqlite_url" if request.param == "sqlite" else "emptied_postgresql_url"
    return str(request.getfixturevalue(fixture))


@pytest.fixture(name="storage")
def _storage(database_url: str, custody: Custody, clock: FrozenClock) -> Iterator[Storage]:
    """A storage on each database, with the ephemeral store in it."""
    storage = open_storage(database_url, None, custody=lambda: custody, clock=clock.now)
    yield storage
    storage.close()


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, custody: Custody, clock: FrozenClock) -> Iterator[World]:
    """Every world that the contract holds in."""
    if request.param == "memory":
        yield MemoryWorld()
        return
    fixture = "sqlite_url" if request.param == "sqlite" else "emptied_postgresql_url"
    url = str(request.getfixturevalue(fixture))
    storage = open_storage(url, None, custody=lambda: custody, clock=clock.now)
    yield DatabaseWorld(storage)
    storage.close()


@pytest.fixture(name="storage_on_redis")
def _storage_on_redis(
    sqlite_url: str, redis_server: RedisServer, custody: Custody, clock: FrozenClock
) -> Iterator[Callable[[], Storage]]:
    """Opens storages on an emptied Redis; all are closed after."""
    redis_server.restart()
    opened: list[Storage] = []

    def another() -> Storage:
        storage = open_storage(
            sqlite_url, redis_server.url, custody=lambda: custody, clock=clock.now
        )
        opened.append(storage)
        return storage

    yield another
    for storage in opened:
        storage.close()


@pytest.fixture(name="sqlite_storage")
def _sqlite_storage(sqlite_url: str, custody: Custody, clock: FrozenClock) -> Iterator[Storage]:
    storage = open_storage(sqlite_url, None, custody=lambda: custody, clock=clock.now)
    yield storage
    storage.close()


@pytest.fixture(name="postgresql_storage")
def _postgresql_storage(
    emptied_postgresql_url: str, custody: Custody, clock: FrozenClock
) -> Iterator[Storage]:
    storage = open_storage(emptied_postgresql_url, None, custody=lambda: custody, clock=clock.now)
    yield storage
    storage.close()
