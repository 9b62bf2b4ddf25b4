"""Migrations: Alembic as a package, configured in code. One reversible step per file.

`upgrade` brings a database to the newest step, `is_current` tells whether it is there. Alembic is
imported where steps are walked only: every start of a process would pay for it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, Engine, inspect
from sqlalchemy.exc import SQLAlchemyError

from idp.storage.durable.engine import told

if TYPE_CHECKING:
    from alembic.config import Config

CONNECTION: Final = "connection"
"""The attribute of the Config under which `env.py` finds the connection."""


def upgrade(engine: Engine, to: str = "head") -> None:
    """The database stands at that step; a failed step raises and leaves it as it was.

    One connection, one transaction: SQLite and PostgreSQL undo DDL. StoreUnavailable when the
    database cannot be reached or is locked.
    """
    from alembic import command

    _run(engine, lambda config: command.upgrade(config, to))


def downgrade(engine: Engine, to: str) -> None:
    """The database stands at that earlier step; "base" is an empty one."""
    from alembic import command

    _run(engine, lambda config: command.downgrade(config, to))


def newest() -> str:
    """Return the newest step of this code: files are named by their steps, in order."""
    names = [file.name for file in files(f"{__name__}.versions").iterdir()]
    return max(name[:4] for name in names if name[:4].isdecimal())


def is_current(engine: Engine) -> bool:
    """Whether the database stands at the newest step of this code."""
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return False
            found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").all()
    except SQLAlchemyError as error:
        raise told(error) from error
    return [row[0] for row in found] == [newest()]


def _run(engine: Engine, act: Callable[["Config"], None]) -> None:
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


def _config() -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "idp.storage.durable:migrations")
    return config
