"""The end of a recovery: a new password, nothing lowered, nobody signed in (RC-03)."""

import pytest

from idp.identity import recovery, recovery_links, recovery_password
from idp.identity.factors.password import Busy
from idp.identity.login import RecoveryCodeGiven, submit
from idp.identity.outcomes import NeedFactor, SignedIn
from idp.identity.recovery import find, path_of, with_proof
from idp.identity.recovery_links import Dead, open_link
from idp.identity.recovery_password import AccountLocked, NotSet, ProofMissing, Recovered
from tests.identity.recovering import (
    CAFE,
    HOME,
    NEW_PASSWORD,
    begun,
    codes_of,
    credentials_of,
    has_password,
    link_for,
    opened,
    set_password,
    shown,
    waited,
)
from tests.identity.world import World


def test_a_password_is_set_once_and_kills_every_other_recovery(world: World) -> None:
    world.someone()
    other = link_for(world, begun(world, visit=CAFE), CAFE)
    back = waited(world)
    assert isinstance(set_password(world, back), Recovered)
    assert isinstance(set_password(world, back), ProofMissing)
    assert find(back.id, CAFE, world.context()) is None
    assert isinstance(open_link(other, CAFE, world.context()), Dead)


def test_two_at_once_set_one_password(world: World) -> None:
    world.someone()
    back = waited(world)
    weighed = [recovery_password.weigh(back, NEW_PASSWORD, world.context()) for _ in range(2)]
    ready = [one for one in weighed if isinstance(one, recovery_password.WeighedReset)]
    outcomes = [recovery_password.settle(one, world.context()) for one in ready]
    assert [type(outcome) for outcome in outcomes] == [Recovered, ProofMissing]


def test_a_password_that_changed_meanwhile_stays(world: World) -> None:
    who = world.someone()
    weighed = recovery_password.weigh(waited(world), NEW_PASSWORD, world.context())
    assert isinstance(weighed, recovery_password.WeighedReset)
    fresh = world.hashing.hash("mật khẩu khác hẳn rồi nhé")
    assert not isinstance(fresh, Busy)
    world.identity.credentials.set_password(who.account_id, fresh, world.clock.at)
    assert isinstance(recovery_password.settle(weighed, world.context()), ProofMissing)
    assert not has_password(world, who, NEW_PASSWORD)


def test_a_locked_account_is_told_only_after_every_proof(world: World) -> None:
    who = world.someone()
    back = waited(world)
    world.identity.accounts.change_status(who.account_id, "locked", "test", world.clock.at)
    assert isinstance(set_password(world, back), AccountLocked)
    assert isinstance(set_password(world, begun(world)), ProofMissing)


def test_the_rules_for_passwords_hold_here_too(world: World) -> None:
    world.someone()
    back = waited(world)
    for new, why in (("", "new_password_missing"), ("ngắn", "password_too_short")):
        outcome = recovery_password.set_password(back, new, world.context())
        assert outcome == NotSet(reason=why)  # type: ignore[arg-type]


def test_a_full_hashing_pool_spends_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.someone()
    back = waited(world)
    with monkeypatch.context() as patched:
        patched.setattr(world.hashing, "hash", lambda _password: Busy())
        assert isinstance(set_password(world, back), Busy)
    assert isinstance(set_password(world, back), Recovered)


def test_a_second_factor_enrolled_meanwhile_is_asked_for(world: World) -> None:
    """I-05: judged by what protects the account at this moment."""
    who = world.someone()
    code = codes_of(world, who)[0].text
    under_way = shown(world, begun(world), code, "recovery_code")
    assert path_of(under_way, credentials_of(world, who)) is not None
    world.identity.credentials.set_totp(who.account_id, b"seed", 0, world.clock.at)
    assert isinstance(set_password(world, under_way), ProofMissing)


def test_who_answered_this_was_not_me_comes_back_with_one_proof(world: World) -> None:
    who = world.someone(with_totp=True)
    token = recovery_links.begin_after_not_me(who.account_id, world.context())
    under_way = opened(world, token, CAFE)
    assert under_way.proofs == ("channel",)
    assert isinstance(set_password(world, under_way), ProofMissing)
    under_way = shown(world, under_way, world.code(who), "totp")
    assert isinstance(set_password(world, under_way), Recovered)


def test_a_proof_counts_once_in_the_list(world: World) -> None:
    under_way = with_proof(with_proof(begun(world), "channel"), "channel")
    assert under_way.proofs == ("channel",)


def test_a_clerks_way_leads_to_new_codes_and_both_factors_are_asked_for(world: World) -> None:
    who = world.someone(with_totp=True)
    codes_of(world, who)
    credentials = credentials_of(world, who)
    fresh = recovery.new_recovery(who.account_id, credentials, world.context())
    cancellable, cancel = recovery_links.with_cancel(with_proof(fresh, "clerk"))
    offered, link = recovery_links.offered(cancellable)
    world.identity.recoveries.add(offered)
    assert recovery_links.may_cancel(cancel, world.context())
    outcome = set_password(world, opened(world, link))
    assert isinstance(outcome, Recovered)
    assert len(outcome.codes) == 10
    attempt = world.begin(HOME)
    asked = world.give_password(attempt, HOME, "lan", NEW_PASSWORD)
    assert isinstance(asked, NeedFactor)
    given = RecoveryCodeGiven(code=outcome.codes[0].text)
    assert isinstance(submit(asked.attempt, given, HOME, world.context()), SignedIn)
