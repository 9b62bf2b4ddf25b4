"""`idp approvals …` and `idp roles …`: what an administrator at the server types and reads."""

import json

import pytest

from tests.support.command import Command, command
from tests.support.officials import NATIONAL, Officials, officials_of
from tests.support.site import TEST_ORIGIN, Site
from tests.support.site_fixture import site

__all__ = ["command", "site"]


@pytest.fixture(name="officials")
def _officials(site: Site) -> Officials:
    return officials_of(site)


def test_a_proposal_is_listed_shown_and_approved(
    site: Site, officials: Officials, command: Command
) -> None:
    proposal = officials.proposed_grant("chi", "auditor", "G12")
    code, said = command("approvals", "list", "--json")
    (waiting,) = json.loads(said.out)["proposals"]
    assert (code, waiting["proposal"], waiting["state"]) == (0, proposal, "open")
    code, said = command("approvals", "show", proposal, "--json")
    found = json.loads(said.out)
    assert (found["now"], found["then"]["role"]) == ({}, "auditor")
    assert found["account_id"] == officials.ids["chi"]
    assert found["proposer"] == TEST_ORIGIN.actor
    assert found["expires"].endswith("+07:00")
    code, said = command("approvals", "approve", proposal, "--as", "binh", "--json")
    assert (code, json.loads(said.out)) == (0, {"outcome": "done", "proposal": proposal})
    assert officials.holds("chi", "auditor")
    (event,) = site.events("proposal_approved")
    assert event["details"]["by"] == officials.ids["binh"]
    assert event["actor"].startswith("system:")
    code, said = command("approvals", "approve", proposal, "--as", "an")
    assert (code, said.err) == (1, "It was decided before, or its 72 hours are over.\n")


def test_a_proposal_is_refused_with_a_reason(officials: Officials, command: Command) -> None:
    proposal = officials.proposed_grant("chi", "auditor")
    asked = ("approvals", "refuse", proposal, "--as", "an")
    assert command(*asked)[0] == 2
    code, said = command(*asked, "--reason", "Chưa cần", "--json")
    assert (code, json.loads(said.out)["outcome"]) == (0, "refused")
    code, said = command("approvals", "show", proposal, "--json")
    found = json.loads(said.out)
    assert (found["state"], found["reason"]) == ("refused", "Chưa cần")
    assert found["decided_by"] == officials.ids["an"]


def test_who_proposed_at_this_machine_does_not_approve_there_whomever_they_name(
    site: Site, officials: Officials, command: Command
) -> None:
    """And that they tried stands in the trail, although nothing was done."""
    officials.person("chi")
    code, said = command("roles", "grant", "chi", "auditor", "--json")
    proposal = json.loads(said.out)["proposal"]
    code, said = command("approvals", "approve", proposal, "--as", "binh")
    assert (code, said.err) == (1, "Somebody else has to decide.\n")
    (event,) = site.events("permission_refused")
    assert event["details"] == {"action": "approvals.approve", "reason": "own_proposal"}
    assert not officials.holds("chi", "auditor")
    assert command("approvals", "approve", proposal, "--as", "nobody")[0] == 1


def test_who_proposed_at_this_machine_takes_it_back_there(
    officials: Officials, command: Command
) -> None:
    officials.person("chi")
    proposal = json.loads(command("roles", "grant", "chi", "auditor", "--json")[1].out)["proposal"]
    code, said = command("approvals", "withdraw", proposal, "--json")
    assert (code, json.loads(said.out)["outcome"]) == (0, "withdrawn")
    assert json.loads(command("approvals", "list", "--json")[1].out)["proposals"] == []
    assert command("approvals", "withdraw", proposal)[0] == 1


def test_what_cannot_be_done_any_more_exits_one_and_says_why(
    officials: Officials, command: Command
) -> None:
    proposal = officials.proposed_grant("chi", "auditor")
    officials.lock("chi")
    code, said = command("approvals", "approve", proposal, "--as", "an", "--json")
    assert code == 1
    assert json.loads(said.out)["reason"] == "account_not_active"
    assert said.err == "Approved, but it could not be done: The account is locked or erased.\n"
    code, said = command("approvals", "show", proposal, "--json")
    assert json.loads(said.out)["state"] == "failed"


def test_broken_glass_is_listed_and_confirmed_by_two_others(
    site: Site, officials: Officials, command: Command
) -> None:
    officials.person("chi")
    asked = ("roles", "grant", "chi", NATIONAL, "--break-glass", "Không còn ai")
    assert command(*asked, "--from", "2030-01-01")[0] == 1
    code, said = command(*asked, "--until", "2027-12-31", "--json")
    assert code == 0
    emergency = json.loads(said.out)["emergency"]
    assert officials.holds("chi", NATIONAL)
    code, said = command("approvals", "list", "--json")
    (waiting,) = json.loads(said.out)["emergencies"]
    assert (waiting["emergency"], waiting["confirmations"]) == (emergency, 0)
    # By the very system user who did it nobody confirms, whomever the line names.
    code, said = command("approvals", "confirm", emergency, "--as", "an")
    assert (code, said.err) == (1, "Somebody else has to decide.\n")
    assert site.events("permission_refused")[0]["details"]["action"] == "break_glass.confirm"
    code, said = command(
        "roles", "revoke", "chi", NATIONAL, "--break-glass", "Nhầm người", "--json"
    )
    assert (code, json.loads(said.out)["outcome"]) == (0, "done")
    assert not officials.holds("chi", NATIONAL)


def test_the_list_of_roles_names_days_and_warns(officials: Officials, command: Command) -> None:
    """The last day is the last on which the role is held, at +07:00."""
    officials.take("binh", NATIONAL)
    days = ("--from", "2027-02-01", "--until", "2027-02-03")
    assert command("roles", "grant", "binh", "auditor", "--organisation", "G12", *days)[0] == 0
    code, said = command("roles", "list", "--json")
    found = json.loads(said.out)
    assert code == 0
    assert found["roles"][0] == {
        "username": "binh",
        "account_id": officials.ids["binh"],
        "role": "auditor",
        "organisation": "G12",
        "from": "2027-02-01",
        "until": "2027-02-03",
        "active": True,
    }
    assert found["too_few"] == [
        {"organisation": None, "deciders": 1},
        {"organisation": "G12", "deciders": 1},
    ]
    assert said.err.startswith("Warning: 1 could decide on proposals for the whole country;")
