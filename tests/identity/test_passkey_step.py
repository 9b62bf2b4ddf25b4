"""What a passkey proves in a sign-in, alone or beside a password (MF-04, MF-05, EN-01, EN-04)."""

import json
from typing import Any

import pytest

from idp.audit import events
from idp.identity import attempt as attempts
from idp.identity import throttle
from idp.identity.attempt import Errand, LoginAttempt
from idp.identity.endings import end_session
from idp.identity.outcomes import Finished, NeedFactor, SignedIn
from idp.identity.passkey_step import second_factor_options
from idp.identity.session import open_session
from idp.protocol.authentication import Strength
from tests.identity.passkey_steps import (
    HOME,
    ISSUER,
    a_device,
    asked,
    by_passkey,
    enrolled,
    give,
    now,
)
from tests.identity.world import Someone, World, a_browser, reason


def test_a_passkey_alone_is_two_factors_that_resist_phishing(world: World) -> None:
    who, device = world.someone(), a_device()
    enrolled(world, who, device)
    session = by_passkey(world, device)
    assert (session.account_id, session.level) == (who.account_id, 2)
    assert (session.methods, session.factors) == (("swk", "user", "mfa"), ("passkey",))


def test_en_01_what_is_asked_before_anybody_is_known_depends_on_nobody(world: World) -> None:
    attempt = world.begin(HOME)
    before = json.loads(asked(world, attempt))
    enrolled(world, world.someone(), a_device())
    assert json.loads(asked(world, attempt)) == before
    assert before["allowCredentials"] == []
    assert before["userVerification"] == "required"


def test_a_passkey_is_asked_for_beside_the_password_by_name(world: World) -> None:
    who, device = world.someone(), a_device()
    passkey = enrolled(world, who, device).passkey
    outcome = world.give_password(world.begin(HOME), HOME, who.username, who.password)
    assert isinstance(outcome, NeedFactor)
    assert outcome.factor == "passkey"
    attempt = now(world, outcome.attempt)
    options = second_factor_options(attempt, world.context())
    assert [one["id"] for one in json.loads(options)["allowCredentials"]] == [passkey.credential_id]
    # Where keys are named, a browser may leave out whose they are (WebAuthn §6.3.3).
    done = give(world, attempt, device.sign(options, handle=None), alone=False)
    assert isinstance(done, SignedIn)
    assert [proof.factor for proof in done.proofs] == ["password", "passkey"]


WRONG: list[dict[str, Any]] = [
    {"origin": f"{ISSUER}.evil.example"},
    {"origin": f"{ISSUER}:8443"},
    {"origin": "https://id.example.v"},
    {"rp_id": "example.vn"},
    {"type": "webauthn.create"},
    {"challenge": "AAAA"},
    {"handle": b"somebody else"},
    {"handle": b"\xff\xfe"},
    {"handle": None},
    {"id": "AAAAAAAAAAAAAAAAAAAAAA"},
]


@pytest.mark.parametrize("wrong", WRONG)
def test_mf_05_a_wrong_answer_is_refused_and_needs_a_new_challenge(
    world: World, wrong: dict[str, Any]
) -> None:
    who, device = world.someone(), a_device()
    enrolled(world, who, device)
    attempt = world.begin(HOME)
    right = device.sign(asked(world, attempt))
    outcome = give(world, attempt, device.sign(asked(world, attempt), **wrong))
    assert reason(outcome) == "passkey_refused"
    after = now(world, attempt)
    assert after.challenge != attempt.challenge
    assert reason(give(world, after, right)) == "passkey_refused"


def test_mf_05_without_user_verification_a_key_proves_nothing(world: World) -> None:
    who, device = world.someone(), a_device()
    enrolled(world, who, device)
    device.verifies = False
    attempt = world.begin(HOME)
    assert reason(give(world, attempt, device.sign(asked(world, attempt)))) == "passkey_refused"
    failed = world.recorded(events.SignInFailed)[-1]
    assert (failed.subject, failed.factor) == (who.account_id, "passkey")


def test_mf_04_an_answer_counts_once_and_in_its_own_attempt(world: World) -> None:
    who, device = world.someone(), a_device()
    enrolled(world, who, device)
    one, other = world.begin(HOME), world.begin(HOME)
    response = device.sign(asked(world, one))
    assert reason(give(world, other, response)) == "passkey_refused"
    outcome = give(world, one, response)
    assert isinstance(outcome, SignedIn)
    assert reason(give(world, one, response)) == "passkey_refused"
    assert world.recorded(events.SignInFailed)[-1].reason == "passkey_replayed"
    done = attempts.complete(outcome.attempt, "s", world.context())
    assert isinstance(give(world, done, response), Finished)


