"""Mandates between people: given, accepted, ended; nobody gives more than they have (I-14)."""

from dataclasses import replace
from typing import Any

import pytest

from idp.audit import events
from idp.identity import mandates
from idp.identity.mandates import (
    ACCEPT_WITHIN,
    LONGEST,
    MOST_GIVEN,
    NeedRecentSignIn,
    NotYours,
)
from idp.identity.progress import RECENT
from idp.protocol.mandate import EVERYTHING, Acting
from tests.identity.mandating import (
    COMPANY,
    PORTAL,
    an_offer,
    notices,
    objection,
    offered,
    represents,
    somebody,
)
from tests.identity.world import World


def test_it_counts_once_the_other_accepts_and_both_are_told(world: World) -> None:
    lan, minh = somebody(world, "lan"), somebody(world, "minh")
    here, there = world.session_of(lan).session, world.session_of(minh).session
    mandate = offered(world, here, limit=1_000_000)
    assert not mandate.lives(world.clock.at)
    assert (mandate.principal, mandate.holder) == (lan.account_id, minh.account_id)
    assert (mandate.source, mandate.limit) == ("person", 1_000_000)
    assert mandates.asked_name(mandate, world.context()) == "minh"
    assert mandates.accept(mandate.id, there, world.context())
    found = world.protocol.mandates.get(mandate.id)
    assert found is not None
    assert found.lives(world.clock.at)
    assert notices(world, lan)[-2:] == ["mandate_given", "mandate_accepted"]
    assert notices(world, minh)[-2:] == ["mandate_offered", "mandate_held"]
    (given,) = world.recorded(events.MandateGiven)
    assert (given.subject, given.principal) == (minh.account_id, lan.account_id)
    assert len(world.recorded(events.MandateAccepted)) == 1


def test_only_the_one_who_was_asked_accepts_and_only_once(world: World) -> None:
    lan, minh, hoa = (somebody(world, name) for name in ("lan", "minh", "hoa"))
    here, there = world.session_of(lan).session, world.session_of(minh).session
    mandate = offered(world, here)
    context = world.context()
    assert not mandates.accept(mandate.id, here, context)
    assert not mandates.accept(mandate.id, world.session_of(hoa).session, context)
    assert not mandates.accept("unknown", there, context)
    assert mandates.accept(mandate.id, there, context)
    assert not mandates.accept(mandate.id, there, context)


def test_of_two_who_accept_at_once_one_wins(world: World, monkeypatch: Any) -> None:
    """I-01: the conditional statement decides, whatever was read before it."""
    lan, minh = somebody(world, "lan"), somebody(world, "minh")
    mandate = offered(world, world.session_of(lan).session)
    there = world.session_of(minh).session
    stale = replace(mandate)
    assert mandates.accept(mandate.id, there, world.context())
    monkeypatch.setattr(world.protocol.mandates, "get", lambda _number: stale)
    assert not mandates.accept(mandate.id, there, world.context())


@pytest.mark.parametrize("late", [ACCEPT_WITHIN, ACCEPT_WITHIN + 1])
def test_an_offer_waits_seven_days(world: World, late: int) -> None:
    lan, minh = somebody(world, "lan"), somebody(world, "minh")
    mandate = offered(world, world.session_of(lan).session)
    world.pass_time(late)
    assert not mandates.accept(mandate.id, world.session_of(minh).session, world.context())


def test_an_offer_that_ends_before_it_is_accepted_is_over(world: World) -> None:
    lan, minh = somebody(world, "lan"), somebody(world, "minh")
    there = world.session_of(minh).session
    until = world.clock.at + 60
    mandate = offered(world, world.session_of(lan).session, until=until)
    world.pass_time(60)
    assert not mandates.accept(mandate.id, there, world.context())


def test_an_unknown_name_looks_the_same_to_the_giver(world: World) -> None:
    """I-07: nobody learns here who has an account."""
    lan = somebody(world, "lan")
    here = world.session_of(lan).session
    mandate = offered(world, here, name="nobody at all")
    assert mandate.holder == ""
    assert not mandate.lives(world.clock.at)
    assert mandates.asked_name(mandate, world.context()) == "nobody at all"
    listed = world.protocol.mandates.given_for(lan.account_id)
    assert [one.id for one in listed] == [mandate.id]
    (given,) = world.recorded(events.MandateGiven)
    assert given.subject is None
    assert mandates.revoke(mandate.id, here, world.context())
    assert [one.subject for one in world.recorded(events.MandateRevoked)] == [None]


def test_giving_needs_a_recent_sign_in(world: World) -> None:
    lan = somebody(world, "lan")
    here = world.session_of(lan).session
    world.pass_time(RECENT + 1)
    assert mandates.give(an_offer(world), here, world.context()) == NeedRecentSignIn()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"name": "  "}, "holder_missing"),
        ({"name": "x" * 129}, "holder_missing"),
        ({"name": "lan"}, "holder_is_yourself"),
        ({"covers": ()}, "covers_missing"),
        ({"covers": ("service:secret",)}, "covers_too_much"),
        ({"covers": (EVERYTHING,)}, "covers_too_much"),
        ({"until": 0}, "until_past"),
    ],
)
def test_an_offer_that_makes_no_sense_is_refused(
    world: World, changes: dict[str, Any], reason: str
) -> None:
    lan = somebody(world, "lan")
    assert objection(world, world.session_of(lan).session, **changes) == reason


def test_a_mandate_between_people_ends_within_five_years(world: World) -> None:
    here = world.session_of(somebody(world, "lan")).session
    until = world.clock.at + LONGEST
    assert objection(world, here, until=until + 1) == "until_too_late"
    assert offered(world, here, until=until).until == until


