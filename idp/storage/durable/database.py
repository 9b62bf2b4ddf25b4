"""Database and Transaction: how statements run. Reads in autocommit, writes in one transaction.

The first write begins the transaction; what is read after it is read inside.
Next: `work.py`, the transaction of one request with its audit events.
"""

from collections.abc import Callable, Sequence
from time import sleep
from typing import Any, Final, TypeAlias, TypeVar

from sqlalchemy import Engine, PoolProxiedConnection, literal, select
from sqlalchemy.exc import SQLAlchemyError

from idp.identity.ports import StoreUnavailable
from idp.storage.durable.connections import Connections
from idp.storage.durable.engine import (
    MOST_CONNECTIONS,
    MustRunAgain,
    Statement,
    told,
)
from idp.storage.durable.one_writer import OneWriter
from idp.storage.durable.wording import Parameters, wordings_of

Answer = TypeVar("Answer")
Cursor: TypeAlias = Any
"""A DB-API cursor: psycopg and sqlite3 share no type for it."""
Found: TypeAlias = Sequence[Any]
"""A row: values in the order of the statement's columns."""
NOTHING: Final[Parameters] = {}
_ANYTHING = select(literal(1))
MANY: Final = 8  # rows that are worth a pipeline; fewer are said one by one
ATTEMPTS: Final = 5  # how often a job's transaction runs before its race counts as lost


