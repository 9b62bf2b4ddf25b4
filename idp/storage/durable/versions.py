"""Version numbers of what processes cache: one per kind, counted by every change.

`Poll` asks for all of them at most once a second, so that whatever is cached is at most that old.
"""

import time
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Final, Generic, TypeVar

from sqlalchemy import BigInteger, Column, Table, Text, bindparam, select

from idp.storage.durable.database import Database, Transaction
from idp.storage.durable.engine import metadata, on_each

Kept = TypeVar("Kept")
OLDEST: Final = 1.0  # seconds; architecture.md, "What is cached"
MOST: Final = 20_000  # entries; more registrations than that are read from the database

versions = Table(
    "versions",
    metadata,
    Column("name", Text, primary_key=True),
    Column("version", BigInteger, nullable=False),
)

_ALL = select(versions.c.name, versions.c.version)
_COUNT = on_each(
    lambda insert: (
        insert(versions)
        .values(name=bindparam("of"), version=1)
        .on_conflict_do_update(index_elements=["name"], set_={"version": versions.c.version + 1})
    )
)
_SET = on_each(
    lambda insert: (
        insert(versions)
        .values(name=bindparam("of"), version=bindparam("to"))
        .on_conflict_do_update(index_elements=["name"], set_={"version": bindparam("to")})
    )
)


def count_change(transaction: Transaction, name: str) -> None:
    """Every process looks again at what it caches of this kind, within a second of the commit."""
    transaction.change(_COUNT, {"of": name})


def set_version(transaction: Transaction, name: str, version: int) -> None:
    """The version of a kind is this one, as every process sees within a second of the commit."""
    transaction.change(_SET, {"of": name, "to": version})


class Poll:
    """The versions of all kinds, at most a second old."""

    def __init__(
        self, database: Database, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        """Ask this database; `monotonic` tells seconds that never go back."""
        self._database = database
        self._monotonic = monotonic
        self._lock = Lock()
        self._known: Mapping[str, int] = {}
        self._asked_at = -OLDEST

    def version(self, name: str) -> int:
        """The version of a kind; 0 before its first change."""
        if self._monotonic() - self._asked_at >= OLDEST:
            with self._lock:
                asked_at = self._monotonic()
                if asked_at - self._asked_at >= OLDEST:
                    rows = self._database.read(_ALL)
                    self._known = {str(row[0]): int(row[1]) for row in rows}
                    # What was asked before the answer came is as old as the question.
                    self._asked_at = asked_at
        return self._known.get(name, 0)

    def forget(self) -> None:
        """The next question goes to the database."""
        self._asked_at = -OLDEST


class Cache(Generic[Kept]):
    """Values of one kind by key, kept until its version moves; the unknown is not kept."""

    def __init__(self, poll: Poll, name: str, read: Callable[[str], Kept | None]) -> None:
        """Keep what `read` finds for a key."""
        self._poll = poll
        self._name = name
        self._read = read
        self._version = -1
        self._kept: dict[str, Kept] = {}

    def get(self, key: str) -> Kept | None:
        """The value, at most a second old."""
        version = self._poll.version(self._name)
        if version != self._version:
            # A new dictionary, so that whoever still reads for the old one cannot spoil this.
            self._kept = {}
            self._version = version
        kept = self._kept
        value = kept.get(key)
        if value is None:
            value = self._read(key)
            if value is not None and len(kept) < MOST:
                kept[key] = value
        return value
