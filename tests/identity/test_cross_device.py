"""A phone approves a sign-in on another screen: once, for one browser, never more than it is.

Decision 0012; I-01, I-02, I-05, I-14, I-19.
"""

from dataclasses import replace

from idp.audit import events
from idp.identity import cross_device as requests
from idp.identity import login
from idp.identity.cross_device import MOST_A_MINUTE, MOST_WRONG
from idp.identity.cross_device_step import Approved
from idp.identity.endings import end_all_sessions
from idp.identity.outcomes import Finished, SignedIn
from tests.identity.approving import SCREEN, approved, asked, fetch, found, opened, stands
from tests.identity.passkey_steps import home
from tests.identity.world import World, reason


def test_the_phone_signs_the_other_screen_in(world: World) -> None:
    who = world.someone()
    phone = home(world, who)
    attempt, request = asked(world)
    assert stands(world, attempt) == "waiting"
    assert request.number in request.choices
    assert len(set(request.choices)) == 3
    world.pass_time(60)
    assert approved(world, request, phone) == "approved"
    assert stands(world, attempt) == "approved"
    session = opened(world, attempt)
    assert (session.account_id, session.level) == (who.account_id, 1)
    assert (session.methods, session.factors) == (("mca",), ("cross_device_1",))
    # As old as the phone's own sign-in: `auth_time` claims no fresher one.
    assert session.authenticated_at == phone.authenticated_at
    assert world.recorded(events.CrossDeviceApproved)[0].session == phone.id
    assert world.messages("new_device")
    assert isinstance(fetch(world, replace(attempt, session=session.id)), Finished)


def test_i_01_it_is_approved_once_and_used_once(world: World) -> None:
    phone, other = home(world, world.someone()), home(world, world.someone("khai"))
    attempt, request = asked(world)
    link = found(world, request)
    assert requests.approve(link, request.number, phone, world.context()) == "approved"
    assert requests.approve(link, request.number, other, world.context()) == "over"
    assert requests.refuse(link, other, world.context()) == "over"
    assert opened(world, attempt).account_id == phone.account_id
    # The attempt as a second tab read it, before it was complete.
    assert reason(fetch(world, attempt)) == "approval_lost"


def test_of_two_that_weighed_the_answer_one_gets_in(world: World) -> None:
    """I-01."""
    phone = home(world, world.someone())
    attempt, request = asked(world)
    approved(world, request, phone)
    weighed = [login.weigh(attempt, Approved(), SCREEN, world.context()) for _ in range(2)]
    settled = [login.settle(one, SCREEN, world.context()) for one in weighed]
    assert isinstance(settled[0], SignedIn)
    assert reason(settled[1]) == "approval_lost"


def test_one_wrong_number_ends_the_request(world: World) -> None:
    phone = home(world, world.someone())
    attempt, request = asked(world)
    link = found(world, request)
    wrong = next(one for one in request.choices if one != request.number)
    assert requests.approve(link, wrong, phone, world.context()) == "wrong_number"
    assert requests.approve(link, request.number, phone, world.context()) == "over"
    assert stands(world, attempt) == "over"
    assert reason(fetch(world, attempt)) == "approval_lost"
    (told,) = world.recorded(events.CrossDeviceRefused)
    assert (told.reason, told.screen) == ("wrong_number", "198.51.100.9")


def test_i_19_many_wrong_numbers_pause_a_person(world: World) -> None:
    phone = home(world, world.someone())
    _attempt, last = asked(world)
    for _ in range(MOST_WRONG):
        _attempt, request = asked(world)
        assert requests.standing(request, phone, world.context()) == "may"
        requests.approve(request, "é", phone, world.context())
    assert requests.standing(last, phone, world.context()) == "too_many"


def test_i_19_a_source_may_ask_so_often_in_a_minute(world: World) -> None:
    attempt = world.begin(SCREEN)
    for _ in range(MOST_A_MINUTE):
        assert requests.ask(attempt, SCREEN, world.context()) is not None
    assert requests.ask(attempt, SCREEN, world.context()) is None


def test_refused_is_refused(world: World) -> None:
    phone = home(world, world.someone())
    attempt, request = asked(world)
    assert requests.refuse(found(world, request), phone, world.context()) == "refused"
    assert stands(world, attempt) == "over"
    assert world.recorded(events.CrossDeviceRefused)[0].reason == "refused"


def test_a_newer_code_ends_the_older(world: World) -> None:
    phone = home(world, world.someone())
    attempt, request = asked(world)
    link = found(world, request)
    assert requests.ask(attempt, SCREEN, world.context()) is not None
    assert requests.approve(link, request.number, phone, world.context()) == "over"
    assert stands(world, attempt) == "waiting"


def test_a_request_lives_three_minutes_and_its_answer_one(world: World) -> None:
    phone = home(world, world.someone())
    attempt, request = asked(world)
    link = found(world, request)
    world.pass_time(179)
    late, other = asked(world)
    assert approved(world, other, phone) == "approved"
    world.pass_time(1)
    assert requests.by_secret(requests.secret_of(request, world.context()), world.context()) is None
    assert requests.approve(link, request.number, phone, world.context()) == "over"
    assert reason(fetch(world, attempt)) == "approval_lost"
    world.pass_time(60)
    assert reason(fetch(world, late)) == "approval_lost"


def test_i_05_a_session_that_ended_meanwhile_vouches_for_nobody(world: World) -> None:
    phone = home(world, world.someone())
    attempt, request = asked(world)
    approved(world, request, phone)
    end_all_sessions(phone.account_id, world.context(), cause="not_me")
    assert reason(fetch(world, attempt)) == "approval_lost"
    (told,) = world.recorded(events.SignInFailed)
    assert told.reason == "approval_lost"
    assert stands(world, attempt) == "over"


def test_i_05_nobody_signs_in_to_a_locked_account(world: World) -> None:
    who = world.someone()
    phone = home(world, who)
    attempt, request = asked(world)
    approved(world, request, phone)
    world.change(who, status="locked")
    assert reason(fetch(world, attempt)) == "account_locked"


def test_the_secret_is_stored_nowhere(world: World) -> None:
    _attempt, request = asked(world)
    secret = requests.secret_of(request, world.context())
    assert len(secret) == 22  # 128 bits
    assert requests.by_secret(secret[:-1], world.context()) is None
    kept = repr(world.identity.sent_proofs.find(request.id))
    assert secret not in kept
    assert secret not in repr(request)
    assert "number=" not in repr(request)


def test_what_another_key_sealed_is_no_request(world: World) -> None:
    attempt, request = asked(world)
    world.context().ephemeral.put("cross-device", request.id, b"nonsense", 60)
    assert requests.of_attempt(attempt, world.context()) is None


def test_the_durable_half_decides_what_an_ephemeral_store_forgot(world: World) -> None:
    """A store that came back as it was before the approval approves nothing."""
    who = world.someone()
    phone = home(world, who)
    attempt, request = asked(world)
    link = found(world, request)
    before = world.context().ephemeral.get("cross-device", request.id)
    assert before is not None
    approved(world, request, phone)
    world.context().ephemeral.put("cross-device", request.id, before, 60)
    assert stands(world, attempt) == "over"
    assert requests.approve(link, request.number, phone, world.context()) == "over"


def test_a_person_who_is_gone_meanwhile_is_nobody(world: World) -> None:
    who = world.someone()
    phone = home(world, who)
    attempt, request = asked(world)
    approved(world, request, phone)
    del world.identity.people.credentials[who.account_id]
    assert reason(fetch(world, attempt)) == "approval_lost"
