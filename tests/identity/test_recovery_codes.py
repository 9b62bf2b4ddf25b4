"""Printed recovery codes: each counts once, behind the password, under the one throttle (RC-03)."""

import math
from dataclasses import replace

import pytest

from idp.audit.events import RecoveryCodesMade, RecoveryCodeUsed
from idp.identity import login
from idp.identity import recovery_codes as codes
from idp.identity.attempt import LoginAttempt
from idp.identity.factors import recovery_code
from idp.identity.factors.recovery_code import ALPHABET, COUNT, LENGTH, RecoveryCode, code_in
from idp.identity.login import RecoveryCodeGiven
from idp.identity.outcomes import NeedEnrolment, NeedFactor, Outcome, Refused, SignedIn, Throttled
from idp.identity.password_change import NeedRecentSignIn, is_recent
from idp.identity.recovery_codes import Made, SecondFactorMissing
from idp.identity.session import open_session, strength_of
from tests.identity.recovering import FullAfterTheLook
from tests.identity.world import Someone, World, a_browser, after_password, reason


def printed(world: World, who: Someone) -> tuple[RecoveryCode, ...]:
    """Codes that the person made after a strong sign-in."""
    made = codes.make_codes(world.session_of(who).session, world.context())
    assert isinstance(made, Made)
    world.pass_time(30)  # the next code of the app is another one
    return made.codes


def give(world: World, attempt: LoginAttempt, text: str) -> Outcome:
    """Somebody types a recovery code at home."""
    return login.submit(attempt, RecoveryCodeGiven(code=text), a_browser(), world.context())


def told(world: World, who: Someone) -> list[str]:
    return [one.kind for one in world.identity.notices.unseen(who.account_id)]


def test_a_code_has_more_randomness_than_anybody_can_guess() -> None:
    assert LENGTH * math.log2(len(ALPHABET)) >= 60
    assert len({code.text for code in recovery_code.new_codes()}) == COUNT
    assert repr(recovery_code.new_codes()[0]) == "***"


@pytest.mark.parametrize(
    "typed",
    [
        "2345-6789-bcfg-hjkm",
        "23456789BCFGHJKM",
        " 2345 6789 . bcfg_hjkm ",
        "２３４５-6789-bcfg-hjkm",
    ],
)
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    code = code_in(typed)
    assert code is not None
    assert code.in_groups() == "2345-6789-bcfg-hjkm"


@pytest.mark.parametrize("typed", ["", "2345", "2345-6789-bcfg-hjk1", "2345-6789-bcfg-hjkm-2", "đ"])
def test_anything_else_is_no_code(typed: str) -> None:
    assert code_in(typed) is None


def test_making_codes_needs_a_recent_strong_sign_in_and_tells_the_person(world: World) -> None:
    who = world.someone(with_totp=True)
    session = world.session_of(who).session
    world.pass_time(601)
    assert isinstance(codes.make_codes(session, world.context()), NeedRecentSignIn)
    assert len(printed(world, who)) == COUNT
    assert [event.codes for event in world.recorded(RecoveryCodesMade)] == [COUNT]
    assert "recovery_codes_made" in told(world, who)


def test_without_a_second_factor_there_is_nothing_to_stand_in_for(world: World) -> None:
    session = world.session_of(world.someone()).session
    assert isinstance(codes.make_codes(session, world.context()), SecondFactorMissing)


def test_a_code_stands_in_for_the_telephone_once(world: World) -> None:
    who = world.someone(with_totp=True)
    code = printed(world, who)[0].in_groups()
    first, second = (after_password(world, who, a_browser()) for _ in range(2))
    outcome = give(world, first, code)
    assert isinstance(outcome, SignedIn)
    session = open_session(outcome, None, a_browser(), world.context()).session
    assert (session.level, session.methods) == (2, ("pwd", "otp", "mfa"))
    assert reason(give(world, second, code)) == "recovery_code_wrong"
    assert [event.left for event in world.recorded(RecoveryCodeUsed)] == [COUNT - 1]
    assert world.context().recovery_codes.remaining(who.account_id) == COUNT - 1
    assert "recovery_code_used" in told(world, who)


