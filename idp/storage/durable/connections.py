"""Connections: those of one process, idle ones kept warm in front of SQLAlchemy's pool.

The pool opens them, counts them and throws dead ones away; its book-keeping at each checkout
costs as much as a small indexed read, so that what was just used is kept here.
"""

from collections import deque

from sqlalchemy import Engine, PoolProxiedConnection

from idp.storage.durable.engine import IDLE_CONNECTIONS


class Connections:
    """Shared by all threads of a process."""

    def __init__(self, engine: Engine) -> None:
        """Nothing is connected yet."""
        self._engine = engine
        self._idle: deque[PoolProxiedConnection] = deque()

    def take(self) -> PoolProxiedConnection:
        """Return the connection that was used last, or one of the pool."""
        try:
            return self._idle.pop()
        except IndexError:
            return self._engine.raw_connection()

    def give_back(self, connection: PoolProxiedConnection) -> None:
        """The next statement may have it; no transaction is open in it."""
        if connection.is_valid and len(self._idle) < IDLE_CONNECTIONS:
            self._idle.append(connection)
        else:
            connection.close()

    def close(self) -> None:
        """Every idle one is closed."""
        while self._idle:
            self._idle.pop().close()
        self._engine.dispose()
