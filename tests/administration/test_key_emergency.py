"""Every active key gives way at once: two decide, or two confirm what one did in an emergency."""

import pytest

from idp.administration import break_glass, signing_keys
from idp.administration.approvals import Executed
from idp.administration.proposing import Proposed
from tests.support.officials import (
    ANOTHER_OPERATOR,
    Officials,
    approved,
    officials_of,
    shown,
    why,
)
from tests.support.site import TEST_ORIGIN, Site
from tests.support.site_fixture import site

__all__ = ["site"]


@pytest.fixture(name="officials")
def _officials(site: Site) -> Officials:
    return officials_of(site)


def active(place: Site) -> set[str]:
    with place.provider.unit(TEST_ORIGIN) as unit:
        listed = signing_keys.listed(unit.administration)
    return {key.kid for key in listed if key.state == "active"}


def proposed(place: Site) -> str:
    with place.provider.unit(TEST_ORIGIN) as unit:
        outcome = signing_keys.rotate_now("Khoá bị lộ", unit.administration)
        unit.commit()
    assert isinstance(outcome, Proposed)
    return outcome.proposal.id


def test_one_administrator_alone_rotates_at_once(site: Site) -> None:
    before = active(site)
    with site.provider.unit(TEST_ORIGIN) as unit:
        moves = signing_keys.rotate_now("ticket 5", unit.administration)
        assert isinstance(moves, tuple)
        unit.commit()
    site.clock.turn(1)
    assert not before & active(site)
    assert len(active(site)) == len(before)
    assert {event["details"]["ground"] for event in site.events("keys_rotated_immediately")} == {
        "ticket 5"
    }


def test_what_is_not_committed_leaves_every_key_in_use(site: Site) -> None:
    """Keys and their events are one transaction (I-15)."""
    before = active(site)
    with site.provider.unit(TEST_ORIGIN) as unit:
        signing_keys.rotate_now("ticket 5", unit.administration)
    site.clock.turn(1)
    assert active(site) == before
    assert site.events("key_retired") == []


def test_a_second_person_decides_and_then_it_is_done(site: Site, officials: Officials) -> None:
    before = active(site)
    proposal = proposed(site)
    assert active(site) == before
    found = shown(officials, proposal)
    assert set(found.now.values()) == before
    assert found.then == {"reason": "Khoá bị lộ"}
    assert site.events("key_rotation_proposed")[0]["details"]["proposal"] == proposal
    local = officials.give("chi", "approver", "G12")
    assert why(lambda: approved(officials, proposal, local)) == "not_permitted"
    assert isinstance(approved(officials, proposal, officials.ids["an"]), Executed)
    site.clock.turn(1)
    assert not before & active(site)
    assert why(lambda: approved(officials, proposal, officials.ids["binh"])) == "not_waiting"


def test_a_reason_is_one_line(site: Site) -> None:
    with site.provider.unit(TEST_ORIGIN) as unit:
        context = unit.administration
        assert why(lambda: signing_keys.rotate_now(" ", context)) == "reason_missing"
        assert why(lambda: break_glass.rotate_keys("a\nb", context)) == "reason_missing"
        assert why(lambda: break_glass.rotate_keys("Lộ", context)) == "no_emergency"


def test_under_broken_glass_it_is_done_at_once_and_confirmed_by_two(
    site: Site, officials: Officials
) -> None:
    before = active(site)
    with site.provider.unit(TEST_ORIGIN) as unit:
        made = break_glass.rotate_keys("Khoá bị lộ", unit.administration)
        unit.commit()
    site.clock.turn(1)
    assert not before & active(site)
    (event,) = site.events("break_glass_used")
    assert event["details"]["act"] == "keys_rotate_now"
    assert event["subject"] is None
    for by, confirmations in (("an", 1), ("binh", 2)):
        with site.provider.unit(ANOTHER_OPERATOR) as unit:
            context = unit.administration
            assert [one.id for one in break_glass.unconfirmed(context)] == [made.id]
            after = break_glass.confirm(made.id, officials.ids[by], context)
            unit.commit()
        assert after.confirmations == confirmations


def test_unconfirmed_it_raises_an_alarm_and_lists_no_more(site: Site, officials: Officials) -> None:
    with site.provider.unit(TEST_ORIGIN) as unit:
        break_glass.rotate_keys("Khoá bị lộ", unit.administration)
        unit.commit()
    site.clock.turn(break_glass.CONFIRM_WITHIN)
    with site.provider.unit(TEST_ORIGIN) as unit:
        assert break_glass.watch(unit.administration) == 1
        assert list(break_glass.unconfirmed(unit.administration)) == []
        unit.commit()
    assert len(site.events("break_glass_unconfirmed")) == 1
    # It counts for nobody as a role.
    assert proposed(site) and officials.holds("an", "national_administrator")
