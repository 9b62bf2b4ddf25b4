"""The waiting room: while passwords queue up, a new sign-in waits before its form, not behind it.

Whoever has the form is admitted and goes first, so that a person who typed a password gets an
answer. A turn is a second, kept in the sealed attempt of one browser; nothing else is
remembered of anybody. One room for each process, as there is one pool of hashing threads.
"""

import math
import threading
from typing import Final, Protocol

MOST_UNDER_WAY: Final = 5.0  # seconds of hashing: more than that, and new sign-ins wait
CALM: Final = 1.0  # seconds of hashing that wait: less than that, and nobody is counted


class Queue(Protocol):
    """What the room looks at: the hashing threads."""

    def seconds_ahead(self) -> float:
        """Return how long the passwords that wait at this moment will take."""

    def seconds_each(self) -> float:
        """Return how long one more adds to that."""


class WaitingRoom:
    """Gives turns at the pace of the hashing threads; safe for threads."""

    def __init__(self, queue: Queue) -> None:
        """Begin with nobody in it."""
        self._queue: Final = queue
        self._lock: Final = threading.Lock()
        self._given = 0.0  # until this second the turns that were given keep the threads busy
        self._crowded_since: int | None = None

    def turn(self, begun_at: int, now: int) -> int:
        """The second from which a sign-in that began at `begun_at` may go on; `now`, or later."""
        ahead = self._queue.seconds_ahead()
        with self._lock:
            if ahead < CALM:
                self._crowded_since = None
                return now
            if self._crowded_since is None:
                self._crowded_since = now
            if begun_at < self._crowded_since:
                return now  # the form was there before the crowd was
            self._given = max(self._given, float(now)) + self._queue.seconds_each()
            over = self._given - now + ahead - MOST_UNDER_WAY
            return now + max(0, math.ceil(over))
