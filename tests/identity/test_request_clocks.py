"""The law's clocks of a request: answered, extended at most once, told of before they run out."""

from dataclasses import replace

import pytest

from idp.audit.events import DataRequestAnswered, DataRequestExtended, DataRequestRunsOut
from idp.identity.data_requests import DataRequest, RequestKind
from idp.identity.own_requests import end
from idp.identity.request_clocks import (
    NotExtended,
    answer,
    attend,
    clocks_of,
    extend,
    stage_of,
)
from idp.identity.working_days import local_date
from tests.identity.test_own_requests import FRIDAY, asked
from tests.identity.world import World

DAY = 86_400
WHY = "Chờ sở tư pháp xác minh"


def filed(world: World, kind: RequestKind = "correct") -> DataRequest:
    """A request of a Friday."""
    world.clock.at = FRIDAY
    return asked(world, world.session_of(world.someone(reachable=True)).session, kind)


def now(world: World, request: DataRequest) -> DataRequest:
    found = world.identity.data_requests.get(request.id)
    assert found is not None
    return found


def told_of(world: World) -> list[tuple[str, bool]]:
    """The clocks that alarms told of."""
    return [(one.clock, one.is_over) for one in world.recorded(DataRequestRunsOut)]


@pytest.mark.parametrize(("kind", "due"), [("correct", "2027-02-04"), ("erase", "2027-02-24")])
def test_the_law_extends_once_for_a_reason_that_is_told(
    world: World, kind: RequestKind, due: str
) -> None:
    """Decree 356/2025 art. 5: one extension, of 10 or 20 days."""
    request = filed(world, kind)
    longer = extend(request, WHY, world.context())
    assert isinstance(longer, DataRequest)
    assert longer == now(world, request)
    assert (local_date(longer.due_by).isoformat(), longer.extension) == (due, WHY)
    assert [one.due for one in world.recorded(DataRequestExtended)] == [longer.due_by]
    assert {one.channel for one in world.messages("request_extended")} == {"email", "sms"}
    for seen in (longer, request):
        assert extend(seen, "lần nữa", world.context()) == NotExtended(reason="extended_before")
    assert now(world, request).extension == WHY
    assert len(world.recorded(DataRequestExtended)) == 1


def test_what_is_over_or_late_is_not_extended(world: World) -> None:
    request = filed(world)
    world.clock.at = request.due_by + 1
    assert extend(request, WHY, world.context()) == NotExtended(reason="too_late")
    assert end(request, "done", "", world.context())
    over = now(world, request)
    assert extend(over, WHY, world.context()) == NotExtended(reason="request_over")
    assert not answer(over, world.context())
    assert clocks_of(over) == {}
    assert stage_of(over, world.clock.at) == "running"
    assert not world.recorded(DataRequestExtended)


def test_an_answer_stops_the_first_clock_and_is_told_once(world: World) -> None:
    request = filed(world)
    assert set(clocks_of(request)) == {"answer", "done"}
    assert answer(request, world.context())
    assert not answer(request, world.context())
    assert not answer(now(world, request), world.context())
    assert set(clocks_of(now(world, request))) == {"done"}
    assert len(world.recorded(DataRequestAnswered)) == 1
    assert {one.channel for one in world.messages("request_answered")} == {"email", "sms"}


def test_each_clock_raises_one_alarm_near_its_end_and_one_at_it(world: World) -> None:
    request = filed(world)
    ends = {"answer": request.answer_by, "done": request.due_by}
    moments = [
        (FRIDAY, []),
        (ends["answer"] - DAY, []),
        (ends["answer"] - DAY + 1, [("answer", False)]),
        (ends["answer"], []),
        (ends["answer"] + 1, [("answer", True)]),
        (ends["done"] - 3 * DAY + 1, [("done", False)]),
        (ends["done"] + 1, [("done", True)]),
        (ends["done"] + 90 * DAY, []),
    ]
    expected: list[tuple[str, bool]] = []
    for at, fresh in moments:
        world.clock.at = at
        expected += fresh
        for _ in range(2):
            attend(now(world, request), world.context())
        assert told_of(world) == expected
    assert stage_of(now(world, request), world.clock.at) == "over"


def test_an_extension_winds_the_clock_up_again(world: World) -> None:
    request = filed(world)
    world.clock.at = request.due_by
    assert attend(now(world, request), world.context()) == 2
    longer = extend(now(world, request), WHY, world.context())
    assert isinstance(longer, DataRequest)
    assert stage_of(longer, world.clock.at) == "running"
    assert attend(longer, world.context()) == 0
    world.clock.at = longer.due_by
    assert stage_of(longer, world.clock.at) == "near"
    assert attend(longer, world.context()) == 1
    assert told_of(world)[-1] == ("extended", False)


def test_who_saw_a_request_as_it_was_raises_no_second_alarm(world: World) -> None:
    request = filed(world)
    world.clock.at = request.due_by + 1
    assert attend(request, world.context()) == 2
    assert attend(request, world.context()) == 0
    assert attend(replace(request, id="nobody's"), world.context()) == 0
    assert len(told_of(world)) == 2