def test_mf_04_the_key_of_another_is_no_second_factor(world: World) -> None:
    mine, theirs = a_device(), a_device()
    who, other = world.someone(), world.someone("minh")
    enrolled(world, who, mine)
    enrolled(world, other, theirs)
    outcome = world.give_password(world.begin(HOME), HOME, who.username, who.password)
    assert isinstance(outcome, NeedFactor)
    attempt = now(world, outcome.attempt)
    refused = give(world, attempt, theirs.sign(asked(world, attempt)), alone=False)
    assert reason(refused) == "passkey_refused"
    # Alone it signs in its own owner, and what the other showed is gone.
    again = now(world, attempt)
    outcome = give(world, again, theirs.sign(asked(world, again)))
    assert isinstance(outcome, SignedIn)
    assert outcome.account_id == other.account_id
    assert [proof.factor for proof in outcome.proofs] == ["passkey"]


def test_mf_04_beside_nothing_a_passkey_is_no_second_factor(world: World) -> None:
    device = a_device()
    enrolled(world, world.someone(), device)
    attempt = world.begin(HOME)
    outcome = give(world, attempt, device.sign(asked(world, attempt)), alone=False)
    assert reason(outcome) == "passkey_refused"


def test_mf_05_a_counter_that_goes_back_is_an_alarm_and_a_refusal(world: World) -> None:
    """WebAuthn §6.1.1: there may be two of it."""
    who, device = world.someone(), a_device(counter=7)
    passkey = enrolled(world, who, device).passkey
    by_passkey(world, device)
    device.counter = 3
    attempt = world.begin(HOME)
    assert reason(give(world, attempt, device.sign(asked(world, attempt)))) == "passkey_refused"
    alarm = world.recorded(events.PasskeyCounterRegressed)
    assert [(one.subject, one.passkey) for one in alarm] == [(who.account_id, passkey.id)]
    told = [one.kind for one in world.identity.notices.unseen(who.account_id)]
    assert "passkey_counter" in told


def test_a_synced_key_that_never_counts_is_no_alarm(world: World) -> None:
    device = a_device(grows=False)
    enrolled(world, world.someone(), device)
    assert by_passkey(world, device).id != by_passkey(world, device).id
    assert world.recorded(events.PasskeyCounterRegressed) == []


def test_en_04_a_passkey_gets_in_while_others_guess(world: World) -> None:
    """I-06: the owner is never locked out by it."""
    who, device = world.someone(), a_device()
    enrolled(world, who, device)
    quán = a_browser("quán", "192.0.2.9")
    for _ in range(throttle.FREE + 2):
        world.give_password(world.begin(quán), quán, who.username, "đoán bừa mà thôi")
    assert by_passkey(world, device).account_id == who.account_id


def test_a_locked_account_is_told_so_only_by_its_own_key(world: World) -> None:
    """I-07."""
    who, device = world.someone(), a_device()
    enrolled(world, who, device)
    world.identity.accounts.change_status(who.account_id, "locked", "asked", world.clock.at)
    attempt = world.begin(HOME)
    assert reason(give(world, attempt, device.sign(asked(world, attempt)))) == "account_locked"


def test_a_step_up_by_passkey_keeps_what_was_shown(world: World) -> None:
    who, device = world.someone(with_totp=True), a_device()
    enrolled(world, who, device)
    attempt = after_totp(world, who)
    options = second_factor_options(attempt, world.context())
    outcome = give(world, attempt, device.sign(options), alone=False)
    assert isinstance(outcome, SignedIn)
    session = open_session(outcome, None, HOME, world.context()).session
    assert session.methods == ("pwd", "swk", "user", "otp", "mfa")


def after_totp(world: World, who: Someone) -> LoginAttempt:
    """A step-up to `phr` of somebody who signed in by password and code."""
    world.pass_time(60)
    attempt = after_password_by_code(world, who)
    session = open_session(attempt, None, HOME, world.context()).session
    errand = Errand(resistance="phr")
    begun = attempts.begin_step_up(session, errand, HOME, world.context())
    assert begun.demanded == Strength(level=1, resistance="phr")
    end_session(session, world.context())
    return begun


def after_password_by_code(world: World, who: Someone) -> SignedIn:
    outcome = world.give_password(world.begin(HOME), HOME, who.username, who.password)
    assert isinstance(outcome, NeedFactor)
    assert outcome.factor == "passkey"
    signed_in = world.give_code(now(world, outcome.attempt), HOME, world.code(who))
    assert isinstance(signed_in, SignedIn)
    return signed_in
