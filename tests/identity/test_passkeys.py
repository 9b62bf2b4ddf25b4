"""Passkeys of one's own: made, named and removed (MF-04, MF-05, MF-06); policy for officials."""

import json
from dataclasses import replace

import pytest

from idp.audit import events
from idp.identity import passkeys
from idp.identity.factors.passkey import party_of
from idp.identity.key_models import KeyModel, key_models_in
from idp.identity.passkeys import Enrolled, NewPasskey, NotEnrolled
from idp.identity.password_change import NeedRecentSignIn
from idp.identity.progress import RECENT
from idp.identity.session import allows_administration, authentication_of
from idp.protocol.authentication import Strength
from idp.protocol.ports import Grant
from tests.identity.passkey_steps import (
    HOME,
    ISSUER,
    a_device,
    asked,
    by_passkey,
    ceremony,
    enrolled,
    give,
    home,
)
from tests.identity.world import World, reason
from tests.support.authenticator import AAGUID, Maker
from tests.support.builders import a_client

# Making one


def test_what_the_browser_is_asked_to_make(world: World) -> None:
    """WebAuthn §5.4: discoverable, user verified, no attestation of a citizen's own device."""
    who, device = world.someone(), a_device()
    options = json.loads(ceremony(world, home(world, who)))
    assert options["rp"] == {"id": "id.example.vn", "name": "Ấn Tín"}
    assert options["user"]["name"] == "lan"
    assert options["attestation"] == "none"
    selection = options["authenticatorSelection"]
    assert (selection["residentKey"], selection["userVerification"]) == ("required", "required")
    enrolled(world, who, device)
    again = json.loads(ceremony(world, home(world, who)))
    assert [one["id"] for one in again["excludeCredentials"]] == list(device.keys)
    assert again["challenge"] != options["challenge"]


def test_a_new_passkey_counts_and_its_owner_is_told(world: World) -> None:
    """I-14."""
    who = world.someone()
    passkey = enrolled(world, who, a_device(), "  Điện\u202e thoại\n").passkey
    assert (passkey.name, passkey.factor, passkey.is_synced) == ("Điện thoại", "passkey", False)
    assert [one.passkey for one in world.recorded(events.PasskeyEnrolled)] == [passkey.id]
    told = [one.kind for one in world.identity.notices.unseen(who.account_id)]
    assert "passkey_enrolled" in told
    known = world.identity.credentials.by_account(who.account_id)
    assert known is not None
    assert known.enrolled == {"password", "passkey"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": f"{ISSUER}.evil.example"},
        {"origin": f"{ISSUER}:8443"},
        {"origin": "http://id.example.vn"},
        {"rp_id": "example.vn"},
        {"type": "webauthn.get"},
        {"challenge": "AAAA"},
    ],
)
def test_mf_05_a_key_made_for_somebody_else_is_no_key(world: World, wrong: dict[str, str]) -> None:
    session = home(world, world.someone())
    response = a_device().make(ceremony(world, session), **wrong)
    done = passkeys.enrol(session, NewPasskey(response=response, name=""), world.context())
    assert done == NotEnrolled(reason="passkey_not_made")


def test_mf_05_a_device_that_does_not_know_its_owner_makes_no_key(world: World) -> None:
    session = home(world, world.someone())
    response = a_device(verifies=False).make(ceremony(world, session))
    done = passkeys.enrol(session, NewPasskey(response=response, name=""), world.context())
    assert done == NotEnrolled(reason="passkey_not_made")


@pytest.mark.parametrize("response", ["", "{}", "[]", "null", '{"id": 1}', "\x00", "9" * 5000])
def test_what_is_no_answer_makes_no_key_and_signs_in_nobody(world: World, response: str) -> None:
    """I-04, I-10."""
    session = home(world, world.someone())
    done = passkeys.enrol(session, NewPasskey(response=response, name=""), world.context())
    assert done == NotEnrolled(reason="passkey_not_made")
    assert reason(give(world, world.begin(HOME), response)) == "passkey_refused"


