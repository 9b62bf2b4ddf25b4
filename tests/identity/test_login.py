"""Signing in, step by step (architecture, 'Login with MFA'; EN-01, MF-01, MF-03, DS-01)."""

import threading
from dataclasses import replace

import pytest

from idp.identity import attempt as attempts
from idp.identity import login
from idp.identity.assurance import FactorMissing, NothingMissing
from idp.identity.attempt import Errand, Proof
from idp.identity.factors.password import Busy, Cost, HashingPool
from idp.identity.first_factor import PasswordGiven
from idp.identity.outcomes import (
    Finished,
    NeedEnrolment,
    NeedFactor,
    Outcome,
    Refused,
    SignedIn,
    Throttled,
)
from idp.identity.progress import standing
from idp.identity.session import open_session
from tests.identity.world import PASSWORD, Someone, World, a_browser

HOME = a_browser()


def after_password(world: World, who: Someone, level: int = 1) -> attempts.LoginAttempt:
    """An attempt that asks for the code."""
    outcome = world.give_password(world.begin(HOME, level), HOME, who.username, who.password)
    assert isinstance(outcome, NeedFactor)
    assert outcome.factor == "totp"
    found = attempts.find(outcome.attempt.id, HOME, world.context())
    assert found is not None
    return found


def reason(outcome: Outcome) -> str:
    assert isinstance(outcome, Refused), outcome
    return outcome.reason


def test_a_citizen_without_a_second_factor_signs_in_with_the_password(world: World) -> None:
    who = world.someone()
    outcome = world.give_password(world.begin(HOME), HOME, "lan", PASSWORD)
    assert isinstance(outcome, SignedIn)
    assert outcome.account_id == who.account_id
    assert outcome.proofs == (Proof(factor="password", at=world.clock.at),)
    assert not outcome.has_totp


def test_who_enrolled_a_second_factor_is_always_asked_for_it(world: World) -> None:
    who = world.someone(with_totp=True)
    attempt = after_password(world, who)
    world.pass_time(20)
    outcome = world.give_code(attempt, HOME, world.code(who))
    assert isinstance(outcome, SignedIn)
    assert [proof.factor for proof in outcome.proofs] == ["password", "totp"]
    assert outcome.has_totp


def test_the_demanded_level_decides_for_who_has_no_second_factor(world: World) -> None:
    world.someone()
    outcome = world.give_password(world.begin(HOME, 2), HOME, "lan", PASSWORD)
    assert isinstance(outcome, NeedEnrolment)


def test_an_official_must_always_have_a_second_factor(world: World) -> None:
    world.someone(kind="official")
    outcome = world.give_password(world.begin(HOME), HOME, "lan", PASSWORD)
    assert isinstance(outcome, NeedEnrolment)


def test_no_attempt_begins_for_a_level_that_no_factor_reaches(world: World) -> None:
    with pytest.raises(ValueError, match="no configured factor"):
        world.begin(HOME, 3)


@pytest.mark.parametrize("status", ["active", "locked"])
def test_unknown_locked_and_known_accounts_answer_a_wrong_password_alike(
    world: World, status: str
) -> None:
    """EN-01, I-07."""
    who = world.someone()
    if status == "locked":
        world.identity.accounts.change_status(who.account_id, "locked", "x", world.clock.at)
    known = world.begin(HOME)
    unknown = replace(known)
    answers = [
        world.give_password(known, HOME, "lan", "đoán bừa mà thôi"),
        world.give_password(unknown, HOME, "nobody", "đoán bừa mà thôi"),
    ]
    told = {replace(one.attempt, username="") for one in answers if isinstance(one, Refused)}
    assert {reason(answer) for answer in answers} == {"wrong_credentials"}
    assert len(told) == 1


