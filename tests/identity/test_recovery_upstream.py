"""An identity issued elsewhere as proof of a recovery: of its own account only, once (RC-03)."""

from dataclasses import replace

import pytest

from idp.audit import events
from idp.identity import recovery, recovery_upstream
from idp.identity.elsewhere import Departure, Told
from idp.identity.factors.password import Busy
from idp.identity.recovery_links import wait
from idp.identity.recovery_password import ProofMissing, Recovered
from idp.identity.recovery_ports import Recovery
from idp.identity.recovery_proofs import NotAsked, NotShown, Shown
from idp.identity.recovery_upstream import Outcome, WeighedIdentity, come_back, depart
from idp.identity.upstream_step import come_back as come_back_to_sign_in
from tests.identity.recovering import (
    CAFE,
    HOME,
    begun,
    by_mail,
    codes_of,
    set_password,
    shown,
    waited,
)
from tests.identity.upstreams import EID, connect, linked, links_of, told
from tests.identity.world import Someone, World

NOT_THEIRS = NotShown(reason="upstream_not_theirs")


@pytest.fixture(autouse=True)
def _connected(world: World) -> None:
    connect(world)


def of_the_eid(world: World, name: str = "lan", *, with_totp: bool = False) -> Someone:
    """Somebody who linked an identity."""
    who = world.someone(name, with_totp=with_totp)
    linked(world, who, subject=f"{name} there")
    return who


def left(world: World, under_way: Recovery) -> Departure:
    return depart(under_way, EID, world.context())


def give(world: World, under_way: Recovery, what: Told) -> Outcome:
    return recovery_upstream.show_identity(under_way, what, HOME, world.context())


def by_identity(world: World, under_way: Recovery, subject: str = "lan there") -> Recovery:
    outcome = give(world, under_way, told(world, subject))
    assert isinstance(outcome, Shown), outcome
    return outcome.recovery


# The way there and back


def test_a_state_leads_back_once_in_the_browser_that_left(world: World) -> None:
    under_way = begun(world)
    departure = left(world, under_way)
    assert come_back(departure.state, "eid", CAFE, world.context()) is None
    assert come_back(departure.state, "other", HOME, world.context()) is None
    assert come_back_to_sign_in(departure.state, "eid", HOME, world.context()) is None
    assert come_back(departure.state, "eid", HOME, world.context()) == (under_way, departure)
    assert come_back(departure.state, "eid", HOME, world.context()) is None
    assert come_back("made up", "eid", HOME, world.context()) is None


def test_a_later_departure_ends_the_first_and_half_an_hour_ends_both(world: World) -> None:
    under_way = begun(world)
    first, second = left(world, under_way), left(world, under_way)
    assert first.state != second.state
    assert first.nonce != second.nonce
    assert come_back(first.state, "eid", HOME, world.context()) is None
    world.pass_time(recovery.LIFETIME)
    assert come_back(second.state, "eid", HOME, world.context()) is None


@pytest.mark.parametrize("kept", [None, b"nothing that was sealed here"])
def test_a_departure_that_was_lost_or_changed_leads_nowhere(
    world: World, kept: bytes | None
) -> None:
    under_way = begun(world)
    departure = left(world, under_way)
    room, ephemeral = "recovery departure", world.context().ephemeral
    ephemeral.drop(room, under_way.id)
    if kept is not None:
        ephemeral.put(room, under_way.id, kept, 60)
    assert come_back(departure.state, "eid", HOME, world.context()) is None


def test_a_departure_of_a_recovery_that_died_leads_nowhere(world: World) -> None:
    who = world.someone()
    departure = left(world, begun(world))
    fresh = world.hashing.hash("mật khẩu khác hẳn rồi nhé")
    assert not isinstance(fresh, Busy)
    world.identity.credentials.set_password(who.account_id, fresh, world.clock.at)
    assert come_back(departure.state, "eid", HOME, world.context()) is None


