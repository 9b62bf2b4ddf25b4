"""Workplaces: so many requests of a process are at work at once, however many it has taken in.

A few threads that run are quicker than many that take turns; but who only waits for a password
hash must not keep a token request from running. So that one steps aside, and needs a place again
to go on. Taken by `web/arrival.py`, given up by `storage/units.py`.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

PLACES: Final = 8


class Workplaces:
    """Safe for threads; a place is held by one thread, from `taken` on."""

    def __init__(self, places: int = PLACES) -> None:
        """Begin with so many free places."""
        self._free: Final = threading.Semaphore(places)
        self._here: Final = threading.local()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """The calling thread is at work inside; it waits until a place is free."""
        self._free.acquire()
        self._here.at_work = True
        try:
            yield
        finally:
            self._here.at_work = False
            self._free.release()

    @contextmanager
    def given_up(self) -> Iterator[None]:
        """Another may be at work meanwhile; nothing changes for a thread that has no place."""
        if not getattr(self._here, "at_work", False):
            yield
            return
        self._free.release()
        try:
            yield
        finally:
            self._free.acquire()