def test_that_an_account_is_locked_is_told_only_after_the_last_factor(world: World) -> None:
    who = world.someone(with_totp=True)
    world.identity.accounts.change_status(who.account_id, "locked", "x", world.clock.at)
    attempt = after_password(world, who)
    outcome = world.give_code(attempt, HOME, world.code(who))
    assert reason(outcome) == "account_locked"
    assert outcome.attempt.proofs == ()  # type: ignore[union-attr] # a refusal has one
    (failed,) = world.named("sign_in_failed")
    assert (failed.subject, failed.reason) == (who.account_id, "account_locked")  # type: ignore[attr-defined] # its fields


def test_a_locked_account_without_the_second_factor_cannot_enrol_one(world: World) -> None:
    who = world.someone(kind="official")
    world.identity.accounts.change_status(who.account_id, "locked", "x", world.clock.at)
    outcome = world.give_password(world.begin(HOME), HOME, "lan", PASSWORD)
    assert reason(outcome) == "account_locked"


@pytest.mark.parametrize(
    ("identifier", "password", "expected"),
    [
        ("", PASSWORD, "username_missing"),
        ("  ", "", "username_missing"),
        ("lan", "", "password_missing"),
    ],
)
def test_an_empty_field_is_named_and_counts_as_no_guess(
    world: World, identifier: str, password: str, expected: str
) -> None:
    world.someone()
    for _ in range(10):
        outcome = world.give_password(world.begin(HOME), HOME, identifier, password)
        assert reason(outcome) == expected
    assert world.events == []


def test_what_was_typed_is_kept_but_never_the_password(world: World) -> None:
    outcome = world.give_password(world.begin(HOME), HOME, "lann", "đoán bừa mà thôi")
    assert isinstance(outcome, Refused)
    kept = attempts.find(outcome.attempt.id, HOME, world.context())
    assert kept is not None
    assert kept.username == "lann"
    assert "đoán" not in repr(PasswordGiven(identifier="lan", password="đoán bừa"))
    assert "đoán" not in attempts.dump(kept).decode()


def test_one_code_signs_in_once(world: World) -> None:
    """MF-01: in sequence, and in another browser."""
    who = world.someone(with_totp=True)
    first, second = after_password(world, who), after_password(world, who)
    assert isinstance(world.give_code(first, HOME, world.code(who)), SignedIn)
    assert reason(world.give_code(second, HOME, world.code(who))) == "otp_used"
    older = world.give_code(second, HOME, world.code(who, -1))
    assert reason(older) == "otp_used"
    assert isinstance(world.give_code(second, HOME, world.code(who, 1)), SignedIn)


def test_of_many_who_show_one_code_at_once_one_gets_in(world: World) -> None:
    """MF-01: in parallel."""
    who = world.someone(with_totp=True)
    attempt, code = after_password(world, who), world.code(who)
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
    attempt = after_password(world, who)
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
    attempt = after_password(world, who)
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
        outcome = world.give_code(after_password(world, who), HOME, wrong_code(world, who))
        assert reason(outcome) == "otp_wrong"
    again = after_password(world, who)
    assert world.give_code(again, HOME, world.code(who)) == Throttled(seconds=30)
    world.pass_time(30)
    assert isinstance(world.give_code(again, HOME, world.code(who)), SignedIn)


def test_codes_are_switched_off_at_100_wrong_ones_in_a_row(world: World) -> None:
    """MF-02: and the password alone does not get in instead."""
    who = world.someone(with_totp=True)
    for _ in range(100):
        attempt = after_password(world, who)
        assert reason(world.give_code(attempt, HOME, wrong_code(world, who))) == "otp_wrong"
        world.pass_time(901)
    assert len(world.named("totp_disabled")) == 1
    outcome = world.give_password(world.begin(HOME), HOME, "lan", PASSWORD)
    assert reason(outcome) == "factor_disabled"
    told = [notice.kind for notice in world.identity.notices.unseen(who.account_id)]
    assert "totp_disabled" in told


