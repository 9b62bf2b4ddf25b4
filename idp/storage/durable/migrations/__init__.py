"""Migrations: Alembic as a package, configured in code. One reversible step per file.

`upgrade` brings a database to the newest step, `is_current` tells whether it is there.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from idp.storage.durable.engine import told

CONNECTION: Final = "connection"
"""The attribute of the Config under which `env.py` finds the connection."""


def upgrade(engine: Engine, to: str = "head") -> None:
    """The database stands at that step; a failed step raises and leaves it as it was.

    One connection, one transaction: SQLite and PostgreSQL undo DDL. StoreUnavailable when the
    database cannot be reached or is locked.
    """
    _run(engine, lambda config: command.upgrade(config, to))


def downgrade(engine: Engine, to: str) -> None:
    """The database stands at that earlier step; "base" is an empty one."""
    _run(engine, lambda config: command.downgrade(config, to))


def is_current(engine: Engine) -> bool:
    """Whether the database stands at the newest step of this code."""
    try:
        with engine.connect() as connection:
            standing = MigrationContext.configure(connection).get_current_heads()
    except SQLAlchemyError as error:
        raise told(error) from error
    return set(standing) == set(ScriptDirectory.from_config(_config()).get_heads())


def _run(engine: Engine, act: Callable[[Config], None]) -> None:
    with _begun(engine) as connection:
        config = _config()
        config.attributes[CONNECTION] = connection
        try:
            act(config)
        except BaseException:
            connection.exec_driver_sql("ROLLBACK")
            raise
        connection.exec_driver_sql("COMMIT")


@contextmanager
def _begun(engine: Engine) -> Iterator[Connection]:
    try:
        connection = engine.connect()
        is_sqlite = connection.dialect.name == "sqlite"
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_sqlite else "BEGIN")
    except SQLAlchemyError as error:
        raise told(error) from error
    try:
        yield connection
    finally:
        connection.close()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "idp.storage.durable:migrations")
    return config
