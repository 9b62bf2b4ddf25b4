"""Enrolling a second factor (MF-06, I-14)."""

from dataclasses import replace

from idp.audit import events
from idp.identity import attempt as attempts
from idp.identity import login
from idp.identity.assurance import EnrolmentMissing, FactorMissing, NothingMissing
from idp.identity.attempt import Errand, LoginAttempt
from idp.identity.enrolment import Enrolment, begin_enrolment
from idp.identity.factors import totp
from idp.identity.outcomes import NeedEnrolment, NeedFactor, Refused, SignedIn
from idp.identity.progress import RECENT, standing
from idp.identity.second_factor import CodeGiven
from tests.identity.world import PASSWORD, World, a_browser

HOME = a_browser()


def to_enrol(world: World) -> LoginAttempt:
    outcome = world.give_password(world.begin(HOME, 2), HOME, "lan", PASSWORD)
    assert isinstance(outcome, NeedEnrolment)
    return outcome.attempt


def begun(world: World, attempt: LoginAttempt) -> Enrolment:
    enrolment = begin_enrolment(attempt, world.context())
    assert enrolment is not None
    return enrolment


def code(world: World, enrolment: Enrolment) -> str:
    return enrolment.seed.code_at(world.clock.at // totp.STEP)


def test_the_first_right_code_enrols_and_signs_in(world: World) -> None:
    who = world.someone()
    enrolment = begun(world, to_enrol(world))
    assert "secret=" + enrolment.seed.base32() in enrolment.uri
    wrong = world.give_code(enrolment.attempt, HOME, "000000")
    assert isinstance(wrong, Refused)
    outcome = world.give_code(enrolment.attempt, HOME, code(world, enrolment))
    assert isinstance(outcome, SignedIn)
    assert "totp" in outcome.enrolled
    assert [proof.factor for proof in outcome.proofs] == ["password", "totp"]
    known = world.identity.credentials.by_account(who.account_id)
    assert known is not None
    assert known.totp_seed is not None
    assert known.totp_last_step == world.clock.at // totp.STEP
    assert totp.opened(known.totp_seed, who.account_id, world.custody) == enrolment.seed
    assert len(world.recorded(events.TotpEnrolled)) == 1
    told = [notice.kind for notice in world.identity.notices.unseen(who.account_id)]
    assert told == ["totp_enrolled"]


def test_the_code_that_confirmed_signs_in_nobody_again(world: World) -> None:
    """MF-01."""
    world.someone()
    enrolment = begun(world, to_enrol(world))
    spent = code(world, enrolment)
    assert isinstance(world.give_code(enrolment.attempt, HOME, spent), SignedIn)
    asked = world.give_password(world.begin(HOME), HOME, "lan", PASSWORD)
    assert isinstance(asked, NeedFactor)
    outcome = world.give_code(asked.attempt, HOME, spent)
    assert isinstance(outcome, Refused)
    assert outcome.reason == "otp_used"


def test_a_reload_shows_the_same_seed(world: World) -> None:
    world.someone()
    first = begun(world, to_enrol(world))
    found = attempts.find(first.attempt.id, HOME, world.context())
    assert found is not None
    assert begun(world, found).seed == first.seed


def test_the_label_is_the_user_name_whatever_was_typed(world: World) -> None:
    who = world.someone("Nguyễn.Lan")
    outcome = world.give_password(world.begin(HOME, 2), HOME, "nguyenlan", PASSWORD)
    assert isinstance(outcome, Refused)
    outcome = world.give_password(world.begin(HOME, 2), HOME, "nguyen.lan", PASSWORD)
    assert isinstance(outcome, NeedEnrolment)
    assert "Nguy%E1%BB%85n.Lan" in begun(world, outcome.attempt).uri
    del world.identity.people.accounts[who.account_id]
    assert "nguyen.lan" in begun(world, outcome.attempt).uri


def test_nobody_enrols_without_the_password_or_on_a_locked_account(world: World) -> None:
    """MF-06."""
    who = world.someone()
    assert begin_enrolment(world.begin(HOME, 2), world.context()) is None
    asked = to_enrol(world)
    world.identity.accounts.change_status(who.account_id, "locked", "x", world.clock.at)
    assert begin_enrolment(asked, world.context()) is None


def test_nobody_enrols_a_second_time(world: World) -> None:
    who = world.someone(with_totp=True)
    asked = world.give_password(world.begin(HOME, 2), HOME, "lan", PASSWORD)
    assert isinstance(asked, NeedFactor)
    assert begin_enrolment(asked.attempt, world.context()) is None
    assert world.code(who)


def test_of_two_enrolments_at_once_one_counts(world: World) -> None:
    world.someone()
    enrolments = [begun(world, to_enrol(world)) for _ in range(2)]
    weighed = [
        login.weigh(one.attempt, CodeGiven(code=code(world, one)), HOME, world.context())
        for one in enrolments
    ]
    first, second = (login.settle(one, HOME, world.context()) for one in weighed)
    assert isinstance(first, SignedIn)
    assert isinstance(second, Refused)
    assert len(world.recorded(events.TotpEnrolled)) == 1


def test_an_old_session_shows_the_password_again_before_a_factor_is_added(world: World) -> None:
    """MF-06, I-14."""
    session = world.session_of(world.someone(), HOME).session
    world.pass_time(RECENT + 1)
    errand = Errand(demanded_level=2)
    attempt = attempts.begin_step_up(session, errand, HOME, world.context())
    assert standing(attempt, world.context()) == FactorMissing(factor="password")
    assert begin_enrolment(attempt, world.context()) is None
    asked = world.give_code(attempt, HOME, "123456")
    assert asked == NeedFactor(attempt=attempt, factor="password")
    outcome = world.give_password(attempt, HOME, "lan", PASSWORD)
    assert isinstance(outcome, NeedEnrolment)
    assert begin_enrolment(outcome.attempt, world.context()) is not None


def test_a_recent_session_adds_a_factor_at_once(world: World) -> None:
    session = world.session_of(world.someone(), HOME).session
    world.pass_time(RECENT)
    errand = Errand(demanded_level=2)
    attempt = attempts.begin_step_up(session, errand, HOME, world.context())
    assert begin_enrolment(attempt, world.context()) is not None


def test_an_app_may_be_added_to_what_protects_an_account_already(world: World) -> None:
    """`identity.md`: a person may have several second factors; recent strong sign-in (MF-06)."""
    who = world.someone()
    opened = world.session_of(who, HOME)
    world.change(who, enrolled=frozenset({"password", "passkey"}))
    strong = replace(opened.session, factors=("password", "passkey"))
    errand = Errand(adds="totp")
    attempt = attempts.begin_step_up(strong, errand, HOME, world.context())
    assert standing(attempt, world.context()) == EnrolmentMissing(factor="totp")
    enrolment = begun(world, attempt)
    outcome = world.give_code(enrolment.attempt, HOME, code(world, enrolment))
    assert isinstance(outcome, SignedIn)
    assert outcome.enrolled == {"password", "passkey", "totp"}
    again = attempts.begin_step_up(strong, errand, HOME, world.context())
    assert standing(again, world.context()) == NothingMissing()
    world.change(who, enrolled=frozenset({"password", "passkey"}))
    world.pass_time(RECENT + 1)
    assert standing(again, world.context()) == FactorMissing(factor="password")


def test_whoever_is_barred_from_every_factor_is_told_so(world: World) -> None:
    """An agency's policy: the official is turned away, and the trail says why."""
    who = world.someone(kind="official", with_totp=True)
    world.change(who, barred=frozenset({"totp"}))
    outcome = world.give_password(world.begin(HOME), HOME, "lan", PASSWORD)
    assert isinstance(outcome, Refused)
    assert outcome.reason == "factor_barred"
    assert world.recorded(events.SignInFailed)[-1].reason == "factor_barred"
