"""AU-01: whoever changes the records in the database is found, and the first bad one is named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idp.audit.checkpoint import BrokenCheckpoint, CheckpointFlaw
from idp.audit.trail import Head, Record, digest, extend, genesis, head_of, link_of
from idp.audit.verification import Broken, Flaw, Intact, Verdict, verify
from tests.audit.building import NOW, a_trail, an_origin, checkpoint, events
from tests.support.trail import CheckpointKey, MemoryTrail, verify_with

TAMPERINGS = 100
KEY = CheckpointKey()
VERIFY = verify_with([KEY.public])
TRAIL = a_trail(KEY)
LENGTH = 12  # records in each of the three lanes


def verdict(records: list[Record], trail: MemoryTrail = TRAIL) -> Verdict:
    return verify(records, list(trail.checkpoints()), VERIFY)


def relinked(record: Record, body: str | None = None, previous: str | None = None) -> Record:
    """A record whose hash and link were recomputed after the change."""
    text = body or record.body or ""
    entry = replace(
        record.entry, body_hash=digest(text), previous=previous or record.entry.previous
    )
    return Record(entry=replace(entry, link=link_of(entry)), body=text)


def renumbered(record: Record, by: int) -> Record:
    return replace(record, entry=replace(record.entry, sequence=record.entry.sequence + by))


def rebuilt(records: list[Record]) -> list[Record]:
    """The same bodies in a chain of their own: what somebody with the code can make."""
    made: list[Record] = []
    for lane in sorted({record.entry.lane for record in records}):
        head: Head = genesis(lane)
        for record in (record for record in records if record.entry.lane == lane):
            entry = replace(record.entry, sequence=head.sequence + 1)
            record = relinked(replace(record, entry=entry), previous=head.link)
            made.append(record)
            head = head_of(record.entry)
    return made


def in_lane_2(change: Callable[[list[Record]], list[Record]]) -> list[Record]:
    return [
        *TRAIL.records(lane=1),
        *change(list(TRAIL.records(lane=2))),
        *TRAIL.records(lane=3),
    ]


def at(place: int, change: Callable[[Record], Record]) -> Callable[[list[Record]], list[Record]]:
    return lambda lane: [*lane[:place], change(lane[place]), *lane[place + 1 :]]


def entry_with(
    *,
    at: int | None = None,
    body_hash: str | None = None,
    previous: str | None = None,
    link: str | None = None,
) -> Callable[[Record], Record]:
    """A change of these columns, and of nothing that follows from them."""

    def change(record: Record) -> Record:
        entry = record.entry
        altered = replace(
            entry,
            at=entry.at if at is None else at,
            body_hash=body_hash or entry.body_hash,
            previous=previous or entry.previous,
            link=link or entry.link,
        )
        return replace(record, entry=altered)

    return change


# column → the change that a random tampering makes
CHANGES: dict[str, Callable[[Record], Record]] = {
    "body": lambda record: replace(record, body="{}"),
    "at": entry_with(at=1),
    "body_hash": entry_with(body_hash="f" * 64),
    "previous": entry_with(previous="f" * 64),
    "link": entry_with(link="f" * 64),
}


def half_rewritten(record: Record) -> Record:
    """A new body with its hash, under the old link."""
    made = relinked(record, body="{}")
    return replace(made, entry=replace(made.entry, link=record.entry.link))


def forged() -> Record:
    return extend(genesis(2), [(events(3)[2], an_origin("forger"))], NOW)[0][0]


def inserted(lane: list[Record], place: int) -> list[Record]:
    """A sound forgery at this place; what follows is only renumbered."""
    entry = replace(forged().entry, sequence=place + 1)
    record = relinked(Record(entry=entry, body=forged().body), previous=lane[place - 1].entry.link)
    return [*lane[:place], record, *(renumbered(later, 1) for later in lane[place:])]


def swapped(lane: list[Record], one: int, other: int) -> list[Record]:
    """Two records exchanged their sequences."""
    lane = list(lane)
    lane[one], lane[other] = (
        renumbered(lane[other], one - other),
        renumbered(lane[one], other - one),
    )
    return lane


# name → (what is done to lane 2 from index 4 on, the sequence that is named, why)
CASES: dict[str, tuple[Callable[[list[Record]], list[Record]], int, Flaw]] = {
    "body changed": (at(4, lambda r: replace(r, body="{}")), 5, Flaw.BODY_CHANGED),
    "body removed": (at(4, lambda r: replace(r, body=None)), 5, Flaw.BODY_MISSING),
    "time changed": (at(4, entry_with(at=1)), 5, Flaw.ALTERED),
    "hash changed": (at(4, entry_with(body_hash="0")), 5, Flaw.BODY_CHANGED),
    "link changed": (at(4, entry_with(link="0")), 5, Flaw.ALTERED),
    "previous changed": (at(4, entry_with(previous="0")), 5, Flaw.UNCHAINED),
    "first previous changed": (at(0, entry_with(previous="0")), 1, Flaw.UNCHAINED),
    "body and hash changed": (at(4, half_rewritten), 5, Flaw.ALTERED),
    "record rewritten": (at(4, lambda r: relinked(r, body="{}")), 5, Flaw.REPLACED),
    "deleted": (lambda lane: lane[:4] + lane[5:], 5, Flaw.MISSING),
    "first deleted": (lambda lane: lane[1:], 1, Flaw.MISSING),
    "deleted, renumbered": (
        lambda lane: lane[:4] + [renumbered(record, -1) for record in lane[5:]],
        5,
        Flaw.UNCHAINED,
    ),
    "reordered rows": (lambda lane: [*lane[:4], lane[5], lane[4], *lane[6:]], 5, Flaw.MISSING),
    "swapped neighbours": (lambda lane: swapped(lane, 4, 5), 5, Flaw.UNCHAINED),
    "swapped": (lambda lane: swapped(lane, 4, 9), 5, Flaw.UNCHAINED),
    "inserted": (lambda lane: inserted(lane, 4), 5, Flaw.REPLACED),
    "doubled": (lambda lane: lane[:5] + lane[4:], 5, Flaw.REPEATED),
    "truncated": (lambda lane: lane[:4], 5, Flaw.MISSING),
    "last deleted": (lambda lane: lane[:-1], LENGTH, Flaw.MISSING),
    "lane deleted": (lambda _: [], 1, Flaw.MISSING),
    "lane twice": (lambda lane: [*lane, *TRAIL.records(lane=1)], 1, Flaw.OUT_OF_ORDER),
    # Recomputed to the end: the first checkpoint after it (of sequence 8) tells.
    "forked": (
        lambda lane: rebuilt(at(4, lambda r: replace(r, body="{}"))(lane)),
        8,
        Flaw.CONTRADICTED,
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_au_01_tampering_names_the_first_bad_record(
    case: tuple[Callable[[list[Record]], list[Record]], int, Flaw],
) -> None:
    change, sequence, reason = case
    found = verdict(in_lane_2(change))
    assert isinstance(found, Broken)
    assert (found.sequence, found.reason) == (sequence, reason)
    assert found.lane == (1 if reason is Flaw.OUT_OF_ORDER else 2)


def test_au_01_the_last_lane_may_not_vanish_either() -> None:
    records = [*TRAIL.records(lane=1), *TRAIL.records(lane=2)]
    assert verdict(records) == Broken(lane=3, sequence=1, reason=Flaw.MISSING)
    assert verdict([]) == Broken(lane=1, sequence=1, reason=Flaw.MISSING)


KINDS = ("change", "delete", "reorder", "insert", "truncate", "fork")


@settings(max_examples=TAMPERINGS, deadline=None)
@given(
    kind=st.sampled_from(KINDS),
    places=st.lists(st.integers(0, LENGTH - 1), min_size=2, max_size=2, unique=True),
    member=st.sampled_from(sorted(CHANGES)),
    recomputed=st.booleans(),
)
def test_au_01_no_random_tampering_goes_unseen(
    kind: str, places: list[int], member: str, recomputed: bool
) -> None:
    one, other = places

    def tampered(lane: list[Record]) -> list[Record]:
        match kind:
            case "change":
                return at(one, CHANGES[member])(lane)
            case "delete":
                return lane[:one] + lane[one + 1 :]
            case "reorder":
                return swapped(lane, min(places), max(places))
            case "insert":
                # Behind the last one it would be an honest-looking append, until signed.
                return inserted(lane, max(1, one))
            case "truncate":
                return lane[:one]
            case _:
                return rebuilt(at(one, lambda r: relinked(r, body=f"{other}"))(lane))

    def laid(lane: list[Record]) -> list[Record]:
        # Only changes of what is covered survive a recomputation of the whole lane.
        again = recomputed and (kind != "change" or member in {"body", "at"})
        return rebuilt(tampered(lane)) if again else tampered(lane)

    found = verdict(in_lane_2(laid))
    assert isinstance(found, Broken)
    assert found.lane == 2


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 4), st.integers(1, 3), st.integers(1, 5), st.integers(0, 3))
def test_an_honest_trail_is_intact(lanes: int, rounds: int, each: int, after: int) -> None:
    trail = a_trail(KEY, lanes=lanes, rounds=rounds, each=each)
    trail.append(events(after), an_origin(), NOW + 999)
    assert verdict(list(trail.records()), trail) == Intact(
        count=lanes * rounds * each + after,
        lanes=lanes,
        checkpoints=rounds,
        unsigned=after,
        unsigned_since=NOW + 999 if after else None,
    )


def test_the_oldest_unsigned_record_of_all_lanes_is_told() -> None:
    trail = MemoryTrail()
    trail.append(events(1), an_origin(), NOW + 5)
    trail.append(events(1), an_origin(), NOW + 3)
    trail.writer(2).append(events(1), an_origin(), NOW + 4)
    found = verdict(list(trail.records()), trail)
    assert isinstance(found, Intact)
    assert (found.unsigned, found.unsigned_since, found.checkpoints) == (3, NOW + 3, 0)


def test_an_empty_trail_is_intact() -> None:
    trail = MemoryTrail()
    checkpoint(trail, KEY, NOW)
    found = verdict([], trail)
    assert found == Intact(count=0, lanes=0, checkpoints=1, unsigned=0, unsigned_since=None)


def test_bodies_may_expire_as_far_as_a_checkpoint_says() -> None:
    trail = a_trail(KEY, lanes=1, rounds=2)
    assert trail.expire_bodies(NOW + 1) == 4
    assert isinstance(verdict(list(trail.records()), trail), Broken)
    checkpoint(trail, KEY, NOW + 200, expired_before=NOW + 1)
    checkpoint(trail, KEY, NOW + 260)
    assert isinstance(verdict(list(trail.records()), trail), Intact)
    assert trail.expire_bodies(NOW + 999) == 4
    found = verdict(list(trail.records()), trail)
    assert found == Broken(lane=1, sequence=5, reason=Flaw.BODY_MISSING)


def test_a_bad_checkpoint_is_named_before_any_record() -> None:
    found = verify(TRAIL.records(), ["no.jws.here"], VERIFY)
    assert found == BrokenCheckpoint(number=1, reason=CheckpointFlaw.UNSIGNED)
