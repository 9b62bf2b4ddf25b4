"""The migrations go up and down, and agree with the tables of the code."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import BigInteger, Engine, Integer, column, insert, inspect, select, table, text

from idp.audit.events import ClockAccepted, CodeReplay
from idp.audit.filing import filed_as
from idp.audit.record import body_text
from idp.storage import is_current, upgrade
from idp.storage.durable.engine import metadata, open_engine
from idp.storage.durable.migrations import downgrade, newest
from idp.storage.durable.tables import TABLES
from idp.storage.durable.trail_rows import FILED, SAME, record_of, trail_files, trail_records
from tests.storage.worlds import ORIGIN
from tests.support.servers import PostgresqlServer

HOSTILE = CodeReplay(subject="a\x00\ud800", client="Cổng", grant="g")


@pytest.fixture(params=["sqlite", "postgresql"], name="engine")
def _engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty database."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'migrated.db'}"
    else:
        server: PostgresqlServer = request.getfixturevalue("postgresql")
        url = server.database("migrated")
    engine = open_engine(url)
    yield engine
    engine.dispose()


def test_the_steps_are_one_line_and_files_are_named_by_them() -> None:
    config = Config()
    config.set_main_option("script_location", "idp.storage.durable:migrations")
    steps = list(ScriptDirectory.from_config(config).walk_revisions())
    numbers = [step.revision for step in steps]
    assert numbers == [f"{number:04}" for number in range(len(steps), 0, -1)]
    assert newest() == numbers[0]
    assert all(Path(step.path).name.startswith(f"{step.revision}_") for step in steps)


def test_up_down_and_up_again(engine: Engine) -> None:
    assert not is_current(engine)
    upgrade(engine)
    assert is_current(engine)
    names = {table.name for table in TABLES} | {"alembic_version"}
    assert set(inspect(engine).get_table_names()) == names
    upgrade(engine)
    downgrade(engine, "base")
    assert not is_current(engine)
    assert set(inspect(engine).get_table_names()) == {"alembic_version"}
    upgrade(engine)
    assert is_current(engine)


def test_the_migrations_make_the_tables_of_the_code(engine: Engine) -> None:
    upgrade(engine)
    options = {"compare_type": True, "compare_server_default": True}
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []


def test_every_table_of_the_metadata_is_listed() -> None:
    assert set(metadata.tables) == {table.name for table in TABLES}


def test_a_step_that_fails_leaves_nothing_behind(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE facts (name TEXT)")  # in the way of a step
    with pytest.raises(Exception, match="facts"):
        upgrade(engine)
    assert set(inspect(engine).get_table_names()) == {"facts"}
    with engine.connect() as connection:
        connection.exec_driver_sql("DROP TABLE facts")
    upgrade(engine)
    assert is_current(engine)


def test_sessions_from_before_remember_their_factors(engine: Engine) -> None:
    """Migration 0002: no two factors shared an `amr` value then."""
    upgrade(engine)
    downgrade(engine, "0001")
    facts = {
        one["name"]: 0 if isinstance(one["type"], Integer | BigInteger) else ""
        for one in inspect(engine).get_columns("sessions")
    }
    known = {"one": "pwd", "two": "pwd otp mfa"}
    with engine.begin() as connection:
        for name, methods in known.items():
            row = facts | {"id": name, "hash": name, "methods": methods}
            connection.execute(insert(table("sessions", *map(column, row))), row)
    upgrade(engine)
    with engine.connect() as connection:
        found = connection.execute(text("SELECT id, factors FROM sessions ORDER BY id")).all()
    assert [tuple(row) for row in found] == [("one", "password"), ("two", "password totp")]


def test_organisations_from_before_keep_their_codes_and_begin_their_past(engine: Engine) -> None:
    """Migration 0019: an alias that two had is the first one's, a code never becomes an alias."""
    upgrade(engine)
    downgrade(engine, "0018")
    names = ("code", "name", "kind", "parent", "aliases", "status", "successor", "created_at")
    rows = [
        ("G14", "Bộ Thông tin", "ministry", None, '["000.G14","X"]', "active", None, 7),
        ("G14.4", "Cục", "department", "G14", '["X","G14"]', "active", None, 9),
    ]
    with engine.begin() as connection:
        for row in rows:
            known = dict(zip(names, row, strict=True))
            connection.execute(insert(table("organisations", *map(column, names))), known)
    upgrade(engine)
    found = "SELECT code, organisation FROM organisation_codes ORDER BY code"
    told = "SELECT organisation, version, name, since FROM organisation_past ORDER BY since"
    meant = "SELECT organisation FROM organisation_words WHERE key = :key"
    with engine.connect() as connection:
        codes = [tuple(row) for row in connection.execute(text(found)).all()]
        past = [tuple(row) for row in connection.execute(text(told)).all()]
        by_word = connection.execute(text(meant), {"key": b"thong tin"}).all()
    assert codes == [("000.G14", "G14"), ("G14", "G14"), ("G14.4", "G14.4"), ("X", "G14")]
    assert past == [("G14", 1, "Bộ Thông tin", 7), ("G14.4", 1, "Cục", 9)]
    assert [tuple(row) for row in by_word] == [("G14",)]
    downgrade(engine, "0018")
    with engine.connect() as connection:
        packed = connection.execute(text("SELECT aliases FROM organisations ORDER BY code")).all()
    assert [row[0] for row in packed] == ['["000.G14", "X"]', "[]"]


def test_records_from_before_are_filed_under_what_their_bodies_hold(engine: Engine) -> None:
    """Migration 0022: what has expired is filed nowhere."""
    upgrade(engine)
    downgrade(engine, "0021")
    bodies = [body_text(event, ORIGIN) for event in (ClockAccepted(latest=1, accepted=1), HOSTILE)]
    rows = [
        {
            "lane": 1 + number % 2,
            "sequence": number,
            "at": number,
            "body_hash": "",
            "previous": "",
            "link": "",
            "body": (*bodies, None, "no JSON")[number % 4],
        }
        for number in range(1, 11)
    ]
    with engine.begin() as connection:
        connection.execute(insert(table("trail_records", *map(column, rows[0]))), rows)
    upgrade(engine)
    with engine.connect() as connection:
        joined = select(*FILED).join_from(trail_records, trail_files, SAME)
        found = [record_of(tuple(row)) for row in connection.execute(joined).all()]
    assert len(found) == len(rows)
    assert all(record.filed == filed_as(record.body) for record in found)
    assert {record.filed.event for record in found if record.filed} == {
        "clock_accepted", "code_replay", None,
    }  # fmt: skip


@pytest.mark.parametrize("url", ["mysql://x/y", "sqlite://", "sqlite:///:memory:"])
def test_another_kind_of_database_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="database"):
        open_engine(url)
