"""An identity issued elsewhere: its level, the way there and back, and whom it signs in."""

from dataclasses import replace

import pytest

from idp.audit.events import UpstreamLinked
from idp.identity import attempt as attempts
from idp.identity.assurance import DEFAULT_POLICY, NothingMissing
from idp.identity.elsewhere import NoUpstreams, UpstreamFailed
from idp.identity.factors.upstream import acr_values, key_of, level_of
from idp.identity.outcomes import Finished, NeedFactor, NeedLink, SignedIn
from idp.identity.ports import PasswordHash
from idp.identity.progress import standing
from idp.identity.upstream_step import blame_source, come_back, depart, source_must_wait
from tests.identity.upstreams import (
    CLAIMS,
    EID,
    HOME,
    connect,
    give,
    linked,
    links_of,
    stored,
    told,
)
from tests.identity.world import World, a_browser, reason


@pytest.fixture(autouse=True)
def _connected(world: World) -> None:
    connect(world)


def test_the_mapping_decides_and_an_unknown_acr_is_refused_or_the_lowest(world: World) -> None:
    assert [level_of(EID, acr) for acr in ("low", "high", "highest", "")] == [1, 2, 3, None]
    assert level_of(replace(EID, unknown_acr="lowest"), "made up") == 1
    assert acr_values(EID, 2) == ["high", "highest"]
    outcome = give(world, world.begin(HOME), told(world, acr="made up"))
    assert reason(outcome) == "upstream_level_unknown"


def test_an_identity_is_issuer_and_subject_together(world: World) -> None:
    other = replace(EID, issuer="https://other.example")
    assert key_of(EID, "lan", world.custody) != key_of(other, "lan", world.custody)
    assert key_of(EID, "lan", world.custody) != key_of(EID, "hoa", world.custody)


def test_nobody_is_signed_in_by_an_identity_that_is_nobodys(world: World) -> None:
    world.someone()
    outcome = give(world, world.begin(HOME), told(world))
    assert isinstance(outcome, NeedLink)
    assert not world.recorded(UpstreamLinked)
    assert stored(world, outcome.attempt).claimed == told(world)


@pytest.mark.parametrize("with_totp", [False, True])
def test_it_is_linked_once_the_account_and_its_factors_were_shown(
    world: World, with_totp: bool
) -> None:
    lan = world.someone(with_totp=with_totp)
    signed_in = linked(world, lan)
    assert {proof.factor for proof in signed_in.proofs} >= {"password", "upstream_1"}
    assert "upstream_1" in signed_in.enrolled
    assert [one.subject for one in world.recorded(UpstreamLinked)] == [lan.account_id]
    assert [one.kind for one in world.identity.notices.unseen(lan.account_id)][-1:] == [
        "upstream_linked"
    ]
    again = give(world, world.begin(HOME), told(world))
    assert isinstance(again, NeedFactor if with_totp else SignedIn)


def test_a_linked_identity_signs_in_at_the_level_of_the_mapping(world: World) -> None:
    lan = world.someone(with_totp=True)
    linked(world, lan)
    outcome = give(world, world.begin(HOME, level=2), told(world, acr="high"))
    assert isinstance(outcome, SignedIn)
    assert [proof.factor for proof in outcome.proofs] == ["upstream_2"]


def test_what_another_person_showed_before_does_not_count(world: World) -> None:
    lan, hoa = world.someone(), world.someone("hoa", with_totp=True)
    linked(world, lan)
    attempt = world.begin(HOME)
    world.give_password(attempt, HOME, hoa.username, hoa.password)
    outcome = give(world, stored(world, attempt), told(world))
    assert isinstance(outcome, SignedIn)
    assert outcome.account_id == lan.account_id
    assert [proof.factor for proof in outcome.proofs] == ["upstream_1"]


def test_what_was_shown_with_a_password_that_is_none_any_more_does_not_count(world: World) -> None:
    """I-05: the owner changed it because somebody knew it."""
    lan = world.someone(with_totp=True)
    linked(world, lan)
    attempt = world.begin(HOME, level=2)
    world.give_password(attempt, HOME, lan.username, lan.password)
    known = world.context().credentials.by_account(lan.account_id)
    assert known is not None
    assert known.password is not None
    fresh = world.context().hashing.hash("núi Ba Vì đứng đó nghìn năm")
    assert isinstance(fresh, str)
    assert world.context().credentials.rehash(lan.account_id, known.password, PasswordHash(fresh))
    outcome = give(world, stored(world, attempt), told(world))
    assert isinstance(outcome, NeedFactor)
    assert outcome.attempt.shown == ("upstream_1",)


