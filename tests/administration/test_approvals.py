"""Four eyes (administration.md): proposed by one, decided by another, done exactly once or not."""

from functools import partial

import pytest

from idp.administration import approvals
from idp.administration.approvals import Executed, Failed
from idp.jobs.watch_approvals import watch_approvals
from tests.support.officials import (
    ANOTHER_OPERATOR,
    NATIONAL,
    Officials,
    approved,
    ended,
    officials_of,
    refused,
    shown,
    why,
    withdrawn,
)
from tests.support.site import TEST_ORIGIN, Site
from tests.support.site_fixture import site

__all__ = ["site"]
HOUR = 3600


@pytest.fixture(name="officials")
def _officials(site: Site) -> Officials:
    return officials_of(site)


def test_what_one_proposed_another_approves_and_it_is_done_once(
    site: Site, officials: Officials
) -> None:
    proposal = officials.proposed_grant("chi", "auditor")
    assert not officials.holds("chi", "auditor")
    outcome = approved(officials, proposal, officials.ids["binh"])
    assert isinstance(outcome, Executed)
    assert officials.holds("chi", "auditor")
    assert why(lambda: approved(officials, proposal, officials.ids["an"])) == "not_waiting"
    assert why(lambda: refused(officials, proposal, officials.ids["an"])) == "not_waiting"
    (event,) = site.events("proposal_approved")
    assert event["details"] == {"proposal": proposal, "by": officials.ids["binh"]}
    assert (event["actor"], event["subject"]) == (ANOTHER_OPERATOR.actor, officials.ids["chi"])
    (granted,) = [one for one in site.events("role_granted") if one["subject"] == event["subject"]]
    assert granted["details"]["ground"] == "approval"
    found = shown(officials, proposal)
    assert (found.state, found.proposal.decided_by) == ("approved", officials.ids["binh"])


def test_what_is_refused_is_not_done_and_says_why(site: Site, officials: Officials) -> None:
    proposal = officials.proposed_grant("chi", "auditor")
    refused(officials, proposal, officials.ids["an"])
    assert not officials.holds("chi", "auditor")
    assert why(lambda: approved(officials, proposal, officials.ids["binh"])) == "not_waiting"
    (event,) = site.events("proposal_refused")
    assert event["details"]["reason"] == "Chưa cần thiết"
    assert shown(officials, proposal).proposal.reason == "Chưa cần thiết"


def test_who_proposed_takes_it_back_and_sees_what_came_of_the_others(
    site: Site, officials: Officials
) -> None:
    proposal = officials.proposed_grant("chi", "auditor")
    assert why(lambda: withdrawn(officials, proposal, ANOTHER_OPERATOR)) == "unknown_proposal"
    assert why(lambda: withdrawn(officials, "0" * 32)) == "unknown_proposal"
    site.clock.turn(1)
    later = officials.proposed_grant("dung", "auditor")
    refused(officials, later, officials.ids["an"])
    withdrawn(officials, proposal)
    assert why(lambda: withdrawn(officials, proposal)) == "not_waiting"
    assert why(lambda: withdrawn(officials, later)) == "not_waiting"
    assert why(lambda: approved(officials, proposal, officials.ids["binh"])) == "not_waiting"
    assert not officials.holds("chi", "auditor")
    (event,) = site.events("proposal_withdrawn")
    assert (event["actor"], event["subject"]) == (TEST_ORIGIN.actor, officials.ids["chi"])
    with site.provider.unit(TEST_ORIGIN) as unit:
        found = approvals.own(unit.administration)
        assert proposal not in {one.proposal.id for one in approvals.listed(unit.administration)}
    assert [(one.proposal.id, one.state) for one in found] == [
        (later, "refused"),
        (proposal, "withdrawn"),
    ]
    with site.provider.unit(ANOTHER_OPERATOR) as unit:
        assert approvals.own(unit.administration) == []


def test_what_waited_too_long_is_not_taken_back(site: Site, officials: Officials) -> None:
    proposal = officials.proposed_grant("chi", "auditor")
    site.clock.turn(72 * HOUR)
    assert why(lambda: withdrawn(officials, proposal)) == "not_waiting"


@pytest.mark.parametrize("reason", ["", "   ", "a\nb", "a\x1b[2J", "x" * 257])
def test_a_refusal_gives_a_reason_in_one_line(officials: Officials, reason: str) -> None:
    proposal = officials.proposed_grant("chi", "auditor")
    with officials.site.provider.unit(ANOTHER_OPERATOR) as unit:
        context, by = unit.administration, officials.ids["an"]
        refusal = why(lambda: approvals.refuse(proposal, by, reason, context))
    assert refusal == "reason_missing"


def test_the_role_is_judged_at_the_moment_of_the_decision(site: Site, officials: Officials) -> None:
    now = site.clock.now()
    too_early = officials.give("dung", "approver", since=now + 1)
    too_late = officials.give("giang", "approver", until=now)
    taken, locked = officials.give("hoa", "approver"), officials.give("khai", "approver")
    proposal = officials.proposed_grant("chi", "auditor")
    officials.take("hoa", "approver")
    officials.lock("khai")
    for by in (too_early, too_late, taken, locked, "nobody"):
        assert why(partial(approved, officials, proposal, by)) == "not_permitted"
    site.clock.turn(1)
    assert isinstance(approved(officials, proposal, too_early), Executed)


