"""Beside: what a process records beside its requests, where no request has a transaction for it.

Anonymous garbage is counted in memory and told once per source and minute: a flood costs no
statement, and no more memory than the bound (I-19). Each process tells its own counts; they add
up, and a process that is killed takes those of its last minute along. `idp/jobs` records.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from idp.audit.events import AnonymousGarbage, Event

MINUTE: Final = 60  # seconds
MOST_SOURCES: Final = 100  # counted apart at any time in one process
THE_REST: Final = "others"  # the source of what came after those
MOST_EVENTS: Final = 100  # of other kinds, waiting for a database that answers again

Place = tuple[int, str]
"""(minute, source)"""


@dataclass(slots=True)
class _Count:
    """Mutable on purpose: one refusal more is one addition."""

    count: int = 0
    endpoints: set[str] = field(default_factory=set)


class Beside:
    """The counts and events of one process, shared by its threads; bounded, never waits."""

    def __init__(self) -> None:
        """Nothing is waiting."""
        self._lock = Lock()
        self._counts: dict[Place, _Count] = {}
        self._events: list[Event] = []

    def count_garbage(self, source: str, endpoint: str, now: int) -> None:
        """One refusal more of nobody known; `endpoint` is a route, never a path."""
        place = (now // MINUTE, source)
        with self._lock:
            if place not in self._counts and len(self._counts) >= MOST_SOURCES:
                place = (now // MINUTE, THE_REST)
            counted = self._counts.setdefault(place, _Count())
            counted.count += 1
            counted.endpoints.add(endpoint)

    def add(self, event: Event) -> None:
        """The event waits to be recorded; it is lost only where a hundred others wait already."""
        with self._lock:
            if len(self._events) < MOST_EVENTS:
                self._events.append(event)

    def due(self, now: int) -> tuple[Event, ...]:
        """Return what may be recorded now: events, and the summaries of minutes that are over."""
        with self._lock:
            over = [place for place in self._counts if place[0] < now // MINUTE]
            return (*self._events, *(_summary(place, self._counts[place]) for place in over))

    def recorded(self, events: Iterable[Event]) -> None:
        """These are durable and wait no more."""
        with self._lock:
            for event in events:
                if isinstance(event, AnonymousGarbage):
                    self._counts.pop((event.minute // MINUTE, event.source), None)
                elif event in self._events:
                    self._events.remove(event)


def _summary(place: Place, counted: _Count) -> AnonymousGarbage:
    minute, source = place
    return AnonymousGarbage(
        source=source,
        endpoints=tuple(sorted(counted.endpoints)),
        minute=minute * MINUTE,
        count=counted.count,
    )