def test_a_race_of_wrong_codes_is_told_no_more_than_five(world: World) -> None:
    who = world.someone(with_totp=True)
    attempt = after_password(world, who)
    given = login.CodeGiven(code=wrong_code(world, who))
    weighed = [login.weigh(attempt, given, HOME, world.context()) for _ in range(20)]
    outcomes = [login.settle(one, HOME, world.context()) for one in weighed]
    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 5
    assert outcomes[-1] == Throttled(seconds=30)


def test_wrong_codes_count_against_the_source_too(world: World) -> None:
    who = world.someone(with_totp=True)
    attempt = after_password(world, who)
    given = login.CodeGiven(code=wrong_code(world, who))
    weighed = login.weigh(attempt, given, HOME, world.context())
    for _ in range(60):
        world.identity.source_limits.add_failure(HOME.source, world.clock.at)
    outcome = login.settle(weighed, HOME, world.context())
    assert isinstance(outcome, Throttled)
    assert world.named("sign_in_failed") == []


def test_a_wrong_guess_that_fills_its_source_is_not_told(world: World) -> None:
    who = world.someone(with_totp=True)
    attempt = after_password(world, who)
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
    assert world.identity.credentials.by_account(who.account_id).totp_seed is None  # type: ignore[union-attr] # they exist


def test_another_persons_password_starts_the_attempt_anew(world: World) -> None:
    lan, minh = world.someone(with_totp=True), world.someone("minh", password="một mật khẩu khác")
    attempt = after_password(world, lan)
    outcome = world.give_password(attempt, HOME, "minh", minh.password)
    assert isinstance(outcome, SignedIn)
    assert outcome.account_id == minh.account_id
    assert [proof.factor for proof in outcome.proofs] == ["password"]


def test_a_password_changed_meanwhile_is_asked_for_again(world: World) -> None:
    """I-05: authority at the time of use."""
    who = world.someone(with_totp=True)
    attempt = after_password(world, who)
    fresh = world.hashing.hash("một mật khẩu mới hẳn")
    assert not isinstance(fresh, Busy)
    world.identity.credentials.set_password(who.account_id, fresh, world.clock.at)
    outcome = world.give_code(attempt, HOME, world.code(who))
    assert isinstance(outcome, NeedFactor)
    assert outcome.factor == "password"
    assert standing(attempt, world.context()) == FactorMissing(factor="password")


def test_a_finished_attempt_only_goes_on(world: World) -> None:
    """The back button is harmless."""
    who = world.someone()
    outcome = world.give_password(world.begin(HOME), HOME, "lan", PASSWORD)
    assert isinstance(outcome, SignedIn)
    opened = open_session(outcome, None, HOME, world.context())
    attempts.complete(outcome.attempt, opened.session.id, world.context())
    done = attempts.find(outcome.attempt.id, HOME, world.context())
    assert done is not None
    assert done.session == opened.session.id
    assert isinstance(world.give_password(done, HOME, "lan", who.password), Finished)


def test_an_old_hash_is_renewed_by_a_right_password(world: World) -> None:
    who = world.someone()
    dearer = HashingPool(world.custody, threads=1, cost=Cost(memory=16, passes=1))
    richer = World(custody=world.custody, hashing=dearer, clock=world.clock)
    richer.identity = world.identity
    before = world.identity.credentials.by_account(who.account_id)
    outcome = richer.give_password(richer.begin(HOME), HOME, "lan", PASSWORD)
    dearer.close()
    after = world.identity.credentials.by_account(who.account_id)
    assert isinstance(outcome, SignedIn)
    assert before is not None
    assert after is not None
    assert before.password != after.password
    assert after.password is not None
    assert "m=16" in after.password


def test_a_busy_pool_refuses_and_writes_nothing(world: World) -> None:
    """DS-01."""
    world.someone()
    crowd = HashingPool(world.custody, threads=1, patience=0, cost=Cost(memory=8, passes=1))
    busy = World(custody=world.custody, hashing=crowd, clock=world.clock)
    busy.identity = world.identity
    attempt = busy.begin(HOME)
    with crowd._places:
        assert busy.give_password(attempt, HOME, "lan", PASSWORD) == Busy()
    crowd.close()
    assert busy.events == []


