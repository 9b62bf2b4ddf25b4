"""What a person looks back on: where and how somebody signed in, or failed to."""

from dataclasses import replace

from idp.identity import history
from idp.identity.happenings import PAGE, Happening
from idp.identity.history import NOBODY, part
from tests.identity.world import World, a_browser, after_password

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"


def the_lines(world: World, account_id: str) -> list[Happening]:
    """The newest page of sign-ins."""
    return list(part(account_id, "sign_in", world.context()).lines)


def test_a_sign_in_tells_place_device_service_and_level(world: World) -> None:
    who = world.someone()
    visit = replace(a_browser(), user_agent=FIREFOX, client="portal")
    world.session_of(who, visit)
    (line,) = the_lines(world, who.account_id)
    assert (line.kind, line.at) == ("signed_in", world.clock.at)
    assert line.details == {
        "address": "203.0.113.7",
        "device": "Firefox · Linux",
        "client": "portal",
        "level": "1",
        "new_device": "yes",
    }


def test_a_known_device_and_a_step_up_are_told_apart(world: World) -> None:
    who = world.someone(with_totp=True)
    visit = a_browser()
    world.session_of(who, visit)
    world.pass_time(60)
    first = world.session_of(who, visit).session
    assert "new_device" not in the_lines(world, who.account_id)[0].details
    world.pass_time(60)
    world.session_of(who, visit, present=replace(first, level=1))
    assert [line.kind for line in the_lines(world, who.account_id)] == [
        "stepped_up",
        "signed_in",
        "signed_in",
    ]


def test_a_wrong_password_and_a_wrong_code_stand_in_the_history(world: World) -> None:
    who, visit = world.someone(with_totp=True), a_browser()
    world.give_password(world.begin(visit), visit, who.username, "not it")
    world.pass_time(1)
    world.give_code(after_password(world, who, visit), visit, "000000")
    lines = the_lines(world, who.account_id)
    assert [line.details["factor"] for line in lines] == ["totp", "password"]
    assert {line.kind for line in lines} == {"sign_in_failed"}


def test_who_was_turned_away_at_the_end_stands_there_too(world: World) -> None:
    who, visit = world.someone(), a_browser()
    world.change(who, status="locked")
    world.give_password(world.begin(visit), visit, who.username, who.password)
    assert the_lines(world, who.account_id)[0].details["reason"] == "account_locked"


def test_a_guess_at_a_name_that_nobody_has_runs_the_same_statement(world: World) -> None:
    """I-07."""
    visit = a_browser()
    world.give_password(world.begin(visit), visit, "nobody", "not it")
    assert [line.account_id for line in world.identity.people.history] == [NOBODY]


def test_a_history_is_read_page_by_page(world: World) -> None:
    who = world.someone()
    for number in range(PAGE + 1):
        world.pass_time(1)
        history.note(who.account_id, "signed_in", {"address": str(number)}, world.context())
    newest = part(who.account_id, "sign_in", world.context())
    assert newest.lines[0].details["address"] == str(PAGE)
    assert newest.older is not None
    rest = part(who.account_id, "sign_in", world.context(), before=newest.older)
    assert [line.details["address"] for line in rest.lines] == ["0"]
    assert rest.older is None
