"""A passkey as proof of a recovery: asked of everybody, its owner's alone, once (MF-04, MF-05)."""

import json
from typing import Any

import pytest

from idp.audit import events
from idp.identity import recovery_passkey
from idp.identity.passkey_ports import Passkey
from idp.identity.recovery import PATHS, helps
from idp.identity.recovery_links import wait
from idp.identity.recovery_passkey import Outcome, WeighedPasskey, options
from idp.identity.recovery_password import ProofMissing, Recovered
from idp.identity.recovery_ports import Recovery
from idp.identity.recovery_proofs import NotAsked, NotShown, Shown
from tests.identity.passkey_steps import a_device, enrolled
from tests.identity.passkey_steps import asked as asked_at_sign_in
from tests.identity.recovering import (
    CAFE,
    HOME,
    begun,
    by_mail,
    codes_of,
    set_password,
    shown,
    told,
    waited,
)
from tests.identity.world import Someone, World
from tests.support.authenticator import Authenticator

REFUSED = NotShown(reason="passkey_refused")


def of_a_device(world: World, name: str = "lan") -> tuple[Someone, Authenticator, Passkey]:
    who, device = world.someone(name), a_device()
    return who, device, enrolled(world, who, device).passkey


def give(world: World, under_way: Recovery, response: str) -> Outcome:
    return recovery_passkey.show_passkey(under_way, response, HOME, world.context())


def signed(world: World, under_way: Recovery, device: Authenticator, **wrong: Any) -> str:
    return device.sign(options(under_way, world.context()), **wrong)


def by_passkey(world: World, under_way: Recovery, device: Authenticator) -> Recovery:
    outcome = give(world, under_way, signed(world, under_way, device))
    assert isinstance(outcome, Shown), outcome
    return outcome.recovery


def counter(world: World, who: Someone) -> int:
    return world.identity.passkeys.of_account(who.account_id)[0].sign_count


def test_before_every_other_proof_a_passkey_counts_and_alone_it_does_not_suffice(
    world: World,
) -> None:
    who, device, _passkey = of_a_device(world)
    under_way = by_passkey(world, begun(world), device)
    assert under_way.proofs == ("second_factor",)
    assert counter(world, who) == device.counter
    assert isinstance(set_password(world, under_way), ProofMissing)
    under_way = shown(world, under_way, codes_of(world, who)[0].text, "recovery_code")
    assert isinstance(set_password(world, under_way), Recovered)
    assert world.recorded(events.RecoveryFinished)[-1].proofs == ("second_factor", "recovery_code")
    assert world.identity.sessions.of_account(who.account_id, world.clock.at) == []
    assert len(world.identity.passkeys.of_account(who.account_id)) == 1


def test_behind_the_mailbox_a_passkey_is_the_second_proof(world: World) -> None:
    _who, device, _passkey = of_a_device(world)
    assert isinstance(set_password(world, by_passkey(world, by_mail(world), device)), Recovered)


def test_the_authenticator_and_a_passkey_are_one_proof(world: World) -> None:
    who = world.someone(with_totp=True)
    device = a_device()
    enrolled(world, who, device)
    world.pass_time(30)
    under_way = shown(world, by_mail(world), world.code(who), "totp")
    before = counter(world, who)
    assert give(world, under_way, signed(world, under_way, device)) == Shown(recovery=under_way)
    assert counter(world, who) == before


def test_en_01_what_the_browser_is_asked_depends_on_nobody(world: World) -> None:
    of_a_device(world)
    world.someone("minh")
    asked = []
    for name in ("lan", "minh", "nobody"):
        told_to_browser = json.loads(options(begun(world, name), world.context()))
        assert len(told_to_browser.pop("challenge")) == 43
        asked.append(told_to_browser)
    assert asked[0] == asked[1] == asked[2]
    assert (asked[0]["allowCredentials"], asked[0]["userVerification"]) == ([], "required")


def test_a_key_of_somebody_else_proves_nothing_and_stays_as_it_was(world: World) -> None:
    of_a_device(world)
    thief, device, _passkey = of_a_device(world, "minh")
    before = counter(world, thief)
    for name in ("lan", "nobody"):
        under_way = begun(world, name)
        assert give(world, under_way, signed(world, under_way, device)) == REFUSED
    assert counter(world, thief) == before
    failed = world.recorded(events.SignInFailed)[-2:]
    assert [one.subject is None for one in failed] == [False, True]
    assert {(one.factor, one.reason) for one in failed} == {("passkey", "passkey_wrong")}


