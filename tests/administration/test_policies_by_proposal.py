"""Policies of an organisation wait for a second person, once there are two in charge."""

import pytest

from idp.administration import factor_policies, password_policies
from idp.administration.approvals import Executed, Failed
from idp.administration.proposing import Proposed
from tests.support.command import Command, command
from tests.support.officials import Officials, approved, officials_of, shown, why
from tests.support.site import TEST_ORIGIN, Site
from tests.support.site_fixture import site

__all__ = ["command", "site"]
SMS = ("one_time_sms",)


@pytest.fixture(name="officials")
def _officials(site: Site) -> Officials:
    return officials_of(site)


def proposed_bar(officials: Officials) -> str:
    with officials.site.provider.unit(TEST_ORIGIN) as unit:
        asked = factor_policies.bar("G12", SMS, unit.administration)
        unit.commit()
    assert isinstance(asked, Proposed)
    return asked.proposal.id


def proposed_preset(officials: Officials) -> str:
    with officials.site.provider.unit(TEST_ORIGIN) as unit:
        asked = password_policies.choose("G12", "tcvn", unit.administration)
        unit.commit()
    assert isinstance(asked, Proposed)
    return asked.proposal.id


def test_factors_are_barred_when_somebody_in_charge_there_approves(
    site: Site, officials: Officials
) -> None:
    proposal = proposed_bar(officials)
    assert site.events("factors_barred") == []
    found = shown(officials, proposal)
    assert (found.now, found.then) == ({}, {"organisation": "G12", "barred": list(SMS)})
    elsewhere, there = (officials.give(f"a{at}", "approver", at) for at in ("G13", "G12"))
    assert why(lambda: approved(officials, proposal, elsewhere)) == "not_permitted"
    assert isinstance(approved(officials, proposal, there), Executed)
    assert len(site.events("factors_barred")) == 1
    (event,) = site.events("proposal_approved")
    assert event["subject"] is None
    (asked,) = site.events("policy_proposed")
    assert asked["details"]["act"] == "factors_bar"


def test_the_same_choice_twice_fails_the_second_time(officials: Officials) -> None:
    first, second = proposed_bar(officials), proposed_bar(officials)
    by = officials.ids["an"]
    assert isinstance(approved(officials, first, by), Executed)
    assert shown(officials, second).now == {"organisation": "G12", "barred": list(SMS)}
    outcome = approved(officials, second, by)
    assert isinstance(outcome, Failed)
    assert outcome.code == "chosen_before"
    with officials.site.provider.unit(TEST_ORIGIN) as unit:
        context = unit.administration
        assert why(lambda: factor_policies.bar("G12", SMS, context)) == "chosen_before"


def test_a_preset_for_passwords_is_chosen_by_two(site: Site, officials: Officials) -> None:
    first, second = proposed_preset(officials), proposed_preset(officials)
    by = officials.ids["binh"]
    assert shown(officials, first).then == {"organisation": "G12", "preset": "tcvn"}
    assert isinstance(approved(officials, first, by), Executed)
    assert shown(officials, second).now == {"organisation": "G12", "preset": "tcvn"}
    assert isinstance(approved(officials, second, by), Failed)
    assert len(site.events("password_policy_chosen")) == 1


def test_the_command_line_says_that_it_waits(officials: Officials, command: Command) -> None:
    code, said = command("passwords", "policy", "G12", "tcvn")
    assert code == 0
    assert said.out.startswith("outcome: proposed\nproposal: ")
    assert said.err.startswith("Somebody else has to approve it")
    assert command("factors", "bar", "G12", *SMS)[1].out.startswith("outcome: proposed")
    assert officials.site.events("factors_barred") == []
