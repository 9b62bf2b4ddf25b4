"""Signing in, step by step (architecture, 'Login with MFA'; EN-01, MF-03, DS-01)."""

from dataclasses import replace

import pytest

from idp.audit import events
from idp.identity import attempt as attempts
from idp.identity.attempt import Proof
from idp.identity.factors.password import Busy, Cost, HashingPool
from idp.identity.first_factor import PasswordGiven
from idp.identity.outcomes import (
    NeedEnrolment,
    NeedFactor,
    Refused,
    SignedIn,
)
from idp.identity.ports import PasswordHash
from tests.identity.world import PASSWORD, World, a_browser, after_password, reason

HOME = a_browser()


def test_a_citizen_without_a_second_factor_signs_in_with_the_password(world: World) -> None:
    who = world.someone()
    outcome = world.give_password(world.begin(HOME), HOME, "lan", PASSWORD)
    assert isinstance(outcome, SignedIn)
    assert outcome.account_id == who.account_id
    assert outcome.proofs == (Proof(factor="password", at=world.clock.at),)
    assert "totp" not in outcome.enrolled


def test_who_enrolled_a_second_factor_is_always_asked_for_it(world: World) -> None:
    who = world.someone(with_totp=True)
    attempt = after_password(world, who, HOME)
    world.pass_time(20)
    outcome = world.give_code(attempt, HOME, world.code(who))
    assert isinstance(outcome, SignedIn)
    assert [proof.factor for proof in outcome.proofs] == ["password", "totp"]
    assert "totp" in outcome.enrolled


def test_the_demanded_level_decides_for_who_has_no_second_factor(world: World) -> None:
    world.someone()
    outcome = world.give_password(world.begin(HOME, 2), HOME, "lan", PASSWORD)
    assert isinstance(outcome, NeedEnrolment)


def test_an_official_must_always_have_a_second_factor(world: World) -> None:
    world.someone(kind="official")
    outcome = world.give_password(world.begin(HOME), HOME, "lan", PASSWORD)
    assert isinstance(outcome, NeedEnrolment)


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
    attempt = after_password(world, who, HOME)
    outcome = world.give_code(attempt, HOME, world.code(who))
    assert reason(outcome) == "account_locked"
    assert isinstance(outcome, Refused)
    assert outcome.attempt.proofs == ()
    (failed,) = world.recorded(events.SignInFailed)
    assert (failed.subject, failed.reason) == (who.account_id, "account_locked")


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


def test_another_persons_password_starts_the_attempt_anew(world: World) -> None:
    lan, minh = world.someone(with_totp=True), world.someone("minh", password="một mật khẩu khác")
    attempt = after_password(world, lan, HOME)
    outcome = world.give_password(attempt, HOME, "minh", minh.password)
    assert isinstance(outcome, SignedIn)
    assert outcome.account_id == minh.account_id
    assert [proof.factor for proof in outcome.proofs] == ["password"]


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


def test_what_was_shown_beside_an_old_password_does_not_count_beside_the_new(
    world: World,
) -> None:
    """I-05: a new password ends what whoever knew the old one had begun."""
    who = world.someone(with_totp=True)
    begun = attempts.with_proof(
        after_password(world, who, HOME, 2), Proof(factor="passkey", at=world.clock.at)
    )
    known = world.context().credentials.by_account(who.account_id)
    assert known is not None
    assert known.password is not None
    fresh = world.context().hashing.hash("núi Ba Vì đứng đó nghìn năm")
    assert isinstance(fresh, str)
    assert world.context().credentials.rehash(who.account_id, known.password, PasswordHash(fresh))
    outcome = world.give_password(begun, HOME, who.username, "núi Ba Vì đứng đó nghìn năm")
    assert isinstance(outcome, NeedFactor)
    assert outcome.attempt.shown == ("password",)
