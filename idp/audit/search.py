"""What is searched for in the trail, and where a page of it begins: the lanes merged by time."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields

from idp.audit.trail import Record

PAGE = 50  # records that somebody looks at together
PLACE = r"[0-9]{1,15}\.[0-9]{1,15}\.[0-9]{1,15}"
"""A place as text; numbers that every database keeps, far beyond any second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What all records found have in common; None: anything. Times are seconds UTC.

    `person` is whom it is about, `service` a client; from `since` on, and before `until`.
    """

    person: str | None = None
    actor: str | None = None
    service: str | None = None
    event: str | None = None
    since: int | None = None
    until: int | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The members that are asked for, in order."""
        return tuple(one.name for one in fields(self) if getattr(self, one.name) is not None)


EVERYTHING = Sought()


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Place:
    """Where a record stands among all lanes: by time, then lane, then sequence."""

    at: int
    lane: int
    sequence: int

    def __str__(self) -> str:
        """As a page says where the next one begins; `place_in` reads it."""
        return f"{self.at}.{self.lane}.{self.sequence}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turning:
    """Which page: what comes after this place, or the first one; in which direction of time."""

    after: Place | None = None
    newest_first: bool = True
    most: int = PAGE


def place_in(text: str) -> Place | None:
    """The place that a page named; None for what no page says."""
    if re.fullmatch(PLACE, text) is None:
        return None
    at, lane, sequence = map(int, text.split("."))
    return Place(at=at, lane=lane, sequence=sequence)


def place_of(record: Record) -> Place:
    """Where this record stands."""
    entry = record.entry
    return Place(at=entry.at, lane=entry.lane, sequence=entry.sequence)