# Whose it is


def test_one_factor_is_proven_by_the_identity_alone_and_nobody_is_signed_in(world: World) -> None:
    who = of_the_eid(world)
    under_way = by_identity(world, begun(world))
    assert under_way.proofs == ("upstream",)
    assert isinstance(set_password(world, under_way), Recovered)
    assert world.identity.sessions.of_account(who.account_id, world.clock.at) == []
    assert world.recorded(events.RecoveryFinished)[-1].proofs == ("upstream",)
    assert links_of(world, who) == ["eid"]


def test_two_factors_need_one_more_proof(world: World) -> None:
    who = of_the_eid(world, with_totp=True)
    under_way = by_identity(world, begun(world))
    assert isinstance(set_password(world, under_way), ProofMissing)
    under_way = shown(world, under_way, codes_of(world, who)[0].text, "recovery_code")
    assert isinstance(set_password(world, under_way), Recovered)


def test_an_identity_of_another_account_or_of_nobody_proves_nothing(world: World) -> None:
    of_the_eid(world)
    minh = of_the_eid(world, "minh")
    before = world.identity.links.of_account(minh.account_id)
    for name in ("lan", "nobody"):
        for subject in ("minh there", "a stranger"):
            assert give(world, begun(world, name), told(world, subject)) == NOT_THEIRS
    assert world.identity.links.of_account(minh.account_id) == before
    failed = world.recorded(events.SignInFailed)[-4:]
    assert [one.subject is None for one in failed] == [False, False, True, True]
    assert {(one.factor, one.reason) for one in failed} == {("upstream_1", "upstream_not_theirs")}


def test_a_level_that_is_not_in_the_table_is_no_proof_for_anybody(world: World) -> None:
    of_the_eid(world)
    for name in ("lan", "nobody"):
        outcome = give(world, begun(world, name), told(world, acr="made up"))
        assert outcome == NotShown(reason="upstream_level_unknown")


def test_what_may_not_sign_in_does_not_prove_either(world: World) -> None:
    who = of_the_eid(world)
    world.upstreams = {"eid": replace(EID, kinds=frozenset({"official"}))}
    assert give(world, begun(world), told(world)) == NOT_THEIRS
    world.upstreams = {"eid": EID}
    world.change(who, barred=frozenset({"upstream_1"}))
    assert give(world, begun(world), told(world)) == NOT_THEIRS
    assert isinstance(give(world, begun(world), told(world, acr="high")), Shown)


def test_the_proof_counts_once(world: World) -> None:
    of_the_eid(world, with_totp=True)
    stale = begun(world)
    under_way = by_identity(world, stale)
    assert give(world, under_way, told(world)) == Shown(recovery=under_way)
    assert isinstance(give(world, stale, told(world)), NotAsked)


def test_a_race_for_one_proof_has_one_winner(world: World) -> None:
    of_the_eid(world)
    under_way = begun(world)
    context = world.context()
    weighed = [recovery_upstream.weigh(under_way, told(world), context) for _ in range(2)]
    ready = [one for one in weighed if isinstance(one, WeighedIdentity)]
    outcomes = [recovery_upstream.settle(one, HOME, context) for one in ready]
    assert [type(outcome) for outcome in outcomes] == [Shown, NotAsked]


def test_the_link_knows_when_it_was_used_and_rises_to_no_level(world: World) -> None:
    who = of_the_eid(world)
    world.pass_time(60)
    give(world, begun(world), told(world, acr="high"))
    (link,) = world.identity.links.of_account(who.account_id)
    assert (link.level, link.used_at) == (1, world.clock.at)


def test_who_waits_is_asked_for_nothing(world: World) -> None:
    of_the_eid(world, with_totp=True)
    waiting = wait(by_mail(world), world.context())
    assert waiting is not None
    assert isinstance(give(world, waiting, told(world)), NotAsked)
    assert waited(world).proofs == ("channel", "waited")