class Transaction:
    """A connection while it is needed, and a transaction once something is written.

    Belongs to one thread at a time. Usable again after `commit` or `rollback`.
    """

    __slots__ = ("_connection", "_database", "_writes")

    def __init__(self, database: "Database") -> None:
        """Hold nothing yet: the first statement takes a connection."""
        self._database = database
        self._connection: PoolProxiedConnection | None = None
        self._writes = False

    @property
    def database(self) -> "Database":
        """Where it runs."""
        return self._database

    @property
    def writes(self) -> bool:
        """Whether a write transaction is open."""
        return self._writes

    def row(self, statement: Statement, parameters: Parameters = NOTHING) -> Found | None:
        """Return the first row that a query finds."""
        return self.ask(statement, parameters, _first)

    def rows(self, statement: Statement, parameters: Parameters = NOTHING) -> Sequence[Found]:
        """Return all rows that a query finds."""
        return self.ask(statement, parameters, _all)

    def change(self, statement: Statement, parameters: Parameters = NOTHING) -> int:
        """Return how many rows the statement changed, in the transaction."""
        self.begin()
        return self.ask(statement, parameters, row_count)

    def change_many(self, statement: Statement, rows: Sequence[Parameters]) -> int:
        """Return how many rows the statement changed for all of these, named alike."""
        self.begin()
        if len(rows) < MANY or self._connection is None:
            return sum(self.ask(statement, row, row_count) for row in rows)
        wording = self._database.wordings.of(statement, rows[0])
        driver: Any = self._connection.dbapi_connection
        cursor = driver.cursor()
        try:
            cursor.executemany(wording.text, list(map(wording.values, rows)))
        except self._database.refusals as error:
            raise told(error) from error
        return row_count(cursor)

    def changed(self, statement: Statement, parameters: Parameters = NOTHING) -> Found | None:
        """Return what RETURNING says of the first row changed, in the transaction."""
        self.begin()
        return self.ask(statement, parameters, _first)

    def changed_rows(
        self, statement: Statement, parameters: Parameters = NOTHING
    ) -> Sequence[Found]:
        """Return what RETURNING says of every row changed, in the transaction."""
        self.begin()
        return self.ask(statement, parameters, _all)

    def begin(self) -> None:
        """A write transaction is open; every statement from now on runs inside it."""
        if self._writes:
            return
        self._database.one_writer.enter(self)
        try:
            self.ask(self._database.begin_text, NOTHING, _nothing)
        except BaseException:
            self._database.one_writer.leave(self)
            raise
        self._writes = True

    def commit(self) -> None:
        """What was written is durable; StoreUnavailable when that cannot be said."""
        if not self._writes:
            self._release()
            return
        try:
            self.ask("COMMIT", NOTHING, _nothing)
        except BaseException:
            self.rollback()
            raise
        self._finish()

    def rollback(self) -> None:
        """Nothing that was written since the last commit ever happened."""
        if not self._writes:
            self._release()
            return
        try:
            self.ask("ROLLBACK", NOTHING, _nothing)
        except (StoreUnavailable, *self._database.refusals):
            # A connection in doubt is never used again; the server undoes what hung on it.
            if self._connection is not None:
                self._connection.invalidate()
        self._finish()

    def _finish(self) -> None:
        self._writes = False
        try:
            self._release()
        finally:
            self._database.one_writer.leave(self)

    def _release(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            self._database.connections.give_back(connection)

    def ask(
        self,
        statement: Statement | str,
        parameters: Parameters,
        take: Callable[[Cursor], Answer],
    ) -> Answer:
        """Return what `take` makes of one statement's result; not for stores."""
        for others in range(MOST_CONNECTIONS, -1, -1):
            try:
                return self._run(statement, parameters, take)
            except self._database.refusals as error:
                if self._writes or not self._has_gone(error) or not others:
                    raise told(error) from error
            # The server had gone since the last request; nothing of this one is lost with it.
            # Each connection of the pool may be as old as this one was.
            self._release()
        raise AssertionError("unreachable: the last one returns or raises")

    def _run(
        self,
        statement: Statement | str,
        parameters: Parameters,
        take: Callable[[Cursor], Answer],
    ) -> Answer:
        if self._connection is None:
            self._connection = self._database.connections.take()
        driver: Any = self._connection.dbapi_connection
        if isinstance(statement, str):
            return take(driver.execute(statement))
        wording = self._database.wordings.of(statement, parameters)
        return take(driver.execute(wording.text, wording.values(parameters)))

    def _has_gone(self, error: Exception) -> bool:
        """Whether the connection is of no use any more; it is thrown away then."""
        if self._connection is None:
            return False
        dialect = self._database.engine.dialect
        gone = dialect.is_disconnect(error, self._connection, None)  # type: ignore[arg-type]
        if gone:
            self._connection.invalidate(error)
        return gone


class Database:
    """One engine, who writes in this process, and the clock; shared by all threads."""

    def __init__(self, engine: Engine, clock: Callable[[], int]) -> None:
        """Use this engine; `clock` tells whole seconds UTC."""
        self.engine: Final = engine
        self.clock: Final = clock
        self.is_sqlite: Final = engine.dialect.name == "sqlite"
        self.wordings: Final = wordings_of(engine.dialect)
        self.refusals: Final = (engine.dialect.loaded_dbapi.Error, SQLAlchemyError)
        self.begin_text: Final = (
            "BEGIN IMMEDIATE" if self.is_sqlite else "BEGIN ISOLATION LEVEL READ COMMITTED"
        )
        self.connections: Final = Connections(engine)
        self.one_writer: Final = OneWriter(needed=self.is_sqlite)

    def transaction(self) -> Transaction:
        """Return one that has not begun; end it by commit or rollback."""
        return Transaction(self)

    def read(self, statement: Statement, parameters: Parameters = NOTHING) -> Sequence[Found]:
        """Return the rows of one query that belongs to no request."""
        transaction = self.transaction()
        try:
            return transaction.rows(statement, parameters)
        finally:
            transaction.rollback()

    def write(self, statement: Statement, parameters: Parameters = NOTHING) -> int:
        """Return how many rows one statement changed, committed at once."""
        return self._at_once(statement, parameters, row_count)

    def write_returning(
        self, statement: Statement, parameters: Parameters = NOTHING
    ) -> Found | None:
        """Return what RETURNING says of the first row changed, committed at once."""
        return self._at_once(statement, parameters, _first)

    def _at_once(
        self,
        statement: Statement,
        parameters: Parameters,
        take: Callable[[Cursor], Answer],
    ) -> Answer:
        transaction = self.transaction()
        self.one_writer.enter(transaction)
        try:
            return transaction.ask(statement, parameters, take)
        finally:
            transaction.rollback()
            self.one_writer.leave(transaction)

    def run_in_transaction(self, act: Callable[[Transaction], Answer]) -> Answer:
        """Return what `act` answered, committed; it runs again after a lost race.

        `act` has no effect but its statements. An exception from it rolls back.
        """
        for attempt in range(1, ATTEMPTS + 1):
            transaction = self.transaction()
            try:
                answer = act(transaction)
                transaction.commit()
            except MustRunAgain:
                if attempt == ATTEMPTS:
                    raise
            else:
                return answer
            finally:
                transaction.rollback()
            sleep(0.01 * 2**attempt)
        raise AssertionError("unreachable: the last attempt returns or raises")

    def present(self) -> Transaction | None:
        """Return the write transaction that this thread has open, on SQLite."""
        found = self.one_writer.of_this_thread()
        return found if isinstance(found, Transaction) and found.writes else None

    def answers(self) -> bool:
        """Whether the database answers at all; for readiness."""
        try:
            self.read(_ANYTHING)
        except StoreUnavailable:
            return False
        return True

    def close(self) -> None:
        """Every idle connection is closed."""
        self.connections.close()


def _first(cursor: Cursor) -> Found | None:
    row: Found | None = cursor.fetchone()
    cursor.close()  # SQLite reads on until somebody says that it is enough
    return row


def _all(cursor: Cursor) -> Sequence[Found]:
    rows: Sequence[Found] = cursor.fetchall()
    return rows


def row_count(cursor: Cursor) -> int:
    """Return how many rows a statement changed; for `ask`."""
    changed: int = cursor.rowcount
    return changed


def _nothing(_cursor: Cursor) -> None:
    return None
