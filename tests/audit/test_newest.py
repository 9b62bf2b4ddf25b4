"""The newest part of a trail is verified without what stands before a signed checkpoint."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from idp.audit.checkpoint import BrokenCheckpoint, CheckpointFlaw, KeptCheckpoint
from idp.audit.newest import Glance, Newest, TooMany, verify_newest
from idp.audit.trail import Head, Record
from idp.audit.verification import Broken, Flaw, Intact
from tests.audit.building import NOW, a_trail, an_origin, checkpoint, events
from tests.support.trail import CheckpointKey, MemoryTrail, verify_with

KEY = CheckpointKey()
VERIFY = verify_with([KEY.public])
# Three lanes of 12 records, signed after 4, 8 and 12 of each; then 2 more in lane 2.
MOST = 20
NEWEST = Newest(count=2 + 4 * 3 + 3, checkpoint=2, since=NOW + 90, unsigned=2)
"""The record that checkpoint 2 signed is read again in each lane."""


@dataclass(slots=True)
class Watched(MemoryTrail):
    """Counts the records that were read; keeps its heads where records are cut off."""

    read: int = 0
    remembered: tuple[Head, ...] | None = None

    def heads(self) -> tuple[Head, ...]:
        return self.remembered or MemoryTrail.heads(self)

    def records(self, lane: int | None = None, after: int | None = None) -> Iterator[Record]:
        for record in MemoryTrail.records(self, lane, after):
            self.read += 1
            yield record


@pytest.fixture(name="trail")
def _trail() -> Watched:
    made = a_trail(KEY)
    made.writer(2).append(events(2), an_origin(), NOW + 999)
    return Watched(lanes=made.lanes, kept=made.kept)


def judged(trail: MemoryTrail, most: int = MOST) -> Glance:
    return verify_newest(trail, VERIFY, most)


def changed(trail: MemoryTrail, lane: int, sequence: int, body: str) -> None:
    records = trail.lanes[lane]
    records[sequence - 1] = replace(records[sequence - 1], body=body)


def test_a_short_trail_is_verified_whole(trail: Watched) -> None:
    assert judged(trail, 38) == Intact(
        count=38, lanes=3, checkpoints=3, unsigned=2, unsigned_since=NOW + 999
    )


def test_of_a_long_one_no_more_is_read_than_came_since_a_checkpoint(trail: Watched) -> None:
    assert judged(trail) == NEWEST
    assert trail.read <= NEWEST.count + 3
    changed(trail, 1, 2, "before it")
    assert judged(trail) == NEWEST


@pytest.mark.parametrize(("lane", "sequence"), [(1, 8), (1, 9), (2, 14), (3, 12)])
def test_a_change_since_then_is_found(trail: Watched, lane: int, sequence: int) -> None:
    changed(trail, lane, sequence, "x")
    assert judged(trail) == Broken(lane=lane, sequence=sequence, reason=Flaw.BODY_CHANGED)


@pytest.mark.parametrize(("lane", "left"), [(1, 7), (1, 11), (3, 0), (2, 13)])
def test_what_is_cut_off_is_missed(trail: Watched, lane: int, left: int) -> None:
    trail.remembered = trail.heads()
    trail.lanes[lane] = trail.lanes[lane][:left]
    assert judged(trail) == Broken(lane=lane, sequence=max(left, 7) + 1, reason=Flaw.MISSING)


def test_the_checkpoints_read_have_to_follow_each_other_and_be_ours(trail: Watched) -> None:
    kept = list(trail.kept)
    trail.kept[:] = [*kept[:2], KeptCheckpoint(number=3, signed=kept[1].signed)]
    out_of_place = BrokenCheckpoint(number=3, reason=CheckpointFlaw.OUT_OF_PLACE)
    assert judged(trail) == out_of_place
    trail.kept[:] = [*kept[:2], KeptCheckpoint(number=3, signed="e30.e30.e30")]
    assert judged(trail) == BrokenCheckpoint(number=3, reason=CheckpointFlaw.UNSIGNED)
    trail.kept.clear()
    assert judged(trail) == BrokenCheckpoint(number=1, reason=CheckpointFlaw.ABSENT)


def test_a_lane_that_is_newer_than_the_checkpoint_is_read_from_its_beginning(
    trail: Watched,
) -> None:
    trail.writer(4).append(events(1), an_origin(), NOW + 999)
    assert judged(trail) == replace(NEWEST, count=NEWEST.count + 1, unsigned=3)


def test_where_too_much_came_since_the_last_signature_nothing_is_said(trail: Watched) -> None:
    assert judged(trail, 1) == TooMany(count=2)
    checkpoint(trail, KEY, NOW + 1000)
    assert judged(trail, 1) == Newest(count=3, checkpoint=4, since=NOW + 1000, unsigned=0)


def test_where_all_checkpoints_are_near_enough_the_oldest_is_taken(trail: Watched) -> None:
    """What stands before it alone is too much."""
    assert judged(trail, 30) == Newest(count=26 + 3, checkpoint=1, since=NOW + 30, unsigned=2)
