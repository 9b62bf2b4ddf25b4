"""What a phone's word is worth on another screen, and what it never is (0012, I-05, I-14)."""

from dataclasses import replace

import pytest

from idp.identity import attempt as attempts
from idp.identity import cross_device as requests
from idp.identity.attempt import Errand, Proof
from idp.identity.factor_name import FactorName
from idp.identity.outcomes import NeedFactor, SignedIn
from idp.identity.password_change import is_recent
from idp.identity.progress import RECENT
from tests.identity.approving import SCREEN, approved, asked, fetch, opened
from tests.identity.passkey_steps import home
from tests.identity.world import World, reason


@pytest.mark.parametrize(
    ("shown", "level", "methods"),
    [
        (("password",), 1, ("mca",)),
        (("password", "totp"), 2, ("mca", "mfa")),
        (("passkey",), 2, ("mca", "mfa")),
        (("upstream_3",), 2, ("mca", "mfa")),
    ],
)
def test_it_is_never_more_than_the_phone_nor_resists_phishing(
    world: World, shown: tuple[FactorName, ...], level: int, methods: tuple[str, ...]
) -> None:
    phone = home(world, world.someone(), *shown)
    attempt, request = asked(world)
    assert approved(world, request, phone) == "approved"
    session = opened(world, attempt)
    assert (session.level, session.methods) == (level, methods)
    assert "phr" not in requests.own_strength(session, world.context()).resistance


def test_whoever_has_a_second_factor_is_asked_for_more_than_a_weak_phone(world: World) -> None:
    who = world.someone(with_totp=True)
    phone = home(world, who, "password")
    attempt, request = asked(world)
    assert approved(world, request, phone) == "approved"
    outcome = fetch(world, attempt)
    assert isinstance(outcome, NeedFactor)
    assert outcome.factor == "password"


def test_what_was_relayed_vouches_for_no_third_browser(world: World) -> None:
    phone = home(world, world.someone())
    attempt, request = asked(world)
    approved(world, request, phone)
    session = opened(world, attempt)
    _attempt, third = asked(world)
    assert requests.standing(third, phone, world.context()) == "may"
    assert requests.standing(third, session, world.context()) == "sign_in"


def test_i_14_what_was_relayed_changes_no_factor(world: World) -> None:
    phone = home(world, world.someone())
    attempt, request = asked(world)
    approved(world, request, phone)
    session = opened(world, attempt)
    assert is_recent(phone, world.context())
    assert not is_recent(session, world.context())


def test_an_old_or_weak_sign_in_on_the_phone_is_renewed_first(world: World) -> None:
    phone = home(world, world.someone())
    _attempt, request = asked(world)
    _attempt, strong = asked(world, level=2)
    assert requests.standing(request, phone, world.context()) == "may"
    assert requests.standing(strong, phone, world.context()) == "sign_in"
    world.pass_time(RECENT + 1)
    assert requests.standing(request, phone, world.context()) == "sign_in"


def test_an_agency_may_bar_it(world: World) -> None:
    who = world.someone()
    phone = home(world, who)
    _attempt, request = asked(world)
    barring = replace(phone, barred=frozenset({"cross_device_2"}))
    assert requests.standing(request, barring, world.context()) == "barred"


def test_barred_meanwhile_it_proves_nothing(world: World) -> None:
    """I-05."""
    who = world.someone()
    phone = home(world, who)
    attempt, request = asked(world)
    approved(world, request, phone)
    world.change(who, barred=frozenset({"cross_device_1", "cross_device_2"}))
    assert isinstance(fetch(world, attempt), NeedFactor)


def test_what_another_person_showed_before_is_gone(world: World) -> None:
    lan, khai = world.someone(with_totp=True), world.someone("khai")
    attempt, request = asked(world)
    world.give_password(attempt, SCREEN, lan.username, lan.password)
    approved(world, request, home(world, khai))
    half = attempts.find(attempt.id, SCREEN, world.context())
    assert half is not None
    assert half.shown == ("password",)
    session = opened(world, half)
    assert (session.account_id, session.factors) == (khai.account_id, ("cross_device_1",))


def test_what_the_same_person_showed_before_still_counts(world: World) -> None:
    who = world.someone(with_totp=True)
    attempt, request = asked(world)
    world.give_password(attempt, SCREEN, who.username, who.password)
    approved(world, request, home(world, who))
    half = attempts.find(attempt.id, SCREEN, world.context())
    assert half is not None
    assert opened(world, half).factors == ("password", "cross_device_2")


def test_a_phone_is_not_enough_where_more_is_asked(world: World) -> None:
    attempt = world.begin(SCREEN)
    assert requests.may_be_asked(attempt)
    assert not requests.may_be_asked(replace(attempt, resistance="phr"))
    assert not requests.may_be_asked(replace(attempt, demanded_level=3))
    assert not requests.may_be_asked(replace(attempt, adds="totp"))
    here = attempts.begin(Errand(in_person=True), SCREEN, world.context())
    assert not requests.may_be_asked(here)
    assert reason(fetch(world, here)) == "approval_lost"
    assert reason(fetch(world, attempt)) == "approval_lost"  # nothing was asked


def test_proofs_name_the_factor(world: World) -> None:
    phone = home(world, world.someone(), "password", "totp")
    attempt, request = asked(world)
    approved(world, request, phone)
    outcome = fetch(world, attempt)
    assert isinstance(outcome, SignedIn)
    assert outcome.proofs == (Proof(factor="cross_device_2", at=phone.authenticated_at),)
