"""What somebody may do to the records of a trail; two hands.

A plain one writes rows and lines and leaves the heads and the last line as they are; a thorough one
recomputes everything that it can reach, and so touches what was signed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from hypothesis import assume
from hypothesis import strategies as st

from idp.audit.filing import filed_as
from idp.audit.trail import Record, digest, genesis, head_of, link_of
from tests.audit.building import NOW, a_trail, an_origin, events
from tests.support.trail import CheckpointKey, verify_with

KEY: Final = CheckpointKey()
VERIFY: Final = verify_with([KEY.public])
SIGNED: Final = 12  # records of each of three lanes that a checkpoint has seen
LENGTH: Final = SIGNED + 2
FORGED: Final = '{"actor":"forger"}'

TRAIL: Final = a_trail(KEY)
for _lane in TRAIL.lanes:
    TRAIL.writer(_lane).append(events(LENGTH - SIGNED), an_origin(), NOW + 999)
LANES: Final = {
    lane: tuple(replace(record, filed=filed_as(record.body)) for record in records)
    for lane, records in TRAIL.lanes.items()
}
CHECKPOINTS: Final = tuple(TRAIL.checkpoints())

Lanes = dict[int, tuple[Record, ...]]
Lane = Sequence[Record]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tampering:
    """What somebody does to one lane; the places count from 0."""

    kind: str
    lane: int
    place: int
    other: int
    member: str
    thorough: bool

    @property
    def lanes(self) -> Lanes:
        """Every lane, when it is done."""
        done = tuple(KINDS[self.kind](LANES[self.lane], self))
        return {**LANES, self.lane: rebuilt(done, self.lane) if self.thorough else done}


def forged(record: Record, **members: object) -> Record:
    """A record with other members in its row, and nothing that follows from them."""
    return replace(record, entry=replace(record.entry, **members))  # type: ignore[arg-type]


def told(record: Record, body: str) -> Record:
    """A record with another body, its hash, its link and its files."""
    entry = replace(record.entry, body_hash=digest(body))
    return Record(entry=replace(entry, link=link_of(entry)), body=body, filed=filed_as(body))


def rebuilt(lane: Lane, number: int) -> tuple[Record, ...]:
    """The same bodies in a chain of their own: what somebody with the code can make."""
    head, made = genesis(number), []
    for record in lane:
        entry = replace(record.entry, sequence=head.sequence + 1, previous=head.link)
        made.append(told(replace(record, entry=entry), record.body or ""))
        head = head_of(made[-1].entry)
    return tuple(made)


def renumbered(lane: Lane, by: int) -> Lane:
    return [forged(record, sequence=record.entry.sequence + by) for record in lane]


def changed(lane: Lane, how: Tampering) -> Lane:
    record, body = lane[how.place], FORGED
    done = {
        "body": replace(record, body=body),
        "body and hash": replace(forged(record, body_hash=digest(body)), body=body),
        "record": told(record, body),
        "time": forged(record, at=record.entry.at - 1),
        "hash": forged(record, body_hash=digest(body)),
        "previous": forged(record, previous=digest(body)),
        "link": forged(record, link=digest(body)),
        "files": replace(record, filed=filed_as(lane[how.other].body)),
        "no body": replace(record, body=None),
    }[how.member]
    return [*lane[: how.place], done, *lane[how.place + 1 :]]


def deleted(lane: Lane, how: Tampering) -> Lane:
    return [*lane[: how.place], *lane[how.place + 1 :]]


def reordered(lane: Lane, how: Tampering) -> Lane:
    one, other = sorted((how.place, how.other))
    swapped = list(lane)
    swapped[one], swapped[other] = (
        forged(lane[other], sequence=one + 1),
        forged(lane[one], sequence=other + 1),
    )
    return swapped


def inserted(lane: Lane, how: Tampering) -> Lane:
    """A sound record by itself; those behind it only move."""
    before = head_of(lane[how.place - 1].entry) if how.place else genesis(how.lane)
    entry = replace(lane[0].entry, sequence=how.place + 1, previous=before.link)
    new = told(Record(entry=entry, body=FORGED), FORGED)
    return [*lane[: how.place], new, *renumbered(lane[how.place :], 1)]


def truncated(lane: Lane, how: Tampering) -> Lane:
    return lane[: how.place]


def forked(lane: Lane, how: Tampering) -> Lane:
    """From one record on another story, which is a chain itself."""
    other = told(lane[how.place], FORGED)
    return rebuilt([*lane[: how.place], other, *lane[how.place + 1 :]], how.lane)


KINDS: Final = {
    "change": changed,
    "delete": deleted,
    "reorder": reordered,
    "insert": inserted,
    "truncate": truncated,
    "fork": forked,
}
MEMBERS: Final = (
    "body",
    "body and hash",
    "record",
    "time",
    "hash",
    "previous",
    "link",
    "files",
    "no body",
)
COVERED: Final = ("body", "record", "time")  # what is left of a change by a thorough hand


@st.composite
def tamperings(draw: st.DrawFn) -> Tampering:
    """Any; what changes nothing, or nothing but what nobody has signed yet, does not count."""
    kind, thorough = draw(st.sampled_from(sorted(KINDS))), draw(st.booleans())
    places = SIGNED if thorough or kind == "fork" else LENGTH
    place, other = draw(st.lists(st.integers(0, places - 1), min_size=2, max_size=2, unique=True))
    how = Tampering(
        kind=kind,
        lane=draw(st.sampled_from(sorted(LANES))),
        place=place,
        other=other,
        member=draw(st.sampled_from(COVERED if thorough else MEMBERS)),
        thorough=thorough,
    )
    assume(how.lanes != LANES)
    return how


def first_changed(how: Tampering) -> int:
    """The sequence from which on the lane is another one."""
    pairs = zip(how.lanes[how.lane], LANES[how.lane], strict=False)
    same = [one == other for one, other in pairs]
    return (same.index(False) if False in same else len(same)) + 1