def test_nobody_gives_more_mandates_than_they_can_oversee(world: World) -> None:
    """I-19."""
    here = world.session_of(somebody(world, "lan")).session
    for _ in range(MOST_GIVEN):
        offered(world, here)
    assert objection(world, here) == "too_many_mandates"


def test_a_legal_representative_appoints_within_their_own_mandate(world: World) -> None:
    lan, minh = somebody(world, "lan"), somebody(world, "minh")
    here, until = world.session_of(lan).session, world.clock.at + 1000
    own = represents(world, lan, covers=("service:portal",), limit=500, until=until)
    good: dict[str, Any] = {"parent": own.id, "limit": 500, "until": until}
    assert objection(world, here, **{**good, "covers": ("service:land",)}) == "covers_too_much"
    assert objection(world, here, **{**good, "limit": 501}) == "limit_too_high"
    assert objection(world, here, **{**good, "limit": None}) == "limit_too_high"
    assert objection(world, here, **{**good, "until": until + 1}) == "until_too_late"
    mandate = offered(world, here, **good)
    assert (mandate.principal, mandate.parent) == (COMPANY, own.id)
    assert (mandate.kind, mandate.source) == ("authorised_person", "organisation")
    assert mandate.holder == minh.account_id


def test_who_was_authorised_cannot_authorise_again(world: World) -> None:
    """Decision 0009: a chain has two links."""
    lan, minh, hoa = (somebody(world, name) for name in ("lan", "minh", "hoa"))
    own = represents(world, lan)
    there = world.session_of(minh).session
    mandate = offered(world, world.session_of(lan).session, parent=own.id)
    assert mandates.accept(mandate.id, there, world.context())
    further = an_offer(world, hoa.username, parent=mandate.id)
    assert mandates.give(further, there, world.context()) == NotYours()


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "guardian", "principal_kind": "person"},
        {"ended_at": 1},
        {"until": 1},
        {"accepted_at": None},
    ],
)
def test_only_a_living_legal_representative_of_an_organisation_appoints(
    world: World, changes: dict[str, Any]
) -> None:
    lan = somebody(world, "lan")
    own = represents(world, lan, **changes)
    offer = an_offer(world, parent=own.id)
    assert mandates.give(offer, world.session_of(lan).session, world.context()) == NotYours()


def test_nobody_appoints_by_somebody_elses_mandate(world: World) -> None:
    lan, minh = somebody(world, "lan"), somebody(world, "minh")
    own = represents(world, lan)
    offer = an_offer(world, "lan", parent=own.id)
    assert mandates.give(offer, world.session_of(minh).session, world.context()) == NotYours()


def test_an_ended_mandate_ends_what_hangs_on_it_and_every_grant(world: World) -> None:
    """I-05: in the same transaction."""
    lan, minh = somebody(world, "lan"), somebody(world, "minh")
    there = world.session_of(minh).session
    own = represents(world, lan)
    mandate = offered(world, world.session_of(lan).session, parent=own.id)
    mandates.accept(mandate.id, there, world.context())
    before = world.grant(there, PORTAL)
    acting = replace(before, id="acting", acting=Acting(mandate=mandate.id, principal={}))
    world.grants.add(acting)
    assert mandates.end(own.id, "by_agency", world.context())
    assert not mandates.end(own.id, "by_agency", world.context())
    assert [world.lives(one) for one in (before, acting)] == [True, False]
    assert [(one.mandate, one.cause) for one in world.recorded(events.MandateRevoked)] == [
        (own.id, "by_agency"),
        (mandate.id, "parent"),
    ]
    (ended,) = world.recorded(events.GrantEnded)
    assert (ended.grant, ended.reason) == ("acting", "mandate_ended")
    assert notices(world, lan).count("mandate_ended") == 2
    assert notices(world, minh).count("mandate_ended") == 1


def test_giver_and_holder_end_a_mandate_between_people_and_nobody_else(world: World) -> None:
    lan, minh, hoa = (somebody(world, name) for name in ("lan", "minh", "hoa"))
    here, there = world.session_of(lan).session, world.session_of(minh).session
    first, second, third = (offered(world, here) for _ in range(3))
    mandates.accept(second.id, there, world.context())
    assert not mandates.revoke(first.id, world.session_of(hoa).session, world.context())
    assert not mandates.revoke("unknown", here, world.context())
    assert mandates.revoke(first.id, here, world.context())
    assert mandates.revoke(second.id, there, world.context())
    assert mandates.revoke(third.id, there, world.context())
    assert not mandates.revoke(third.id, there, world.context())
    causes = [one.cause for one in world.recorded(events.MandateRevoked)]
    assert causes == ["by_giver", "by_holder", "declined"]


def test_any_legal_representative_ends_what_was_given_for_the_organisation(world: World) -> None:
    lan, minh, hoa = (somebody(world, name) for name in ("lan", "minh", "hoa"))
    own, other = represents(world, lan), represents(world, hoa)
    again = offered(world, world.session_of(lan).session, parent=own.id)
    assert other.principal == again.principal
    assert mandates.revoke(again.id, world.session_of(hoa).session, world.context())
    assert again.holder == minh.account_id


def test_what_the_register_entered_only_an_agency_ends(world: World) -> None:
    lan = somebody(world, "lan")
    own = represents(world, lan)
    here = world.session_of(lan).session
    assert not mandates.revoke(own.id, here, world.context())
    ward = represents(
        world, lan, id="g", kind="guardian", principal_kind="person", principal=lan.account_id
    )
    assert not mandates.revoke(ward.id, here, world.context())
    assert mandates.asked_name(own, world.context()) == ""
