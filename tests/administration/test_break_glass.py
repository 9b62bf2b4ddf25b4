"""Broken glass: done at once by one, told to all in charge, confirmed by two others in 72 h."""

from dataclasses import replace

import pytest

from idp.administration import break_glass, roles
from idp.administration.emergency_ports import Emergency
from idp.administration.ports import RoleName
from idp.administration.proposing import Done, Proposed
from idp.jobs.watch_approvals import watch_approvals
from tests.support.officials import (
    ANOTHER_OPERATOR,
    NATIONAL,
    Officials,
    approved,
    officials_of,
    why,
)
from tests.support.site import TEST_ORIGIN, Site
from tests.support.site_fixture import site

__all__ = ["site"]
HOUR = 3600
REASON = "Máy chủ bị tấn công"


@pytest.fixture(name="officials")
def _officials(site: Site) -> Officials:
    """With two more who may confirm."""
    found = officials_of(site)
    found.give("dung", "approver")
    found.give("giang", "approver", "G12")
    return found


def granted(officials: Officials, username: str, role: RoleName) -> Emergency:
    officials.person(username)
    with officials.site.provider.unit(TEST_ORIGIN) as unit:
        made = break_glass.grant(username, role, None, unit.administration, reason=REASON)
        unit.commit()
    return made


def revoked(officials: Officials, username: str, role: RoleName) -> Emergency:
    with officials.site.provider.unit(TEST_ORIGIN) as unit:
        made = break_glass.revoke(username, role, None, unit.administration, reason=REASON)
        unit.commit()
    return made


def confirmed(
    officials: Officials, emergency: Emergency, by: str, *, actor: str = ANOTHER_OPERATOR.actor
) -> int:
    """How many have confirmed it then."""
    with officials.site.provider.unit(replace(TEST_ORIGIN, actor=actor)) as unit:
        after = break_glass.confirm(emergency.id, officials.ids[by], unit.administration)
        unit.commit()
    return after.confirmations


def test_it_is_done_at_once_and_everybody_in_charge_is_told(
    site: Site, officials: Officials
) -> None:
    made = granted(officials, "chi", NATIONAL)
    assert officials.holds("chi", NATIONAL)
    (alarm,) = site.events("break_glass_used")
    assert alarm["details"] == {
        "act": "role_grant",
        "role": NATIONAL,
        "organisation": None,
        "emergency": made.id,
        "reason": REASON,
    }
    assert alarm["subject"] == officials.ids["chi"]
    told = [one["subject"] for one in site.events("person_notified")]
    assert sorted(told) == sorted([officials.ids["an"], officials.ids["binh"]])
    with site.provider.unit(TEST_ORIGIN) as unit:
        (notice,) = unit.identity.notices.unseen(officials.ids["an"])
    assert notice.kind == "break_glass"


def test_who_is_removed_is_told_too_and_the_last_one_stays(
    site: Site, officials: Officials
) -> None:
    revoked(officials, "binh", NATIONAL)
    assert not officials.holds("binh", NATIONAL)
    told = {one["subject"] for one in site.events("person_notified")}
    assert told == {officials.ids["an"], officials.ids["binh"]}
    assert why(lambda: revoked(officials, "an", NATIONAL)) == "last_administrator"


def test_where_one_may_act_alone_there_is_no_glass_to_break(
    site: Site, officials: Officials
) -> None:
    officials.take("binh", NATIONAL)
    assert why(lambda: granted(officials, "chi", NATIONAL)) == "no_emergency"
    assert site.events("break_glass_used") == []


def test_two_others_confirm_it_once_each(site: Site, officials: Officials) -> None:
    made = granted(officials, "chi", "auditor")
    assert confirmed(officials, made, "an") == 1
    assert why(lambda: confirmed(officials, made, "an")) == "confirmed_before"
    assert confirmed(officials, made, "dung") == 2
    assert why(lambda: confirmed(officials, made, "binh")) == "not_waiting"
    told = [one["details"] for one in site.events("break_glass_confirmed")]
    assert [one["confirmations"] for one in told] == [1, 2]
    site.clock.turn(73 * HOUR)
    assert watch_approvals(site.provider, TEST_ORIGIN) == 0


