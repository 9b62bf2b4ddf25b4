"""Verification of the trail: every record in turn, in constant memory, against the checkpoints.

Finds what was changed, deleted, reordered, inserted, cut off or forked, and names the first bad
record (AU-01). Works on a database and on an export alike: it only sees values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import TypeAlias

from idp.audit.checkpoint import BrokenCheckpoint, Chain, VerifySignature, read_chain
from idp.audit.trail import Entry, Head, Record, digest, genesis, head_of, link_of


class Flaw(StrEnum):
    """What is wrong with a record."""

    MISSING = "this record is missing"
    REPEATED = "this sequence occurs twice: something was inserted, or the lane forked"
    OUT_OF_ORDER = "this lane comes back after another one"
    UNCHAINED = "the record does not continue the one before it"
    REPLACED = "the next record continues another one than this"
    BODY_CHANGED = "the body is not the one that was hashed"
    BODY_MISSING = "the body is gone before its time"
    ALTERED = "the link does not follow from the record"
    CONTRADICTED = "a signed checkpoint saw another link here: the lane was rewritten up to here"


@dataclass(frozen=True, slots=True, kw_only=True)
class Intact:
    """Every record holds; those after the last checkpoint rest on the chain alone.

    `unsigned` counts them, and `unsigned_since` is the time of the oldest (seconds UTC): older
    than a minute or two, it says that checkpoints are missing.
    """

    count: int
    lanes: int
    checkpoints: int
    unsigned: int
    unsigned_since: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """The first bad record, in the order of lanes and sequences."""

    lane: int
    sequence: int
    reason: Flaw


Verdict: TypeAlias = Intact | Broken | BrokenCheckpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lane:
    count: int
    unsigned: int
    unsigned_since: int | None


def verify(
    records: Iterable[Record],
    checkpoints: Sequence[str],
    verify_signature: VerifySignature,
    witnesses: Sequence[str] = (),
) -> Verdict:
    """Whether a trail is intact; records come by lane and sequence, checkpoints oldest first.

    Read the checkpoints before the records, else a head may be newer than the last record.
    `witnesses` are checkpoints kept outside; without them a cut of both goes unseen.
    """
    chain = read_chain(checkpoints, verify_signature, witnesses)
    if isinstance(chain, BrokenCheckpoint):
        return chain
    return verify_records(records, chain)


def verify_records(records: Iterable[Record], chain: Chain) -> Intact | Broken:
    """Whether the records are those that a chain of checkpoints was signed over."""
    awaited = {lane for lane, links in chain.links.items() if max(links) > 0}
    done: list[_Lane] = []
    latest = 0
    for lane, group in groupby(records, key=lambda record: record.entry.lane):
        if lane <= latest:
            first = next(group).entry.sequence
            return Broken(lane=lane, sequence=first, reason=Flaw.OUT_OF_ORDER)
        skipped = min((other for other in awaited if other < lane), default=None)
        if skipped is not None:
            return Broken(lane=skipped, sequence=1, reason=Flaw.MISSING)
        outcome = _verify_lane(lane, group, chain)
        if isinstance(outcome, Broken):
            return outcome
        done.append(outcome)
        awaited.discard(lane)
        latest = lane
    if awaited:
        return Broken(lane=min(awaited), sequence=1, reason=Flaw.MISSING)
    return Intact(
        count=sum(lane.count for lane in done),
        lanes=len(done),
        checkpoints=chain.count,
        unsigned=sum(lane.unsigned for lane in done),
        unsigned_since=min(
            (lane.unsigned_since for lane in done if lane.unsigned_since is not None), default=None
        ),
    )


def _verify_lane(lane: int, records: Iterable[Record], chain: Chain) -> _Lane | Broken:
    links: Mapping[int, str] = chain.links.get(lane, {})
    signed = max(links, default=0)
    head, before, unsigned_since = genesis(lane), "", None
    for record in records:
        entry = record.entry
        flaw = (
            _misplaced(entry, head, before)
            or _spoiled(record, chain.expired_before)
            or _contradicted(entry, links)
        )
        if flaw:
            return flaw
        if entry.sequence > signed:
            unsigned_since = min(entry.at, unsigned_since or entry.at)
        head, before = head_of(entry), entry.previous
    if head.sequence < signed:
        return Broken(lane=lane, sequence=head.sequence + 1, reason=Flaw.MISSING)
    return _Lane(
        count=head.sequence, unsigned=head.sequence - signed, unsigned_since=unsigned_since
    )


def _misplaced(entry: Entry, head: Head, before: str) -> Broken | None:
    """Whether the entry does not stand after `head`, whose own predecessor was `before`."""
    if entry.sequence > head.sequence + 1:
        return _broken(entry, head.sequence + 1, Flaw.MISSING)
    if entry.sequence <= head.sequence:
        return _broken(entry, entry.sequence, Flaw.REPEATED)
    if entry.previous == head.link:
        return None
    # This record is sound, or follows the last but one: then the one between them is the bad one.
    if head.sequence and (entry.link == link_of(entry) or entry.previous == before):
        return _broken(entry, head.sequence, Flaw.REPLACED)
    return _broken(entry, entry.sequence, Flaw.UNCHAINED)


def _spoiled(record: Record, expired_before: int) -> Broken | None:
    entry = record.entry
    if record.body is None and entry.at >= expired_before:
        return _broken(entry, entry.sequence, Flaw.BODY_MISSING)
    if record.body is not None and digest(record.body) != entry.body_hash:
        return _broken(entry, entry.sequence, Flaw.BODY_CHANGED)
    if link_of(entry) != entry.link:
        return _broken(entry, entry.sequence, Flaw.ALTERED)
    return None


def _contradicted(entry: Entry, links: Mapping[int, str]) -> Broken | None:
    if links.get(entry.sequence, entry.link) != entry.link:
        return _broken(entry, entry.sequence, Flaw.CONTRADICTED)
    return None


def _broken(entry: Entry, sequence: int, reason: Flaw) -> Broken:
    return Broken(lane=entry.lane, sequence=sequence, reason=reason)
