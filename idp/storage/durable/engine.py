"""The engine: one database, embedded (SQLite) or served (PostgreSQL), always in autocommit.

Both dialects speak the same statements, save the few of `OnEach`; what a driver raises becomes
the two exceptions that callers know. Next: `database.py`, which runs the statements.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeAlias

from sqlalchemy import Engine, Executable, MetaData, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, ResourceClosedError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.sql.schema import Table

from idp.identity.ports import StoreUnavailable

WAIT_SECONDS: Final = 5
"""How long a request waits for a connection, a lock or the one writer of SQLite."""

IDLE_CONNECTIONS: Final = 16  # kept by a process
MOST_CONNECTIONS: Final = 64  # of a process

_POSTGRESQL_OPTIONS = (
    f"-c lock_timeout={WAIT_SECONDS}s -c statement_timeout=30s"
    " -c idle_in_transaction_session_timeout=60s"
)
_SQLITE_PRAGMAS = (
    f"PRAGMA busy_timeout={WAIT_SECONDS * 1000}",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # an answer of success is on the disk (I-15)
    "PRAGMA foreign_keys=ON",
)
# PEP 249 names them so in every driver; none has to be imported to recognise its own.
_REFUSALS = frozenset({"OperationalError", "InterfaceError", "InternalError"})
# Serialization failure and deadlock: the same transaction may succeed when it runs again.
_RUN_AGAIN = frozenset({"40001", "40P01"})
_DOUBLED = "23505"

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class MustRunAgain(StoreUnavailable):
    """The database undid the transaction in favour of another; running it again may succeed."""


class AlreadyThere(Exception):
    """A row of that key is there; PostgreSQL does nothing in the transaction but undo it."""


@dataclass(frozen=True, slots=True)
class OnEach:
    """One statement in the words of each dialect, where no common words exist (upsert)."""

    sqlite: Executable
    postgresql: Executable


Statement: TypeAlias = Executable | OnEach


class _Insert(Protocol):
    def __call__(self, table: Table, /) -> Any:
        """Return the dialect's own INSERT."""


def on_each(write: Callable[[_Insert], Executable]) -> OnEach:
    """Return what `write` makes of each dialect's `insert`."""
    return OnEach(sqlite=write(sqlite.insert), postgresql=write(postgresql.insert))


def open_engine(database_url: str) -> Engine:
    """Return a pooled engine in autocommit; ValueError for a database we do not speak.

    Nothing is connected yet. `sqlite:///path` or `postgresql://…` (psycopg 3).
    """
    url = make_url(database_url)
    match url.get_backend_name():
        case "sqlite":
            return _open_sqlite(url)
        case "postgresql":
            return _open_postgresql(url)
        case name:
            raise ValueError(f"{name} is no database of ours: sqlite or postgresql")


def _open_sqlite(url: URL) -> Engine:
    if not url.database or url.database == ":memory:":
        raise ValueError("the embedded database must be a file")
    engine = create_engine(
        url.set(drivername="sqlite+pysqlite"),
        isolation_level="AUTOCOMMIT",
        connect_args={
            "timeout": WAIT_SECONDS,
            "check_same_thread": False,
            "cached_statements": 512,
        },
        pool_size=IDLE_CONNECTIONS,
        max_overflow=MOST_CONNECTIONS - IDLE_CONNECTIONS,
        pool_timeout=WAIT_SECONDS,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    for pragma in _SQLITE_PRAGMAS:
        connection.execute(pragma).close()


def _open_postgresql(url: URL) -> Engine:
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        isolation_level="AUTOCOMMIT",
        connect_args={"connect_timeout": WAIT_SECONDS, "options": _POSTGRESQL_OPTIONS},
        pool_size=IDLE_CONNECTIONS,
        max_overflow=MOST_CONNECTIONS - IDLE_CONNECTIONS,
        pool_timeout=WAIT_SECONDS,
    )


def told(error: Exception) -> Exception:
    """Return what callers are told of a driver's error; a bug of ours stays what it is.

    Unreachable, locked, read-only or full: `StoreUnavailable`; lost a race: `MustRunAgain`; a key
    that a row has (PostgreSQL): `AlreadyThere`.
    """
    driven = error.orig if isinstance(error, DBAPIError) else error
    if getattr(driven, "sqlstate", None) in _RUN_AGAIN:
        return MustRunAgain("another transaction won")
    if getattr(driven, "sqlstate", None) == _DOUBLED:
        return AlreadyThere("a row of this key is there")
    if not _REFUSALS.isdisjoint(kind.__name__ for kind in type(driven).__mro__):
        return StoreUnavailable(f"the database refused: {type(driven).__name__}")
    if isinstance(driven, PoolTimeout | ResourceClosedError):
        return StoreUnavailable("no connection to the database is free")
    return error


def is_storable(text: str) -> bool:
    """Whether a stranger's text can be asked for at all: no NUL, no lone surrogate, not huge."""
    if len(text) > LONGEST_QUESTION or "\x00" in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


LONGEST_QUESTION: Final = 2_048
"""Characters; no identifier of ours is longer, and a B-tree of PostgreSQL holds no longer key."""
