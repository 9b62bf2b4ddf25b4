"""The chain as it grows, and the trail in memory as its port promises."""

from __future__ import annotations

from hashlib import sha256
from itertools import pairwise

from idp.audit.ports import Trail
from idp.audit.trail import extend, genesis, head_of, link_of
from tests.audit.building import NOW, a_trail, an_origin, checkpoint, events
from tests.support.trail import CheckpointKey, MemoryTrail


def test_a_link_covers_lane_sequence_time_body_and_the_link_before() -> None:
    (record,), head = extend(genesis(7), [(events(1)[0], an_origin())], NOW)
    entry = record.entry
    assert entry.previous == sha256(b"an-tin-trail-1\nlane\n7").hexdigest()
    assert entry.body_hash == sha256((record.body or "").encode()).hexdigest()
    covered = f"an-tin-trail-1\n7\n1\n{NOW}\n{entry.body_hash}\n{entry.previous}"
    assert entry.link == sha256(covered.encode()).hexdigest() == link_of(entry)
    assert head == head_of(entry)


def test_records_of_one_call_follow_each_other() -> None:
    observed = [(event, an_origin()) for event in events(5)]
    records, head = extend(genesis(1), observed, NOW)
    assert [record.entry.sequence for record in records] == [1, 2, 3, 4, 5]
    for before, after in pairwise(records):
        assert after.entry.previous == before.entry.link
    assert extend(head, [], NOW) == ((), head)


def test_the_trail_in_memory_keeps_its_port() -> None:
    memory = a_trail(CheckpointKey(), lanes=2, rounds=2, each=3)
    trail: Trail = memory
    assert [(head.lane, head.sequence) for head in trail.heads()] == [(1, 6), (2, 6)]
    assert [r.entry.sequence for r in trail.records(lane=2, after=4)] == [5, 6]
    last = trail.last_checkpoint()
    assert last
    assert last.number == 2
    assert not trail.keep_checkpoint(last)
    assert list(trail.checkpoints())[-1] == last.signed
    assert trail.expire_bodies(NOW + 1) == 6
    assert trail.expire_bodies(NOW + 1) == 0


def test_a_checkpoint_of_an_empty_trail_is_the_first() -> None:
    trail = MemoryTrail()
    assert trail.last_checkpoint() is None
    checkpoint(trail, CheckpointKey(), NOW)
    assert trail.heads() == ()
    assert len(trail.kept) == 1
