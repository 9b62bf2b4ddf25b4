"""The proofs of a recovery: each counts once, under the one throttle (RC-03)."""

from dataclasses import replace

import pytest

from idp.audit import events
from idp.identity import recovery_proofs
from idp.identity.outcomes import NeedFactor, SignedIn, Throttled
from idp.identity.recovery_password import ProofMissing, Recovered
from idp.identity.recovery_proofs import CodeTyped, NotAsked, NotShown, Shown, WeighedProof
from tests.identity.recovering import (
    CAFE,
    HOME,
    NEW_PASSWORD,
    FullAfterTheLook,
    begun,
    by_mail,
    codes_of,
    credentials_of,
    has_password,
    set_password,
    shown,
    told,
    type_code,
    waited,
)
from tests.identity.world import World, after_password


def test_two_proofs_set_a_password_and_nobody_is_signed_in(world: World) -> None:
    who = world.someone(with_totp=True)
    session = world.session_of(who).session
    world.pass_time(30)
    code = codes_of(world, who)[0].text
    under_way = shown(world, begun(world), code, "recovery_code")
    assert isinstance(set_password(world, under_way), ProofMissing)
    assert recovery_proofs.asks_for_app(under_way, credentials_of(world, who))
    under_way = shown(world, under_way, world.code(who), "totp")
    assert isinstance(set_password(world, under_way), Recovered)
    assert has_password(world, who, NEW_PASSWORD)
    assert world.identity.sessions.of_account(who.account_id, world.clock.at) == []
    ended = world.recorded(events.SessionEnded)
    assert [(one.session, one.reason) for one in ended] == [(session.id, "recovered")]
    assert {"recovery_code_used", "recovered"} <= set(told(world, who))
    assert world.recorded(events.PasswordChanged)[-1].cause == "recovery"
    assert world.recorded(events.RecoveryFinished)[-1].proofs == ("recovery_code", "second_factor")


def test_after_a_recovery_the_second_factor_is_still_asked_for(world: World) -> None:
    who = world.someone(with_totp=True)
    assert isinstance(set_password(world, waited(world)), Recovered)
    attempt = world.begin(HOME)
    outcome = world.give_password(attempt, HOME, "lan", NEW_PASSWORD)
    assert isinstance(outcome, NeedFactor)
    assert outcome.factor == "totp"
    assert isinstance(world.give_code(outcome.attempt, HOME, world.code(who)), SignedIn)


def test_a_proof_that_counts_already_is_not_spent_twice(world: World) -> None:
    who = world.someone(with_totp=True)
    first, second = (code.text for code in codes_of(world, who)[:2])
    under_way = shown(world, begun(world), first, "recovery_code")
    assert type_code(world, under_way, second) == Shown(recovery=under_way)
    assert world.context().recovery_codes.remaining(who.account_id) == 9


def test_the_app_is_asked_only_behind_another_proof(world: World) -> None:
    who = world.someone(with_totp=True)
    assert isinstance(type_code(world, begun(world), world.code(who), "totp"), NotAsked)
    plain = world.someone("minh")
    codes_of(world, plain)
    under_way = by_mail(world, "minh")
    assert isinstance(type_code(world, under_way, "000000", "totp"), NotAsked)


def test_a_code_of_the_app_counts_once_here_too(world: World) -> None:
    who = world.someone(with_totp=True)
    world.signed_in(who, HOME)
    under_way = by_mail(world)
    assert type_code(world, under_way, world.code(who), "totp") == NotShown(reason="otp_wrong")
    world.pass_time(30)
    assert isinstance(type_code(world, under_way, world.code(who), "totp"), Shown)


def test_a_race_for_one_code_has_one_winner(world: World) -> None:
    who = world.someone(with_totp=True)
    typed = CodeTyped(method="recovery_code", code=codes_of(world, who)[0].text)
    tries = [begun(world), begun(world)]
    weighed = [recovery_proofs.weigh(one, typed, HOME, world.context()) for one in tries]
    ready = [one for one in weighed if isinstance(one, WeighedProof)]
    outcomes = [recovery_proofs.settle(one, world.context()) for one in ready]
    assert [type(outcome) for outcome in outcomes] == [Shown, NotShown]


def test_a_code_shown_in_a_recovery_that_went_on_elsewhere_helps_nobody(world: World) -> None:
    who = world.someone(with_totp=True)
    first, second = codes_of(world, who)[:2]
    stale = begun(world)
    shown(world, stale, first.text, "recovery_code")
    assert isinstance(type_code(world, stale, second.text), NotAsked)


def test_a_full_source_is_told_nothing(world: World) -> None:
    world.someone(with_totp=True)
    under_way = begun(world)
    typed = CodeTyped(method="recovery_code", code="2" * 16)
    crowded = replace(world.context(), source_limits=FullAfterTheLook())
    assert isinstance(recovery_proofs.show(under_way, typed, HOME, crowded), Throttled)
    weighed = recovery_proofs.weigh(under_way, typed, HOME, world.context())
    assert isinstance(weighed, WeighedProof)
    for _ in range(60):
        world.identity.source_limits.add_failure(HOME.source, world.clock.at)
    assert isinstance(recovery_proofs.settle(weighed, world.context()), Throttled)
    assert isinstance(type_code(world, under_way, "2" * 16), Throttled)


@pytest.mark.parametrize(
    ("typed", "method", "why"),
    [
        ("", "recovery_code", "recovery_code_missing"),
        ("12", "recovery_code", "recovery_code_malformed"),
        (" ", "totp", "otp_missing"),
        ("12", "totp", "otp_malformed"),
        ("000000", "totp", "otp_wrong"),
    ],
)
def test_what_was_wrong_is_named(world: World, typed: str, method: str, why: str) -> None:
    world.someone(with_totp=True)
    under_way = by_mail(world)
    outcome = type_code(world, under_way, typed, method)  # type: ignore[arg-type]
    assert outcome == NotShown(reason=why)  # type: ignore[arg-type]


def test_wrong_codes_wait_and_a_hundred_switch_the_app_off(world: World) -> None:
    who = world.someone(with_totp=True)
    under_way = by_mail(world)
    for _ in range(5):
        assert isinstance(type_code(world, under_way, "000000", "totp"), NotShown)
    assert isinstance(type_code(world, under_way, "000000", "totp"), Throttled)
    world.change(who, totp_failures=99)
    world.pass_time(30)
    assert isinstance(type_code(world, under_way, "000000", "totp"), NotShown)
    assert len(world.recorded(events.TotpDisabled)) == 1
    assert "totp_disabled" in told(world, who)


def test_codes_of_a_recovery_and_of_a_sign_in_share_one_count(world: World) -> None:
    who = world.someone(with_totp=True)
    under_way = by_mail(world, visit=CAFE)
    for _ in range(5):
        type_code(world, under_way, "000000", "totp")
    attempt = after_password(world, who, HOME)
    assert isinstance(world.give_code(attempt, HOME, world.code(who)), Throttled)
