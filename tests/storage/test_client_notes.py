"""Notes of clients, and keys that change with a transaction."""

import json
from pathlib import Path

import pytest
from sqlalchemy import Engine, column, insert, table, text

from idp.administration.client_ports import (
    ERRORS_KEPT,
    ClientError,
    ClientUse,
    ErrorKind,
)
from idp.storage import Storage, open_engine, upgrade
from idp.storage.durable.migrations import downgrade
from idp.storage.durable.sealed_keys import KeysInTransaction
from tests.storage.records import NOW
from tests.storage.worlds import ORIGIN
from tests.support.servers import PostgresqlServer

KIND = ErrorKind(
    client_id="portal", day="2027-01-15", endpoint="/token", error="invalid_grant",
    parameter="", reason="unknown code",
)  # fmt: skip


def an_error(count: int, at: int, parameter: str = "") -> ClientError:
    kind = ErrorKind(
        client_id=KIND.client_id, day=KIND.day, endpoint=KIND.endpoint, error=KIND.error,
        parameter=parameter, reason=KIND.reason,
    )  # fmt: skip
    return ClientError(kind=kind, count=count, last_at=at)


def test_what_several_processes_counted_adds_up(storage: Storage) -> None:
    """The later time stays, whoever writes last."""
    for error in (an_error(2, NOW), an_error(3, NOW + 9), an_error(1, NOW + 5)):
        with storage.work(ORIGIN) as work:
            storage.bind(work).client_notes.add_error(error)
            work.commit()
    with storage.work(ORIGIN) as work:
        notes = storage.bind(work).client_notes
        notes.add_error(an_error(1, NOW + 10, "code"))
        assert list(notes.errors_of("portal")) == [
            an_error(1, NOW + 10, "code"),
            an_error(6, NOW + 9),
        ]
        assert len(notes.errors_of("portal", most=1)) == 1
        assert list(notes.errors_of("another")) == []


def test_the_last_use_never_moves_back(storage: Storage) -> None:
    with storage.work(ORIGIN) as work:
        notes = storage.bind(work).client_notes
        for at in (NOW, NOW + 5, NOW + 1):
            notes.note_use(ClientUse(client_id="portal", what="tokens", last_at=at))
        notes.note_use(ClientUse(client_id="portal", what="jwks", last_at=NOW))
        assert list(notes.uses_of("portal")) == [
            ClientUse(client_id="portal", what="jwks", last_at=NOW),
            ClientUse(client_id="portal", what="tokens", last_at=NOW + 5),
        ]


def test_errors_are_kept_for_a_month(storage: Storage) -> None:
    with storage.work(ORIGIN) as work:
        stores = storage.bind(work)
        stores.client_notes.add_error(an_error(1, NOW))
        stores.client_notes.add_error(an_error(1, NOW + 1, "code"))
        work.commit()
    with storage.work(ORIGIN) as work:
        stores = storage.bind(work)
        stores.housekeeping.sweep(NOW + ERRORS_KEPT + 1)
        assert list(stores.client_notes.errors_of("portal")) == [an_error(1, NOW + 1, "code")]


def test_keys_change_with_the_transaction_or_not_at_all(storage: Storage) -> None:
    version = storage.vault.version()
    with storage.work(ORIGIN) as work:
        keys = KeysInTransaction(work.transaction)
        assert keys.keep_keys([], expected_version=version)
        assert not keys.keep_keys([], expected_version=version)
        work.rollback()
        assert storage.vault.version() == version
        assert keys.keep_keys([], expected_version=version)
        work.commit()
    assert storage.vault.version() == version + 1


@pytest.fixture(params=["sqlite", "postgresql"], name="engine")
def _engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    if request.param == "sqlite":
        return open_engine(f"sqlite:///{tmp_path / 'before.db'}")
    server: PostgresqlServer = request.getfixturevalue("postgresql")
    return open_engine(server.database("before"))


def test_clients_from_before_are_in_production(engine: Engine) -> None:
    """Migration 0020, up and down: what the version before knows is as it was."""
    upgrade(engine)
    downgrade(engine, "0019")
    before = '{"name":"Cổng","owner":"Bộ"}'
    columns = ("client_id", "registration", "disabled", "version", "created_at", "updated_at")
    row = dict(zip(columns, ("portal", before, 0, 1, 0, 0), strict=True))
    with engine.begin() as connection:
        connection.execute(insert(table("clients", *map(column, columns))), row)

    def registration() -> str:
        with engine.connect() as connection:
            return str(connection.execute(text("SELECT registration FROM clients")).scalar_one())

    upgrade(engine)
    assert json.loads(registration()) == {**json.loads(before), "environment": "production"}
    downgrade(engine, "0019")
    assert registration() == before
    engine.dispose()
