"""What is recorded beside requests: bounded, once, and never lost to a failed attempt (I-19)."""

from idp.audit.beside import MOST_EVENTS, MOST_SOURCES, THE_REST, Beside
from idp.audit.events import AnonymousGarbage, ReplayEpochBegan

NOW = 1_800_000_000  # the first second of a minute
EPOCH = ReplayEpochBegan(begins=NOW)


def summaries(beside: Beside, now: int) -> list[AnonymousGarbage]:
    return [event for event in beside.due(now) if isinstance(event, AnonymousGarbage)]


def test_garbage_becomes_one_event_per_source_and_minute_once_the_minute_is_over() -> None:
    beside = Beside()
    for endpoint in ("/token", "/userinfo", "/token"):
        beside.count_garbage("192.0.2.1", endpoint, NOW)
    beside.count_garbage("192.0.2.2", "/token", NOW + 59)
    beside.count_garbage("192.0.2.1", "/token", NOW + 60)
    assert beside.due(NOW + 59) == ()
    assert summaries(beside, NOW + 60) == [
        AnonymousGarbage(
            source="192.0.2.1", endpoints=("/token", "/userinfo"), minute=NOW, count=3
        ),
        AnonymousGarbage(source="192.0.2.2", endpoints=("/token",), minute=NOW, count=1),
    ]
    beside.recorded(beside.due(NOW + 60))
    assert beside.due(NOW + 60) == ()
    assert [event.count for event in summaries(beside, NOW + 120)] == [1]


def test_a_flood_of_sources_is_counted_together() -> None:
    beside = Beside()
    for number in range(10 * MOST_SOURCES):
        beside.count_garbage(f"2001:db8::{number:x}", "/token", NOW)
    told = summaries(beside, NOW + 60)
    assert len(told) == MOST_SOURCES + 1
    assert sum(event.count for event in told) == 10 * MOST_SOURCES
    assert max(told, key=lambda event: event.count).source == THE_REST


def test_what_was_not_recorded_waits_and_what_was_does_not() -> None:
    beside = Beside()
    beside.add(EPOCH)
    assert beside.due(NOW) == (EPOCH,)
    assert beside.due(NOW) == (EPOCH,)
    beside.recorded((EPOCH,))
    beside.recorded((EPOCH,))
    assert beside.due(NOW) == ()


def test_events_that_nobody_records_do_not_pile_up() -> None:
    beside = Beside()
    for number in range(2 * MOST_EVENTS):
        beside.add(ReplayEpochBegan(begins=number))
    assert len(beside.due(NOW)) == MOST_EVENTS