def test_a_proposal_lives_for_72_hours_and_is_closed_once(site: Site, officials: Officials) -> None:
    late, in_time = (officials.proposed_grant(name, "auditor") for name in ("chi", "dung"))
    site.clock.turn(72 * HOUR - 1)
    assert watch_approvals(site.provider, TEST_ORIGIN) == 0
    assert isinstance(approved(officials, in_time, officials.ids["an"]), Executed)
    site.clock.turn(1)
    assert shown(officials, late).state == "expired"
    assert why(lambda: approved(officials, late, officials.ids["an"])) == "not_waiting"
    assert watch_approvals(site.provider, TEST_ORIGIN) == 1
    assert watch_approvals(site.provider, TEST_ORIGIN) == 0
    (event,) = site.events("proposal_expired")
    assert event["details"] == {"proposal": late}
    assert shown(officials, late).proposal.decision == "expired"
    assert not officials.holds("chi", "auditor")


def failed(officials: Officials, proposal: str, by: str = "an") -> str:
    """Why what was approved was not done; nothing is left half done."""
    outcome = approved(officials, proposal, officials.ids[by])
    assert isinstance(outcome, Failed)
    found = shown(officials, proposal)
    assert (found.state, found.proposal.reason) == ("failed", outcome.code)
    (event,) = officials.site.events("proposal_failed")
    assert event["details"]["reason"] == outcome.code
    return outcome.code


def test_what_meanwhile_holds_is_not_granted_again(officials: Officials) -> None:
    proposal = officials.proposed_grant("chi", "auditor")
    officials.give("chi", "auditor")
    assert failed(officials, proposal) == "role_held"


def test_what_meanwhile_ended_is_not_revoked_again(officials: Officials) -> None:
    officials.give("chi", "auditor")
    proposal = officials.proposed_revoke("chi", "auditor")
    officials.take("chi", "auditor")
    assert failed(officials, proposal) == "role_not_held"


def test_somebody_locked_meanwhile_gets_no_role(officials: Officials) -> None:
    proposal = officials.proposed_grant("chi", "auditor")
    officials.lock("chi")
    assert failed(officials, proposal) == "account_not_active"
    assert not officials.holds("chi", "auditor")


def test_an_organisation_ended_meanwhile_gets_no_official(site: Site, officials: Officials) -> None:
    proposal = officials.proposed_grant("chi", "helpdesk", "G13")
    with site.provider.unit(TEST_ORIGIN) as unit:
        ended("G13", unit.administration)
        unit.commit()
    assert failed(officials, proposal) == "unknown_organisation"
    assert not officials.holds("chi", "helpdesk")


def test_a_role_whose_days_are_over_meanwhile_is_not_given(
    site: Site, officials: Officials
) -> None:
    proposal = officials.proposed_grant("chi", "auditor", until=site.clock.now() + HOUR)
    site.clock.turn(HOUR)
    assert failed(officials, proposal) == "invalid_end"


def test_the_last_national_administrator_stays_at_the_execution_too(officials: Officials) -> None:
    officials.give("dung", "approver")
    proposal = officials.proposed_revoke("binh", NATIONAL)
    officials.take("an", NATIONAL)
    assert failed(officials, proposal, by="dung") == "last_administrator"
    assert officials.holds("binh", NATIONAL)


def test_a_locked_administrator_is_not_somebody_who_stays(officials: Officials) -> None:
    officials.give("dung", "approver")
    proposal = officials.proposed_revoke("binh", NATIONAL)
    officials.lock("an")
    assert failed(officials, proposal, by="dung") == "last_administrator"


def test_a_proposal_is_shown_as_a_difference(site: Site, officials: Officials) -> None:
    until = site.clock.now() + 10 * 24 * HOUR
    grant = officials.proposed_grant("chi", "auditor", "G12", until=until)
    found = shown(officials, grant)
    assert found.now == {}
    assert found.then == {
        "role": "auditor",
        "organisation": "G12",
        "since": site.clock.now(),
        "until": until,
    }
    officials.give("dung", "helpdesk", "G13")
    taken = shown(officials, officials.proposed_revoke("dung", "helpdesk", "G13"))
    assert taken.now == {"role": "helpdesk", "organisation": "G13", "since": 0}
    assert taken.then == {}


def test_what_waits_is_listed_the_most_urgent_first(site: Site, officials: Officials) -> None:
    first = officials.proposed_grant("chi", "auditor")
    site.clock.turn(1)
    second = officials.proposed_grant("dung", "auditor")
    with site.provider.unit(TEST_ORIGIN) as unit:
        waiting = approvals.listed(unit.administration)
        unknown = why(lambda: approvals.shown("unknown", unit.administration))
    assert [one.proposal.id for one in waiting] == [first, second]
    assert unknown == "unknown_proposal"
