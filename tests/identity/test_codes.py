"""The code step of a sign-in (MF-01, MF-02, MF-03)."""

import threading
from dataclasses import replace

import pytest

from idp.audit import events
from idp.identity import login
from idp.identity.assurance import FactorMissing
from idp.identity.factors.password import Busy
from idp.identity.first_factor import PasswordGiven
from idp.identity.outcomes import (
    NeedEnrolment,
    NeedFactor,
    Outcome,
    Refused,
    SignedIn,
    Throttled,
)
from idp.identity.progress import standing
from tests.identity.world import PASSWORD, Someone, World, a_browser, after_password, reason

HOME = a_browser()


def test_one_code_signs_in_once(world: World) -> None:
    """MF-01: in sequence, and in another browser."""
    who = world.someone(with_totp=True)
    first, second = after_password(world, who, HOME), after_password(world, who, HOME)
    assert isinstance(world.give_code(first, HOME, world.code(who)), SignedIn)
    assert reason(world.give_code(second, HOME, world.code(who))) == "otp_used"
    older = world.give_code(second, HOME, world.code(who, -1))
    assert reason(older) == "otp_used"
    assert isinstance(world.give_code(second, HOME, world.code(who, 1)), SignedIn)


def test_of_many_who_show_one_code_at_once_one_gets_in(world: World) -> None:
    """MF-01: in parallel."""
    who = world.someone(with_totp=True)
    attempt, code = after_password(world, who, HOME), world.code(who)
    outcomes: list[Outcome] = []
    barrier = threading.Barrier(50)

    def run() -> None:
        barrier.wait()
        outcomes.append(world.give_code(attempt, HOME, code))

    threads = [threading.Thread(target=run) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(isinstance(outcome, SignedIn) for outcome in outcomes) == 1


def test_the_loser_of_a_race_for_a_step_is_refused(world: World) -> None:
    who = world.someone(with_totp=True)
    attempt = after_password(world, who, HOME)
    given = login.CodeGiven(code=world.code(who))
    weighed = [login.weigh(attempt, given, HOME, world.context()) for _ in range(2)]
    outcomes = [login.settle(one, HOME, world.context()) for one in weighed]
    assert isinstance(outcomes[0], SignedIn)
    assert reason(outcomes[1]) == "otp_used"


@pytest.mark.parametrize(
    ("typed", "expected"), [("", "otp_missing"), (" ", "otp_missing"), ("12345", "otp_malformed")]
)
def test_an_empty_or_malformed_code_counts_as_no_guess(
    world: World, typed: str, expected: str
) -> None:
    who = world.someone(with_totp=True)
    attempt = after_password(world, who, HOME)
    for _ in range(10):
        assert reason(world.give_code(attempt, HOME, typed)) == expected
    assert isinstance(world.give_code(attempt, HOME, world.code(who)), SignedIn)


def wrong_code(world: World, who: Someone) -> str:
    near = {world.code(who, steps) for steps in (-1, 0, 1)}
    return next(code for code in ("000000", "000001", "000002", "000003") if code not in near)


def test_the_sixth_wrong_code_waits_and_a_new_sign_in_does_not_help(world: World) -> None:
    """MF-02."""
    who = world.someone(with_totp=True)
    for _ in range(5):
        outcome = world.give_code(after_password(world, who, HOME), HOME, wrong_code(world, who))
        assert reason(outcome) == "otp_wrong"
    again = after_password(world, who, HOME)
    assert world.give_code(again, HOME, world.code(who)) == Throttled(seconds=30)
    world.pass_time(30)
    assert isinstance(world.give_code(again, HOME, world.code(who)), SignedIn)


def test_codes_are_switched_off_at_100_wrong_ones_in_a_row(world: World) -> None:
    """MF-02: and the password alone does not get in instead."""
    who = world.someone(with_totp=True)
    for _ in range(100):
        attempt = after_password(world, who, HOME)
        assert reason(world.give_code(attempt, HOME, wrong_code(world, who))) == "otp_wrong"
        world.pass_time(901)
    assert len(world.recorded(events.TotpDisabled)) == 1
    outcome = world.give_password(world.begin(HOME), HOME, "lan", PASSWORD)
    assert reason(outcome) == "factor_disabled"
    told = [notice.kind for notice in world.identity.notices.unseen(who.account_id)]
    assert "totp_disabled" in told


def test_a_race_of_wrong_codes_is_told_no_more_than_five(world: World) -> None:
    who = world.someone(with_totp=True)
    attempt = after_password(world, who, HOME)
    given = login.CodeGiven(code=wrong_code(world, who))
    weighed = [login.weigh(attempt, given, HOME, world.context()) for _ in range(20)]
    outcomes = [login.settle(one, HOME, world.context()) for one in weighed]
    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 5
    assert outcomes[-1] == Throttled(seconds=30)


def test_wrong_codes_count_against_the_source_too(world: World) -> None:
    who = world.someone(with_totp=True)
    attempt = after_password(world, who, HOME)
    given = login.CodeGiven(code=wrong_code(world, who))
    weighed = login.weigh(attempt, given, HOME, world.context())
    for _ in range(60):
        world.identity.source_limits.add_failure(HOME.source, world.clock.at)
    outcome = login.settle(weighed, HOME, world.context())
    assert isinstance(outcome, Throttled)
    assert world.recorded(events.SignInFailed) == []


def test_a_wrong_guess_that_fills_its_source_is_not_told(world: World) -> None:
    who = world.someone(with_totp=True)
    attempt = after_password(world, who, HOME)
    context = world.context()
    full = _FullAfterTheLook()
    crowded = replace(context, source_limits=full)
    given = login.CodeGiven(code=wrong_code(world, who))
    assert isinstance(login.submit(attempt, given, HOME, crowded), Throttled)
    wrong = PasswordGiven(identifier="lan", password="đoán bừa mà thôi")
    assert isinstance(login.submit(world.begin(HOME), wrong, HOME, crowded), Throttled)


class _FullAfterTheLook:
    """Sixty others fail between the look and the count."""

    def add_failure(self, source: str, now: int) -> int:
        return 61 if source and now else 0

    def failures(self, source: str, now: int) -> int:
        return 0 if source and now else 1


def test_the_second_step_alone_leads_back_to_the_first(world: World) -> None:
    """MF-03: go straight to the code."""
    who = world.someone(with_totp=True)
    outcome = world.give_code(world.begin(HOME), HOME, world.code(who))
    assert isinstance(outcome, NeedFactor)
    assert outcome.factor == "password"


def test_a_code_nobody_asked_for_proves_nothing(world: World) -> None:
    """MF-03: change the method."""
    who = world.someone()
    asked = world.give_password(world.begin(HOME, 2), HOME, "lan", PASSWORD)
    assert isinstance(asked, NeedEnrolment)
    outcome = world.give_code(asked.attempt, HOME, "123456")
    assert isinstance(outcome, NeedEnrolment)
    known = world.identity.credentials.by_account(who.account_id)
    assert known is not None
    assert known.totp_seed is None


def test_a_password_changed_meanwhile_is_asked_for_again(world: World) -> None:
    """I-05: authority at the time of use."""
    who = world.someone(with_totp=True)
    attempt = after_password(world, who, HOME)
    fresh = world.hashing.hash("một mật khẩu mới hẳn")
    assert not isinstance(fresh, Busy)
    world.identity.credentials.set_password(who.account_id, fresh, world.clock.at)
    outcome = world.give_code(attempt, HOME, world.code(who))
    assert isinstance(outcome, NeedFactor)
    assert outcome.factor == "password"
    assert standing(attempt, world.context()) == FactorMissing(factor="password")