def test_neither_who_did_it_nor_whom_it_serves_confirms_it(officials: Officials) -> None:
    made = granted(officials, "dung", NATIONAL)
    assert why(lambda: confirmed(officials, made, "dung")) == "raises_oneself"
    assert why(lambda: confirmed(officials, made, "giang")) == "not_permitted"
    same = TEST_ORIGIN.actor
    assert why(lambda: confirmed(officials, made, "an", actor=same)) == "own_proposal"


def test_what_it_gave_decides_nothing_before_it_is_confirmed(officials: Officials) -> None:
    """Two who came in by broken glass would otherwise confirm each other."""
    chi, hoa = granted(officials, "chi", NATIONAL), granted(officials, "hoa", NATIONAL)
    assert why(lambda: confirmed(officials, chi, "hoa")) == "not_permitted"
    assert why(lambda: confirmed(officials, hoa, "chi")) == "not_permitted"
    proposal = officials.proposed_grant("lan", "auditor")
    by = officials.ids["chi"]
    assert why(lambda: approved(officials, proposal, by)) == "not_permitted"
    confirmed(officials, chi, "an")
    confirmed(officials, chi, "binh")
    assert confirmed(officials, hoa, "chi") == 1
    approved(officials, proposal, by)
    assert officials.holds("lan", "auditor")


def test_what_two_did_not_confirm_in_72_hours_raises_one_alarm(
    site: Site, officials: Officials
) -> None:
    made = granted(officials, "chi", NATIONAL)
    confirmed(officials, made, "an")
    site.clock.turn(72 * HOUR - 1)
    assert watch_approvals(site.provider, TEST_ORIGIN) == 0
    site.clock.turn(1)
    assert why(lambda: confirmed(officials, made, "binh")) == "not_waiting"
    assert watch_approvals(site.provider, TEST_ORIGIN) == 1
    assert watch_approvals(site.provider, TEST_ORIGIN) == 0
    (alarm,) = site.events("break_glass_unconfirmed")
    assert alarm["details"] == {"emergency": made.id, "confirmations": 1}
    assert officials.holds("chi", NATIONAL)  # taking it back is a decision of people
    with site.provider.unit(TEST_ORIGIN) as unit:
        still = break_glass.unconfirmed(unit.administration)
        taken = roles.revoke("chi", NATIONAL, None, unit.administration)
        unit.commit()
    assert [one.id for one in still] == [made.id]
    assert isinstance(taken, Proposed)
    approved(officials, taken.proposal.id, officials.ids["an"])
    with site.provider.unit(TEST_ORIGIN) as unit:
        assert break_glass.unconfirmed(unit.administration) == []


def test_who_removes_the_others_first_has_no_free_hand(officials: Officials) -> None:
    """For 72 hours, or until two others have confirmed the removal."""
    made = revoked(officials, "binh", NATIONAL)
    officials.person("chi")
    assert isinstance(_asked(officials, "chi"), Proposed)
    granted(officials, "hoa", "auditor")  # where nobody can wait, again by broken glass
    confirmed(officials, made, "an")
    confirmed(officials, made, "dung")
    assert isinstance(_asked(officials, "chi"), Done)


def _asked(officials: Officials, username: str) -> Done | Proposed:
    with officials.site.provider.unit(TEST_ORIGIN) as unit:
        outcome = roles.grant(username, "helpdesk", None, unit.administration)
        unit.commit()
    return outcome


@pytest.mark.parametrize("reason", ["", " ", "a\nb", "x" * 257])
def test_it_takes_a_reason_in_one_line(officials: Officials, reason: str) -> None:
    officials.person("chi")
    with officials.site.provider.unit(TEST_ORIGIN) as unit:
        context = unit.administration
        act = why(lambda: break_glass.grant("chi", "auditor", None, context, reason=reason))
    assert act == "reason_missing"


def test_an_act_that_nobody_knows_is_not_confirmed(officials: Officials) -> None:
    with officials.site.provider.unit(ANOTHER_OPERATOR) as unit:
        context, by = unit.administration, officials.ids["an"]
        assert why(lambda: break_glass.confirm("unknown", by, context)) == "unknown_emergency"
