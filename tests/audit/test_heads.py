"""What only a database shows: the heads of its lanes, and what its records are filed under."""

from dataclasses import replace

from idp.audit.filing import NOWHERE
from idp.audit.trail import Head, Record, genesis, head_of
from idp.audit.verification import Broken, Flaw, Intact, Verdict, verify
from tests.audit.building import NOW, a_trail, an_origin, events
from tests.audit.test_verification import KEY, LENGTH, TRAIL, VERIFY, at, in_lane_2, verdict


def judged(records: list[Record], *, before: list[Head], after: list[Head]) -> Verdict:
    """By the heads of a database, asked before the records and after each lane."""
    answers = iter([tuple(before), *[tuple(after)] * 9])
    return verify(records, list(TRAIL.checkpoints()), VERIFY, heads=lambda: next(answers))


def test_the_heads_of_a_database_hold_a_tail_that_nobody_has_signed() -> None:
    trail = a_trail(KEY)
    trail.append(events(2), an_origin(), NOW + 999)
    heads, records = list(trail.heads()), list(trail.records())
    assert isinstance(judged(records, before=heads, after=heads), Intact)
    cut = [record for record in records if record.entry.sequence < LENGTH + 2]
    missing = Broken(lane=1, sequence=LENGTH + 2, reason=Flaw.MISSING)
    assert judged(cut, before=heads, after=heads) == missing
    moved = [head_of(cut[LENGTH].entry), *heads[1:]]
    behind = Broken(lane=1, sequence=LENGTH + 2, reason=Flaw.BEHIND_HEAD)
    assert judged(records, before=moved, after=moved) == behind
    # Somebody of us went on writing while the records were read.
    assert isinstance(judged(records, before=moved, after=heads), Intact)
    other = [Head(lane=1, sequence=LENGTH + 2, link="0"), *heads[1:]]
    off = Broken(lane=1, sequence=LENGTH + 2, reason=Flaw.OFF_HEAD)
    assert judged(records, before=other, after=other) == off


def test_a_lane_without_a_head_is_nobodys() -> None:
    records, heads = list(TRAIL.records()), list(TRAIL.heads())[:2]
    found = judged(records, before=heads, after=heads)
    assert found == Broken(lane=3, sequence=1, reason=Flaw.BEHIND_HEAD)
    empty = [*TRAIL.heads(), genesis(4)]
    assert isinstance(judged(records, before=empty, after=empty), Intact)


def test_what_a_search_finds_a_record_by_is_what_its_body_holds() -> None:
    """No hash covers it, and yet nobody hides a record by it."""
    hidden = in_lane_2(at(4, lambda record: replace(record, filed=NOWHERE)))
    assert verdict(hidden) == Broken(lane=2, sequence=5, reason=Flaw.MISFILED)
