"""Migrations: Alembic as a package, configured in code. One reversible step per file.

`upgrade` brings a database to the newest step, `is_current` tells whether it is there.
"""

from collections.abc import Callable
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
    """The database stands at that step; a failed step leaves it as it was.

    One connection, one transaction: SQLite and PostgreSQL undo DDL.
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
    try:
        with engine.connect() as connection:
            _in_one_transaction(connection, act)
    except SQLAlchemyError as error:
        raise told(error) from error


def _in_one_transaction(connection: Connection, act: Callable[[Config], None]) -> None:
    is_sqlite = connection.dialect.name == "sqlite"
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_sqlite else "BEGIN")
    config = _config()
    config.attributes[CONNECTION] = connection
    try:
        act(config)
    except BaseException:
        connection.exec_driver_sql("ROLLBACK")
        raise
    connection.exec_driver_sql("COMMIT")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "idp.storage.durable:migrations")
    return config
