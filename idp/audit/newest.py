"""The newest part of the trail, verified in bounded time: what a request can wait for.

It begins at a record that a checkpoint signed, so that what stands before it needs no reading: to
change that, one would have to break SHA-256 or to sign. Whole: `verification.py`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, TypeAlias

from idp.audit.checkpoint import (
    BrokenCheckpoint,
    Checkpoint,
    CheckpointFlaw,
    KeptCheckpoint,
    VerifySignature,
    read_chain,
    read_signed,
)
from idp.audit.ports import Trail
from idp.audit.trail import Head, Record
from idp.audit.verification import Broken, Intact, Verdict, verify, verify_records

MOST: Final = 20_000  # records: half a second of one core
LOOKED_AT: Final = 1_440  # checkpoints: those of a day, at one a minute


@dataclass(frozen=True, slots=True, kw_only=True)
class Newest:
    """What came since this checkpoint holds, `count` records; those before it were not read."""

    count: int
    checkpoint: int
    since: int
    unsigned: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TooMany:
    """More came since the newest checkpoint than is read here: nothing is said."""

    count: int


Glance: TypeAlias = Verdict | Newest | TooMany


def verify_newest(trail: Trail, verify_signature: VerifySignature, most: int = MOST) -> Glance:
    """Whether the trail is intact: all of it, or as much of its end as `most` records hold."""
    claims_of = cache(verify_signature)
    total = _length(trail.heads())
    if total <= most:
        return verify(trail.records(), tuple(trail.checkpoints()), claims_of, heads=trail.heads)
    kept = trail.newest_checkpoints(LOOKED_AT)
    first = _oldest_within(most, total, kept, claims_of)
    if not isinstance(first, Checkpoint):
        return first
    signed = [one.signed for one in reversed(kept) if one.number >= first.number]
    chain = read_chain(signed, claims_of, first=first.number)
    if isinstance(chain, BrokenCheckpoint):
        return chain
    begins = {head.lane: _before(head, trail) for head in first.heads if head.sequence}
    outcome = verify_records(_behind(begins, trail), chain, trail.heads, begins)
    return _told(outcome, first)


def _told(outcome: Intact | Broken, first: Checkpoint) -> Newest | Broken:
    if isinstance(outcome, Broken):
        return outcome
    return Newest(
        count=outcome.count, checkpoint=first.number, since=first.at, unsigned=outcome.unsigned
    )


def _oldest_within(
    most: int, total: int, kept: Sequence[KeptCheckpoint], claims_of: VerifySignature
) -> Checkpoint | BrokenCheckpoint | TooMany:
    """The oldest of these checkpoints since which no more than that came."""
    if not kept:
        return BrokenCheckpoint(number=1, reason=CheckpointFlaw.ABSENT)
    found: Checkpoint | TooMany = TooMany(count=total)
    for one in kept:
        read = read_signed(one.signed, claims_of)
        if isinstance(read, CheckpointFlaw):
            return BrokenCheckpoint(number=one.number, reason=read)
        count = total - _length(read.heads)
        if count > most:
            return found if isinstance(found, Checkpoint) else TooMany(count=count)
        found = read
    return found


def _length(heads: Sequence[Head]) -> int:
    return sum(head.sequence for head in heads)


def _before(signed: Head, trail: Trail) -> Head:
    """Where the lane stood before the record that was signed, which is read once more."""
    record = next(trail.records(signed.lane, signed.sequence - 1), None)
    link = "" if record is None else record.entry.previous
    return Head(lane=signed.lane, sequence=signed.sequence - 1, link=link)


def _behind(begins: Mapping[int, Head], trail: Trail) -> Iterator[Record]:
    """What came since; the lanes are asked for after their heads were, as one may be new."""
    for lane in sorted({head.lane for head in trail.heads()} | set(begins)):
        begin = begins.get(lane)
        yield from trail.records(lane, begin.sequence if begin else None)
