"""OneWriter: on SQLite one transaction of a process writes at a time; threads wait in line.

PostgreSQL lets writers run side by side: there nothing waits here.
"""

from threading import Lock, local
from typing import Final

from idp.identity.ports import StoreUnavailable
from idp.storage.durable.engine import WAIT_SECONDS


class OneWriter:
    """Who writes in this process; a transaction is known by itself, of whatever class."""

    def __init__(self, *, needed: bool) -> None:
        """`needed`: whether the database has one writer."""
        self._needed: Final = needed
        self._lock = Lock()
        self._writer: object | None = None
        self._of_thread = local()

    def of_this_thread(self) -> object | None:
        """Return the transaction that this thread writes in; always None where all may write."""
        begun: object | None = getattr(self._of_thread, "transaction", None)
        return begun if begun is self._writer else None

    def enter(self, transaction: object) -> None:
        """The calling thread is the one writer."""
        if not self._needed:
            return
        if self.of_this_thread() is not None:
            raise RuntimeError("this thread writes in another transaction already")
        if not self._lock.acquire(timeout=WAIT_SECONDS):
            raise StoreUnavailable("somebody else is writing for too long")
        self._writer = self._of_thread.transaction = transaction

    def leave(self, transaction: object) -> None:
        """The next writer may enter; any thread may say so."""
        if self._needed and self._writer is transaction:
            self._writer = None
            self._lock.release()
