"""The trail: records in lanes, one hash chain per writer, so that writers never wait in line.

A link covers the hash of the body, not the body: bodies can expire and the chain still holds.
Next: `checkpoint.py` signs the heads of all lanes, `verification.py` walks the chains.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeAlias

from idp.audit.events import Event, Origin
from idp.audit.filing import Filed
from idp.audit.record import body_text

# Named in every hash, so that a later layout can never be taken for this one.
LAYOUT = "an-tin-trail-1"

Observed: TypeAlias = tuple[Event, Origin]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One place in a chain; `at` is whole seconds UTC, all hashes are SHA-256 in hex."""

    lane: int
    sequence: int
    at: int
    body_hash: str
    previous: str
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A place in a chain and its body; None once the body has expired.

    `filed` is what storage keeps beside it for searches; None: it was not read.
    """

    entry: Entry
    body: str | None
    filed: Filed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The last link of a lane; sequence 0 before the first record."""

    lane: int
    sequence: int
    link: str


def genesis(lane: int) -> Head:
    """The head of a lane that has no record yet."""
    return Head(lane=lane, sequence=0, link=digest(f"{LAYOUT}\nlane\n{lane}"))


def extend(head: Head, observed: Iterable[Observed], now: int) -> tuple[tuple[Record, ...], Head]:
    """The records that continue a lane, in order, and its new head; `now` in seconds UTC.

    The caller commits both in the transaction of the change itself (I-15).
    """
    records: list[Record] = []
    for event, origin in observed:
        body = body_text(event, origin)
        entry = _following(head, digest(body), now)
        records.append(Record(entry=entry, body=body))
        head = head_of(entry)
    return tuple(records), head


def head_of(entry: Entry) -> Head:
    """The head of a lane whose last record this is."""
    return Head(lane=entry.lane, sequence=entry.sequence, link=entry.link)


def link_of(entry: Entry) -> str:
    """The link that the other members of an entry lead to, whatever link it carries."""
    return _link(entry.lane, entry.sequence, f"{entry.at}\n{entry.body_hash}\n{entry.previous}")


def digest(text: str) -> str:
    """SHA-256 of a text in UTF-8, hex; a lone surrogate of a forged text is hashed too."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _following(head: Head, body_hash: str, at: int) -> Entry:
    sequence = head.sequence + 1
    return Entry(
        lane=head.lane,
        sequence=sequence,
        at=at,
        body_hash=body_hash,
        previous=head.link,
        link=_link(head.lane, sequence, f"{at}\n{body_hash}\n{head.link}"),
    )


def _link(lane: int, sequence: int, rest: str) -> str:
    return digest(f"{LAYOUT}\n{lane}\n{sequence}\n{rest}")