def test_mf_04_a_challenge_makes_one_key_in_one_session_and_in_time(world: World) -> None:
    who, other = world.someone(), world.someone("minh")
    mine = home(world, who)
    theirs = home(world, other)
    response = NewPasskey(response=a_device().make(ceremony(world, mine)), name="")
    refused = NotEnrolled(reason="passkey_not_made")
    assert passkeys.enrol(theirs, response, world.context()) == refused
    assert isinstance(passkeys.enrol(mine, response, world.context()), Enrolled)
    assert passkeys.enrol(mine, response, world.context()) == refused
    late = NewPasskey(response=a_device().make(ceremony(world, mine)), name="")
    world.pass_time(passkeys.LIFETIME)
    assert passkeys.enrol(mine, late, world.context()) == refused


def test_a_key_is_known_once_and_nobody_has_more_than_enough(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = world.someone()
    first = enrolled(world, who, a_device()).passkey
    world.identity.passkeys.remove(who.account_id, first.id)
    session = home(world, who)
    response = NewPasskey(response=a_device().make(ceremony(world, session)), name="")
    named = json.loads(response.response)["id"]
    world.identity.passkeys.add(replace(first, account_id="x", credential_id=named))
    known = passkeys.enrol(session, response, world.context())
    assert known == NotEnrolled(reason="passkey_known")
    monkeypatch.setattr(passkeys, "MOST", 0)
    more = NewPasskey(response=a_device().make(ceremony(world, session)), name="")
    assert passkeys.enrol(session, more, world.context()) == NotEnrolled(reason="passkeys_too_many")


def test_mf_06_every_change_needs_a_recent_strong_sign_in(world: World) -> None:
    who = world.someone(with_totp=True)
    passkey = enrolled(world, who, a_device()).passkey
    session = home(world, who)
    weak = replace(session, factors=("password",))
    world.pass_time(RECENT)
    old = home(world, who)
    world.pass_time(RECENT + 1)
    context, need = world.context(), NeedRecentSignIn()
    for one in (weak, old):
        assert passkeys.begin_ceremony(one, context) == need
        assert passkeys.enrol(one, NewPasskey(response="", name=""), context) == need
        assert passkeys.rename(one, passkey.id, "x", context) == need
        assert passkeys.remove(one, passkey.id, context) == need
    assert passkeys.begin_ceremony(replace(session, account_id="gone"), context) == need


def test_mf_06_nobody_touches_the_keys_of_another(world: World) -> None:
    passkey = enrolled(world, world.someone(), a_device()).passkey
    stranger = home(world, world.someone("minh"))
    assert passkeys.rename(stranger, passkey.id, "mine now", world.context()) is False
    assert passkeys.remove(stranger, passkey.id, world.context()) is False


def test_a_key_has_the_name_that_its_owner_gives_it(world: World) -> None:
    who = world.someone()
    passkey = enrolled(world, who, a_device(), "").passkey
    session = home(world, who)
    assert passkey.name == "Passkey"
    assert passkeys.rename(session, passkey.id, "\u200b ", world.context()) is False
    assert passkeys.rename(session, passkey.id, "Máy tính", world.context()) is True
    (kept,) = world.identity.passkeys.of_account(who.account_id)
    assert kept.name == "Máy tính"
    assert [one.passkey for one in world.recorded(events.PasskeyRenamed)] == [passkey.id]


def test_rt_04_a_removed_key_ends_other_sessions_and_all_grants(world: World) -> None:
    """What ends what: a factor removed."""
    who, device = world.someone(), a_device()
    passkey = enrolled(world, who, device).passkey
    elsewhere = by_passkey(world, device)
    grant: Grant = world.grant(elsewhere, a_client())
    here = by_passkey(world, device)
    assert passkeys.remove(here, passkey.id, world.context()) is True
    assert passkeys.remove(here, passkey.id, world.context()) is False
    assert not world.lives(grant)
    living = world.identity.sessions.of_account(who.account_id, world.clock.at)
    assert [one.id for one in living] == [here.id]
    attempt = world.begin(HOME)
    assert reason(give(world, attempt, device.sign(asked(world, attempt)))) == "passkey_refused"
    told = [one.kind for one in world.identity.notices.unseen(who.account_id)]
    assert "passkey_removed" in told


def test_the_last_way_in_is_not_removed(world: World) -> None:
    """Of two keys the second stays where there is nothing else."""
    who, device = world.someone(), a_device()
    first = enrolled(world, who, device).passkey
    second = enrolled(world, who, a_device(), "").passkey
    here = by_passkey(world, device)
    world.change(who, password=None, enrolled=frozenset({"passkey", "recovery_code"}))
    assert passkeys.remove(here, second.id, world.context()) is True
    assert passkeys.remove(here, second.id, world.context()) is False
    assert passkeys.remove(here, first.id, world.context()) == "last_way_in"
    world.change(who, enrolled=frozenset({"passkey", "upstream_2"}))
    assert passkeys.remove(here, first.id, world.context()) is True


# Of officials


def under_policy(world: World, maker: Maker, aaguid: str = AAGUID) -> None:
    """Officials enrol keys of one model, to which this maker attests."""
    world.key_models = (KeyModel(aaguid=aaguid, name="Khóa mẫu", roots=(maker.root,)),)


def test_an_official_enrols_a_listed_model_and_reaches_phrh(world: World) -> None:
    """`identity.md`: hardware-bound, attested."""
    maker = Maker()
    under_policy(world, maker)
    who, device = world.someone(kind="official"), a_device(maker=maker)
    session = home(world, who)
    options = ceremony(world, session)
    assert json.loads(options)["attestation"] == "direct"
    given = NewPasskey(response=device.make(options), name="")
    done = passkeys.enrol(session, given, world.context())
    assert isinstance(done, Enrolled)
    assert (done.passkey.name, done.passkey.factor) == ("Khóa mẫu", "security_key")
    assert world.recorded(events.PasskeyEnrolled)[-1].model == "Khóa mẫu"
    signed_in = by_passkey(world, device)
    assert signed_in.methods == ("hwk", "user", "mfa")
    known = authentication_of(signed_in, world.context())
    assert known.strength == Strength(level=2, resistance="phrh")
    assert allows_administration(signed_in, world.context())


@pytest.mark.parametrize("case", ["silent", "self-attested", "another model"])
def test_an_official_enrols_nothing_else(world: World, case: str) -> None:
    maker, other = Maker(), "00000000-0000-0000-0000-000000000001"
    under_policy(world, maker, other if case == "another model" else AAGUID)
    device = a_device(maker=None if case == "silent" else maker)
    session = home(world, world.someone(kind="official"))
    wrong = {"self_attested": True} if case == "self-attested" else {}
    given = NewPasskey(response=device.make(ceremony(world, session), **wrong), name="")
    done = passkeys.enrol(session, given, world.context())
    assert done == NotEnrolled(reason="passkey_model_refused")
    assert [one.aaguid for one in world.recorded(events.PasskeyRefused)] == [AAGUID]


def test_nobody_attests_in_the_name_of_another_maker(world: World) -> None:
    under_policy(world, Maker())
    session = home(world, world.someone(kind="official"))
    response = a_device(maker=Maker()).make(ceremony(world, session))
    done = passkeys.enrol(session, NewPasskey(response=response, name=""), world.context())
    assert done == NotEnrolled(reason="passkey_not_made")


def test_where_no_list_is_kept_nobody_is_believed_to_have_hardware(world: World) -> None:
    """A citizen's device is their own affair, whatever it says of itself."""
    maker = Maker()
    passkey = enrolled(world, world.someone(), a_device(maker=maker)).passkey
    assert (passkey.factor, passkey.aaguid) == ("passkey", AAGUID)


def test_the_list_of_models_is_read_or_refused() -> None:
    text = '[[model]]\naaguid = "F1D0F1D0-0000-4000-8000-00000000CAFE"\nname = "K"\nroots = ["r"]'
    assert key_models_in(text) == (KeyModel(aaguid=AAGUID, name="K", roots=("r",)),)
    assert key_models_in("") == ()
    wrong = ("model = 1", "[[model]]", "x", text.replace('"r"', ""), text.replace("F1D0", "x"))
    for one in wrong:
        with pytest.raises(ValueError):
            key_models_in(one)


def test_the_party_is_the_host_of_the_issuer() -> None:
    """MF-05, WebAuthn §5.1.2: a port belongs to the origin, never to the RP ID."""
    party = party_of("http://localhost:8000")
    assert (party.id, party.origin) == ("localhost", "http://localhost:8000")
