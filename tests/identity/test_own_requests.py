"""A person asks for a correction or for erasure; the law's clocks run; officials end it."""

import pytest

from idp.audit.events import DataRequested, DataRequestEnded
from idp.identity.data_requests import DataRequest, RequestKind
from idp.identity.own_requests import LONGEST, NotAsked, ask, cancel, end, part_from
from idp.identity.password_change import NeedRecentSignIn
from idp.identity.ports import Session
from idp.identity.progress import RECENT
from idp.identity.working_days import local_date
from tests.identity.world import World

FRIDAY = 1_800_000_000  # 15 January 2027 in Vietnam


def asked(world: World, session: Session, kind: RequestKind = "erase") -> DataRequest:
    """A request that waits."""
    filed = ask(session, kind, "  ngày sinh sai ", world.context())
    assert isinstance(filed, DataRequest)
    return filed


def refused(world: World, session: Session, kind: RequestKind, told: str) -> str:
    """Why nothing was filed."""
    outcome = ask(session, kind, told, world.context())
    assert isinstance(outcome, NotAsked)
    return outcome.reason


@pytest.mark.parametrize(("kind", "due"), [("correct", "2027-01-25"), ("erase", "2027-02-04")])
def test_the_clocks_of_the_law_run(world: World, kind: RequestKind, due: str) -> None:
    """Decree 356/2025 art. 5: an answer in two working days, then 10 or 20 days."""
    world.clock.at = FRIDAY
    filed = asked(world, world.session_of(world.someone(reachable=True)).session, kind)
    assert local_date(filed.answer_by).isoformat() == "2027-01-19"
    assert local_date(filed.due_by).isoformat() == due
    assert filed.told == "ngày sinh sai"
    assert "ngày sinh" not in repr(filed)
    assert [event.due for event in world.recorded(DataRequested)] == [filed.due_by]
    assert {one.channel for one in world.messages(f"{kind}_requested")} == {"email", "sms"}


def test_what_cannot_be_worked_on_is_not_filed(world: World) -> None:
    session = world.session_of(world.someone()).session
    assert refused(world, session, "correct", " ") == "request_missing"
    assert refused(world, session, "correct", "x" * (LONGEST + 1)) == "request_too_long"
    asked(world, session)
    assert refused(world, session, "erase", "") == "request_waits"
    asked(world, session, "correct")


def test_an_old_sign_in_asks_for_nothing(world: World) -> None:
    """I-14."""
    session = world.session_of(world.someone()).session
    world.pass_time(RECENT + 1)
    assert ask(session, "erase", "", world.context()) == NeedRecentSignIn()
    assert not world.recorded(DataRequested)


def test_a_request_is_taken_back_by_its_person_alone_and_once(world: World) -> None:
    """I-13."""
    session = world.session_of(world.someone()).session
    other = world.session_of(world.someone("mai")).session
    filed = asked(world, session)
    assert not cancel(other, filed.id, world.context())
    assert not cancel(session, "nobody's", world.context())
    assert cancel(session, filed.id, world.context())
    assert not cancel(session, filed.id, world.context())
    assert not end(filed, "done", "", world.context())
    assert [event.outcome for event in world.recorded(DataRequestEnded)] == ["cancelled"]
    assert isinstance(asked(world, session), DataRequest)


def test_who_is_erased_is_told_at_the_address_that_was_theirs(world: World) -> None:
    """I-23."""
    who = world.someone(reachable=True)
    filed = asked(world, world.session_of(who).session)
    assert end(filed, "done", "", world.context())
    assert not world.messages("request_done")
    assert part_from(who.account_id, world.context())
    assert not part_from(who.account_id, world.context())
    assert not part_from("nobody", world.context())
    addresses = {one.address for one in world.messages("account_erased")}
    assert addresses == {"lan@example.vn", "+84912345678"}
    assert world.identity.data_requests.of_account(who.account_id) == []
    assert world.identity.sessions.of_account(who.account_id, world.clock.at) == []


def test_who_has_no_channel_is_erased_all_the_same(world: World) -> None:
    assert part_from(world.someone().account_id, world.context())
    assert not world.messages("account_erased")