def test_an_old_hash_stays_where_the_pool_is_busy(world: World) -> None:
    who = world.someone()
    pool = _BusyForNewHashes(world.custody, threads=1, cost=Cost(memory=16, passes=1))
    rich = World(custody=world.custody, hashing=pool, clock=world.clock)
    rich.identity = world.identity
    before = world.identity.credentials.by_account(who.account_id)
    assert isinstance(rich.give_password(rich.begin(HOME), HOME, "lan", PASSWORD), SignedIn)
    pool.close()
    assert world.identity.credentials.by_account(who.account_id) == before


class _BusyForNewHashes(HashingPool):
    """A pool whose last place is taken between two hashes."""

    def hash(self, password: str) -> Busy:  # noqa: ARG002 — as the pool
        return Busy()


def test_an_attempt_lives_half_an_hour_in_its_browser_only(world: World) -> None:
    """SE-02."""
    attempt = world.begin(HOME)
    context = world.context()
    assert attempts.find(attempt.id, HOME, context) == attempt
    assert attempts.find(attempt.id, a_browser("máy kẻ lạ"), context) is None
    assert attempts.find("guessed", HOME, context) is None
    world.pass_time(1799)
    assert attempts.find(attempt.id, HOME, world.context()) == attempt
    late = replace(world.context(), now=attempt.expires_at)
    assert attempts.find(attempt.id, HOME, late) is None
    world.pass_time(1)
    assert attempts.find(attempt.id, HOME, world.context()) is None


def test_an_attempt_is_kept_sealed_and_survives_the_round_trip(world: World) -> None:
    errand = Errand(request="client_id=portal", return_path="/account", username="001190012345")
    attempt = attempts.begin(errand, HOME, world.context())
    shown = replace(attempt, proofs=(Proof(factor="password", at=5),), account_id="a")
    assert attempts.load(attempts.dump(shown)) == shown
    box = world.identity.ephemeral.get("attempt", attempt.id)
    assert box is not None
    assert b"001190012345" not in box


@pytest.mark.parametrize(
    "text", [b"", b"[]", b"{}", b'{"proofs": []}', b'{"proofs": [5]}', b"\xff"]
)
def test_an_attempt_of_another_version_is_no_attempt(world: World, text: bytes) -> None:
    assert attempts.load(text) is None
    sealer = world.custody.sealer
    box = sealer.seal(text, purpose="login attempt", owner="x")
    world.identity.ephemeral.put("attempt", "x", box, 60)
    assert attempts.find("x", HOME, world.context()) is None
    world.identity.ephemeral.put("attempt", "x", b"not sealed", 60)
    assert attempts.find("x", HOME, world.context()) is None


def test_a_step_up_asks_only_for_what_is_missing(world: World) -> None:
    who = world.someone()
    session = world.session_of(who, HOME).session
    attempt = attempts.begin_step_up(session, Errand(demanded_level=1), HOME, world.context())
    assert standing(attempt, world.context()) == NothingMissing()
    outcome = world.give_code(attempt, HOME, "123456")
    assert isinstance(outcome, SignedIn)
    assert outcome.proofs == (Proof(factor="password", at=world.clock.at),)


def test_a_step_up_of_a_person_without_a_password_begins_with_it(world: World) -> None:
    who = world.someone()
    session = world.session_of(who, HOME).session
    world.identity.people.credentials[who.account_id] = replace(
        world.identity.people.credentials[who.account_id], password=None
    )
    attempt = attempts.begin_step_up(session, Errand(), HOME, world.context())
    assert attempt.password_stamp == ""
    gone = replace(session, account_id="gone")
    nobody = attempts.begin_step_up(gone, Errand(), HOME, world.context())
    assert standing(nobody, world.context()) == FactorMissing(factor="password")
    assert standing(world.begin(HOME), world.context()) == FactorMissing(factor="password")