def test_a_race_for_one_code_has_one_winner(world: World) -> None:
    who = world.someone(with_totp=True)
    given = RecoveryCodeGiven(code=printed(world, who)[0].text)
    attempt, context = after_password(world, who, a_browser()), world.context()
    weighed = [login.weigh(attempt, given, a_browser(), context) for _ in range(2)]
    outcomes = [login.settle(one, a_browser(), context) for one in weighed]
    assert [type(outcome) for outcome in outcomes] == [SignedIn, Refused]


def test_a_new_set_kills_the_old_one(world: World) -> None:
    who = world.someone(with_totp=True)
    old, new = printed(world, who), printed(world, who)
    attempt = after_password(world, who, a_browser())
    assert reason(give(world, attempt, old[0].text)) == "recovery_code_wrong"
    assert isinstance(give(world, attempt, new[0].text), SignedIn)


def test_a_code_of_somebody_else_is_wrong(world: World) -> None:
    lan, minh = (world.someone(name, with_totp=True) for name in ("lan", "minh"))
    printed(world, lan)
    code = printed(world, minh)[0].text
    attempt = after_password(world, lan, a_browser())
    assert reason(give(world, attempt, code)) == "recovery_code_wrong"


def test_nothing_and_nonsense_are_told_apart_and_not_counted(world: World) -> None:
    who = world.someone(with_totp=True)
    printed(world, who)
    attempt = after_password(world, who, a_browser())
    for _ in range(8):
        assert reason(give(world, attempt, " ")) == "recovery_code_missing"
        assert reason(give(world, attempt, "12 34")) == "recovery_code_malformed"


def test_wrong_codes_wait_like_every_guess(world: World) -> None:
    who = world.someone(with_totp=True)
    right = printed(world, who)[0].text
    attempt = after_password(world, who, a_browser())
    for _ in range(5):
        assert reason(give(world, attempt, "2" * LENGTH)) == "recovery_code_wrong"
    assert isinstance(give(world, attempt, right), Throttled)
    world.pass_time(30)
    assert isinstance(give(world, attempt, right), SignedIn)


def test_a_full_source_is_told_nothing(world: World) -> None:
    who, stranger = world.someone(with_totp=True), a_browser("lạ", "192.0.2.9")
    right = RecoveryCodeGiven(code=printed(world, who)[0].text)
    wrong = RecoveryCodeGiven(code="2" * LENGTH)
    attempt = after_password(world, who, stranger)
    crowded = replace(world.context(), source_limits=FullAfterTheLook())
    assert isinstance(login.submit(attempt, wrong, stranger, crowded), Throttled)
    weighed = login.weigh(attempt, right, stranger, world.context())
    for _ in range(60):
        world.identity.source_limits.add_failure(stranger.source, world.clock.at)
    assert isinstance(login.settle(weighed, stranger, world.context()), Throttled)
    assert world.context().recovery_codes.remaining(who.account_id) == COUNT


def test_a_code_counts_only_behind_the_password_and_where_one_is_asked_for(world: World) -> None:
    who, newcomer = world.someone(with_totp=True), world.someone("minh", kind="official")
    code = printed(world, who)[0].text
    outcome = give(world, world.begin(a_browser()), code)
    assert isinstance(outcome, NeedFactor)
    assert outcome.factor == "password"
    begun = world.begin(a_browser())
    needs = world.give_password(begun, a_browser(), newcomer.username, newcomer.password)
    assert isinstance(needs, NeedEnrolment)
    assert isinstance(give(world, needs.attempt, code), NeedEnrolment)


def test_who_lost_the_telephone_may_still_change_things_with_a_code(world: World) -> None:
    who = world.someone(with_totp=True)
    code = printed(world, who)[0].text
    outcome = give(world, after_password(world, who, a_browser()), code)
    assert isinstance(outcome, SignedIn)
    session = open_session(outcome, None, a_browser(), world.context()).session
    assert is_recent(session, world.context())
    assert strength_of(session, world.context()).level == 2
