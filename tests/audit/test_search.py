"""What is sought is named in order, and records of all lanes stand in one order of time."""

from idp.audit.search import EVERYTHING, Place, Sought, Turning, place_in, place_of
from tests.audit.building import NOW, an_origin, events
from tests.support.trail import MemoryTrail


def test_what_is_sought_is_named_in_order() -> None:
    assert Sought(event="signed_in", person="u1", until=9).names == ("person", "event", "until")
    assert EVERYTHING.names == ()


def test_lanes_are_merged_by_time_and_read_on_from_a_place() -> None:
    trail = MemoryTrail()
    for lane, at in ((2, NOW), (1, NOW + 5), (1, NOW + 9), (3, NOW + 5)):
        trail.writer(lane).append(events(1), an_origin(), at)
    assert trail.file() == 0
    oldest = [place_of(one) for one in trail.found(EVERYTHING, Turning(newest_first=False))]
    assert oldest == [
        Place(at=NOW, lane=2, sequence=1),
        Place(at=NOW + 5, lane=1, sequence=1),
        Place(at=NOW + 5, lane=3, sequence=1),
        Place(at=NOW + 9, lane=1, sequence=2),
    ]
    older = trail.found(EVERYTHING, Turning(after=oldest[2], most=1))
    assert [place_of(one) for one in older] == [oldest[1]]
    assert trail.found(Sought(since=NOW + 6, until=NOW + 9), Turning()) == []


def test_a_place_is_read_as_it_was_told_and_nothing_else_is_one() -> None:
    place = Place(at=1_800_000_000, lane=2, sequence=7)
    assert place_in(str(place)) == place
    for odd in ("", "1.2", "1.2.3.4", "a.b.c", "-1.2.3", f"{10**15}.1.1", "١.1.1", "1.2.3\n"):
        assert place_in(odd) is None
