"""Verification of the trail: every record in turn, in constant memory, against the checkpoints.

Finds what was changed, deleted, reordered, inserted, cut off or forked, and names the first bad
record (AU-01). Works on a database and on an export alike: it only sees values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from types import MappingProxyType
from typing import TypeAlias

from idp.audit.checkpoint import BrokenCheckpoint, Chain, VerifySignature, read_chain
from idp.audit.filing import filed_as
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
    OFF_HEAD = "the head of the lane has another link here"
    BEHIND_HEAD = "the record stands behind the head of its lane: nobody of us wrote it"
    MISFILED = "a search finds it under other words than its body holds"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """Each record of a selection holds by itself; whether others are missing, nobody can tell."""

    count: int
    checkpoints: int


Verdict: TypeAlias = Intact | Broken | BrokenCheckpoint
ReadHeads: TypeAlias = Callable[[], Sequence[Head]]
"""The heads that a database keeps, as they stand now; they grow while a trail is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lane:
    lane: int
    count: int
    end: int
    unsigned: int
    unsigned_since: int | None


def verify(
    records: Iterable[Record],
    checkpoints: Sequence[str],
    verify_signature: VerifySignature,
    witnesses: Sequence[str] = (),
    *,
    heads: ReadHeads | None = None,
) -> Verdict:
    """Whether a trail is intact; records come by lane and sequence, checkpoints oldest first.

    Read the checkpoints before the records, else a head may be newer than the last record.
    `witnesses` are checkpoints kept outside; without them a cut of both goes unseen. `heads` are
    those of the database, where the records come from one.
    """
    chain = read_chain(checkpoints, verify_signature, witnesses)
    if isinstance(chain, BrokenCheckpoint):
        return chain
    return verify_records(records, chain, heads)


def verify_records(
    records: Iterable[Record],
    chain: Chain,
    heads: ReadHeads | None = None,
    begins: Mapping[int, Head] = MappingProxyType({}),
) -> Intact | Broken:
    """Whether the records are those that a chain of checkpoints was signed over.

    `begins`: by lane, behind which head its records begin; others from their first one on.
    """
    kept = {head.lane: head for head in (heads() if heads else ())}
    signed = {lane for lane, links in chain.links.items() if max(links) > 0}
    awaited = signed | {lane for lane, head in kept.items() if head.sequence > 0}
    done: list[_Lane] = []
    latest = 0
    for lane, group in groupby(records, key=lambda record: record.entry.lane):
        if lane <= latest:
            first = next(group).entry.sequence
            return Broken(lane=lane, sequence=first, reason=Flaw.OUT_OF_ORDER)
        skipped = min((other for other in awaited if other < lane), default=None)
        if skipped is not None:
            return _missing(skipped, begins)
        outcome = _verify_lane(group, chain, kept.get(lane) or genesis(lane), begins.get(lane))
        if heads and not isinstance(outcome, Broken):
            outcome = _behind_head(outcome, heads()) or outcome
        if isinstance(outcome, Broken):
            return outcome
        done.append(outcome)
        awaited.discard(lane)
        latest = lane
    if awaited:
        return _missing(min(awaited), begins)
    return Intact(
        count=sum(lane.count for lane in done),
        lanes=len(done),
        checkpoints=chain.count,
        unsigned=sum(lane.unsigned for lane in done),
        unsigned_since=min(
            (lane.unsigned_since for lane in done if lane.unsigned_since is not None), default=None
        ),
    )


def verify_selection(records: Iterable[Record], chain: Chain) -> Sound | Broken:
    """Whether each record is one of those that a chain of checkpoints was signed over, once."""
    count, seen = 0, set[tuple[int, int]]()
    for record in records:
        entry = record.entry
        links = chain.links.get(entry.lane, {})
        flaw = _spoiled(record, chain.expired_before) or _contradicted(
            entry, links, genesis(entry.lane)
        )
        if flaw:
            return flaw
        if (entry.lane, entry.sequence) in seen:
            return _broken(entry, entry.sequence, Flaw.REPEATED)
        seen.add((entry.lane, entry.sequence))
        count += 1
    return Sound(count=count, checkpoints=chain.count)


def _verify_lane(
    records: Iterable[Record], chain: Chain, kept: Head, begin: Head | None
) -> _Lane | Broken:
    """The lane, which reaches at least as far as its last signature and the head that was kept."""
    lane = kept.lane
    begin = begin or genesis(lane)
    links: Mapping[int, str] = chain.links.get(lane, {})
    signed = max(links, default=0)
    head, before, unsigned_since = begin, "", None
    for record in records:
        entry = record.entry
        flaw = (
            _misplaced(entry, head, before)
            or _spoiled(record, chain.expired_before)
            or _contradicted(entry, links, kept)
        )
        if flaw:
            return flaw
        if entry.sequence > signed:
            unsigned_since = min(entry.at, unsigned_since or entry.at)
        head, before = head_of(entry), entry.previous
    if head.sequence < max(signed, kept.sequence):
        return Broken(lane=lane, sequence=head.sequence + 1, reason=Flaw.MISSING)
    return _Lane(
        lane=lane,
        count=head.sequence - begin.sequence,
        end=head.sequence,
        unsigned=head.sequence - signed,
        unsigned_since=unsigned_since,
    )


def _behind_head(read: _Lane, heads: Sequence[Head]) -> Broken | None:
    """Whether a lane goes on where its head, asked for after its records, says that it ends."""
    end = next((head.sequence for head in heads if head.lane == read.lane), 0)
    if read.end > end:
        return Broken(lane=read.lane, sequence=end + 1, reason=Flaw.BEHIND_HEAD)
    return None


def _misplaced(entry: Entry, head: Head, before: str) -> Broken | None:
    """Whether the entry does not stand after `head`, whose own predecessor was `before`."""
    if entry.sequence > head.sequence + 1:
        return _broken(entry, head.sequence + 1, Flaw.MISSING)
    if entry.sequence <= head.sequence:
        return _broken(entry, entry.sequence, Flaw.REPEATED)
    if entry.previous == head.link:
        return None
    # This record is sound, or follows the last but one: then the one between them is the bad one.
    if before and (entry.link == link_of(entry) or entry.previous == before):
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
    if record.filed is not None and record.filed != filed_as(record.body):
        return _broken(entry, entry.sequence, Flaw.MISFILED)
    return None


def _contradicted(entry: Entry, links: Mapping[int, str], kept: Head) -> Broken | None:
    if links.get(entry.sequence, entry.link) != entry.link:
        return _broken(entry, entry.sequence, Flaw.CONTRADICTED)
    if entry.sequence == kept.sequence and entry.link != kept.link:
        return _broken(entry, entry.sequence, Flaw.OFF_HEAD)
    return None


def _missing(lane: int, begins: Mapping[int, Head]) -> Broken:
    """The whole lane is, from where it begins."""
    begin = begins.get(lane) or genesis(lane)
    return Broken(lane=lane, sequence=begin.sequence + 1, reason=Flaw.MISSING)


def _broken(entry: Entry, sequence: int, reason: Flaw) -> Broken:
    return Broken(lane=entry.lane, sequence=sequence, reason=reason)