def test_an_identity_of_a_person_who_is_gone_signs_nobody_in(world: World) -> None:
    lan = world.someone()
    linked(world, lan)
    del world.identity.people.credentials[lan.account_id]
    assert reason(give(world, world.begin(HOME), told(world))) == "upstream_taken"


def test_a_kind_that_the_upstream_is_not_for_is_refused(world: World) -> None:
    official = world.someone(kind="official", with_totp=True)
    signed_in = linked(world, official)
    assert links_of(world, official) == []
    assert "upstream_1" not in signed_in.enrolled
    world.upstreams = {"eid": replace(EID, kinds=frozenset({"official"}))}
    world.pass_time(30)
    linked(world, official)
    assert links_of(world, official) == ["eid"]
    world.upstreams = {"eid": EID}
    assert reason(give(world, world.begin(HOME), told(world))) == "upstream_kind"


def test_a_state_is_good_once_in_its_browser_for_its_upstream(world: World) -> None:
    attempt, departure = depart(world.begin(HOME), EID, world.context())
    assert stored(world, attempt).departure == departure
    context = world.context()
    assert come_back("made up", "eid", HOME, context) is None
    assert come_back(departure.state, "other", HOME, context) is None
    assert come_back(departure.state, "eid", a_browser("khác"), context) is None
    back = come_back(departure.state, "eid", HOME, context)
    assert back is not None
    assert back[1] == departure
    assert back[0].departure is None
    assert come_back(departure.state, "eid", HOME, context) is None


def test_of_two_departures_only_the_later_comes_back(world: World) -> None:
    attempt, first = depart(world.begin(HOME), EID, world.context())
    _, second = depart(attempt, EID, world.context())
    assert come_back(first.state, "eid", HOME, world.context()) is None
    assert come_back(second.state, "eid", HOME, world.context()) is not None


def test_of_two_answers_at_once_one_comes_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, departure = depart(world.begin(HOME), EID, world.context())
    # The other one was here between our look and our taking.
    monkeypatch.setattr(world.identity.ephemeral, "pop", lambda _room, _key: None)
    assert come_back(departure.state, "eid", HOME, world.context()) is None


def test_a_source_of_answers_that_nobody_waits_for_must_wait(world: World) -> None:
    for _ in range(60):
        assert not source_must_wait(HOME, world.context())
        blame_source(HOME, world.context())
    assert source_must_wait(HOME, world.context())
    assert not source_must_wait(a_browser("khác", "198.51.100.9"), world.context())


def test_an_attempt_that_ended_takes_nothing_more_and_keeps_nothing(world: World) -> None:
    outcome = give(world, world.begin(HOME), told(world, **CLAIMS))
    assert isinstance(outcome, NeedLink)
    done = attempts.complete(outcome.attempt, "session", world.context())
    assert done.claimed is None
    assert isinstance(give(world, done, told(world)), Finished)


def test_an_upstream_that_the_operator_took_away_is_not_asked_for(world: World) -> None:
    lan = world.someone()
    linked(world, lan, acr="high")
    attempt = world.begin(HOME, level=2)
    outcome = world.give_password(attempt, HOME, lan.username, lan.password)
    assert isinstance(outcome, NeedFactor)
    assert outcome.factor == "upstream_2"
    world.policy, world.upstreams = DEFAULT_POLICY, {}
    missing = standing(stored(world, attempt), world.context())
    assert missing != NothingMissing()
    assert getattr(missing, "factor", "") == "totp"


def test_where_no_upstream_is_connected_there_is_no_way(world: World) -> None:
    nowhere = NoUpstreams()
    assert nowhere.upstreams == {}
    _, departure = depart(world.begin(HOME), EID, world.context())
    with pytest.raises(UpstreamFailed, match="no upstream"):
        nowhere.way_to(departure, [])
    with pytest.raises(UpstreamFailed, match="no upstream"):
        nowhere.redeem(departure, {})
