"""What an agency bars for its officials is added by nobody, however the page is gone around."""

from dataclasses import replace
from itertools import combinations

import pytest

from idp.identity import attempt as attempts
from idp.identity import channel_change, passkeys
from idp.identity import recovery_codes as codes
from idp.identity.assurance import DEFAULT_POLICY, NothingMissing, Policy, leaves_a_way
from idp.identity.attempt import Errand
from idp.identity.channel_change import NotDone
from idp.identity.factors import FactorName
from idp.identity.key_models import KeyModel
from idp.identity.outcomes import NeedLink, SignedIn
from idp.identity.own_certificates import add_own
from idp.identity.passkeys import NewPasskey, NotEnrolled
from idp.identity.ports import Session
from idp.identity.progress import standing
from idp.identity.recovery_codes import SecondFactorMissing
from tests.identity.test_certificate_step import proof_for
from tests.identity.upstreams import connect, give, stored, told
from tests.identity.world import Someone, World, a_browser

HOME = a_browser()


def barred(world: World, *factors: FactorName) -> tuple[Someone, Session]:
    """An official at home, whose agency bars these; with an app and confirmed addresses."""
    who = world.someone(kind="official", with_totp=True, reachable=True)
    cookie = world.session_of(who, HOME).cookie
    world.change(who, barred=frozenset(factors))
    session = world.identity.sessions.by_hash(cookie.hash)
    assert session is not None
    return who, session


def test_codes_by_message_are_not_switched_on_but_off(world: World) -> None:
    _, session = barred(world, "one_time_sms")
    context = world.context()
    refused = channel_change.switch_codes(session, "sms", context, on=True)
    assert refused == NotDone(reason="factor_not_allowed")
    for on in (True, False):
        done = channel_change.switch_codes(session, "email", context, on=on)
        assert done == channel_change.Done()
    assert channel_change.switch_codes(session, "sms", context, on=False) == channel_change.Done()


@pytest.mark.parametrize(
    ("bar", "listed", "may_add"),
    [
        ("passkey", False, False),
        ("passkey", True, True),
        ("security_key", False, True),
        ("security_key", True, False),
        ("totp", False, True),
    ],
)
def test_a_key_is_added_where_what_it_would_be_is_allowed(
    world: World, bar: FactorName, *, listed: bool, may_add: bool
) -> None:
    """Where the operator keeps a list of models, an official's key is a security key."""
    if listed:
        world.key_models = (KeyModel(aaguid="a", name="Khóa", roots=()),)
    _, session = barred(world, bar)
    assert passkeys.may_add(session, world.context()) is may_add
    refused = passkeys.enrol(session, NewPasskey(response="{}", name=""), world.context())
    assert isinstance(refused, NotEnrolled)
    assert refused.reason == ("passkey_not_made" if may_add else "factor_not_allowed")


def test_no_recovery_codes_are_made(world: World) -> None:
    _, session = barred(world, "recovery_code")
    assert codes.make_codes(session, world.context()) == SecondFactorMissing()


def test_no_certificate_is_added(world: World) -> None:
    _, session = barred(world, "certificate")
    proof = proof_for(session.id, HOME, world)
    assert add_own(session, proof, HOME, world.context()) == "factor_not_allowed"


def test_whoever_came_to_add_an_app_that_is_barred_has_nothing_to_do(world: World) -> None:
    who, session = barred(world)
    world.change(who, enrolled=frozenset({"password", "one_time_sms"}), barred=frozenset({"totp"}))
    strong = replace(session, factors=("password", "one_time_sms"))
    attempt = attempts.begin_step_up(strong, Errand(adds="totp"), HOME, world.context())
    assert standing(attempt, world.context()) == NothingMissing()


def test_an_identity_from_elsewhere_is_not_linked_at_a_level_that_is_barred(world: World) -> None:
    connect(world)
    lan = world.someone()
    world.change(lan, barred=frozenset({"upstream_1"}))
    outcome = give(world, world.begin(HOME), told(world))
    assert isinstance(outcome, NeedLink)
    attempt = stored(world, outcome.attempt)
    done = world.give_password(attempt, HOME, lan.username, lan.password)
    assert isinstance(done, SignedIn)
    assert world.identity.links.of_account(lan.account_id) == []
    kinds = [one.kind for one in world.identity.notices.unseen(lan.account_id)]
    assert kinds == ["upstream_not_linked"]


def test_some_way_that_officials_may_use_is_always_left() -> None:
    """Whatever may be barred leaves a level-2 way that a row of the table tells."""
    offered = sorted(DEFAULT_POLICY.offered)
    for number in range(len(offered) + 1):
        for bars in combinations(offered, number):
            lasting = DEFAULT_POLICY.offered - set(bars)
            left = "passkey" in lasting or {"password", "totp"} <= lasting
            assert leaves_a_way(DEFAULT_POLICY, bars) is left


def test_neither_printed_codes_nor_another_session_are_a_way_of_their_own() -> None:
    policy = Policy(offered=frozenset({"password", "recovery_code", "cross_device_2"}))
    assert not leaves_a_way(policy, ())
