"""Work: everything one request reads and writes, and its audit events, as one transaction.

`with storage.work(origin) as work:` — nothing is kept unless `work.commit()` was called.
Next: `trail.py` for where the events go.
"""

from collections.abc import Callable
from types import TracebackType
from typing import Final

from idp.audit.events import Event, Origin
from idp.storage.durable.database import Database, Transaction
from idp.storage.durable.highest_time import HighestTime
from idp.storage.durable.trail import append


class Work:
    """The unit of work of one request; usable again after each commit (`login`: count, then act).

    Holds a connection only between its first statement and commit, rollback or close.
    """

    __slots__ = (
        "_after",
        "_database",
        "_events",
        "_highest",
        "has_recorded",
        "origin",
        "transaction",
    )

    def __init__(self, database: Database, highest: HighestTime, origin: Origin) -> None:
        """Nothing has begun."""
        self.origin: Origin = origin
        self.has_recorded = False
        self.transaction: Final = Transaction(database)
        self._database = database
        self._highest = highest
        self._events: list[Event] = []
        self._after: list[Callable[[], None]] = []

    def record(self, event: Event) -> None:
        """The event stands in the trail if and when this commits."""
        self.has_recorded = True
        self._events.append(event)

    def after_commit(self, act: Callable[[], None]) -> None:
        """`act` runs once the next commit is durable; never if it fails or rolls back."""
        self._after.append(act)

    def commit(self) -> None:
        """Changes and events are durable together (I-15); StoreUnavailable: nothing is, or all is.

        The events come last, so that a lane of the trail is locked only for the commit itself.
        """
        try:
            if self._events or self.transaction.writes:
                self._seal_off()
            self.transaction.commit()
        except BaseException:
            self.rollback()
            raise
        acts = tuple(self._after)
        self._after.clear()
        for act in acts:
            act()

    def rollback(self) -> None:
        """Nothing since the last commit ever happened, and nothing of it is recorded."""
        self._events.clear()
        self._after.clear()
        self.transaction.rollback()

    def close(self) -> None:
        """The connection is free; what was not committed never happened."""
        self.rollback()

    def __enter__(self) -> "Work":
        """Return the work itself."""
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """Close it."""
        self.close()

    def _seal_off(self) -> None:
        now = self._database.clock()
        self.transaction.begin()
        self._highest.raise_to(self.transaction, now)
        if self._events:
            append(self.transaction, tuple(self._events), self.origin, now)
            self._events.clear()