def test_an_answer_counts_once_and_for_this_recovery(world: World) -> None:
    _who, device, _passkey = of_a_device(world)
    first, second = begun(world), begun(world, visit=CAFE)
    response = signed(world, first, device)
    assert give(world, second, response) == REFUSED
    assert isinstance(give(world, first, response), Shown)
    assert give(world, begun(world), response) == REFUSED
    assert isinstance(give(world, first, signed(world, first, device)), NotAsked)  # it went on


def test_a_race_for_one_answer_has_one_winner(world: World) -> None:
    _who, device, _passkey = of_a_device(world)
    under_way = begun(world)
    response = signed(world, under_way, device)
    weighed = [recovery_passkey.weigh(under_way, response, world.context()) for _ in range(2)]
    ready = [one for one in weighed if isinstance(one, WeighedPasskey)]
    outcomes = [recovery_passkey.settle(one, HOME, world.context()) for one in ready]
    assert [type(outcome) for outcome in outcomes] == [Shown, NotShown]


def test_an_answer_to_a_sign_in_is_none_to_a_recovery(world: World) -> None:
    _who, device, _passkey = of_a_device(world)
    attempt = world.begin(HOME)
    response = device.sign(asked_at_sign_in(world, attempt))
    assert give(world, begun(world), response) == REFUSED


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://id.example.vn.evil"},
        {"rp_id": "evil.example"},
        {"handle": b"another person"},
        {"handle": None},
        {"id": "AAAAAAAAAAAAAAAAAAAAAA"},
        {"challenge": "AAAAAAAAAAAAAAAAAAAAAAAA"},
        {"type": "webauthn.create"},
    ],
)
def test_a_wrong_answer_is_refused_and_the_next_one_counts(
    world: World, wrong: dict[str, Any]
) -> None:
    _who, device, _passkey = of_a_device(world)
    under_way = begun(world)
    assert give(world, under_way, signed(world, under_way, device, **wrong)) == REFUSED
    assert isinstance(give(world, under_way, signed(world, under_way, device)), Shown)


@pytest.mark.parametrize(
    "text", ["", "{}", "null", '{"id":"AAAA","rawId":"AAAA","type":"public-key","response":{}}']
)
def test_what_is_no_answer_is_refused(world: World, text: str) -> None:
    of_a_device(world)
    assert give(world, begun(world), text) == REFUSED


def test_what_the_device_did_not_say_readably_is_refused(world: World) -> None:
    _who, device, _passkey = of_a_device(world)
    under_way = begun(world)
    answer = json.loads(signed(world, under_way, device))
    answer["response"]["clientDataJSON"] = "AAAA"
    assert give(world, under_way, json.dumps(answer)) == REFUSED


def test_without_user_verification_a_passkey_proves_nothing(world: World) -> None:
    _who, device, _passkey = of_a_device(world)
    device.verifies = False
    under_way = begun(world)
    assert give(world, under_way, signed(world, under_way, device)) == REFUSED


def test_a_counter_that_went_back_is_an_alarm_and_no_proof(world: World) -> None:
    who, device, passkey = of_a_device(world)
    device.counter = 9
    by_passkey(world, begun(world), device)
    device.counter = 2
    under_way = begun(world)
    assert give(world, under_way, signed(world, under_way, device)) == REFUSED
    alarms = world.recorded(events.PasskeyCounterRegressed)
    assert [(one.subject, one.passkey) for one in alarms] == [(who.account_id, passkey.id)]
    assert "passkey_counter" in told(world, who)
    assert counter(world, who) == 10


def test_a_passkey_that_the_agency_bars_proves_nothing(world: World) -> None:
    who, device, _passkey = of_a_device(world)
    world.change(who, barred=frozenset({"passkey"}))
    under_way = begun(world)
    assert give(world, under_way, signed(world, under_way, device)) == REFUSED


def test_who_waits_is_asked_for_nothing(world: World) -> None:
    _who, device, _passkey = of_a_device(world)
    waiting = wait(by_mail(world), world.context())
    assert waiting is not None
    assert not helps(waiting, "second_factor")
    assert isinstance(give(world, waiting, signed(world, waiting, device)), NotAsked)
    assert waited(world).proofs == ("channel", "waited")


def test_the_tables_say_what_helps(world: World) -> None:
    for name in ("lan", "nobody"):
        under_way = begun(world, name)
        for proof in {one for path in PATHS for one in path.proofs}:
            assert helps(under_way, proof)
    code = codes_of(world, world.someone())[0].text
    assert not helps(shown(world, begun(world), code, "recovery_code"), "recovery_code")
