"""Imports, their undoing, exports and decisions on locks, once there are two in charge."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from idp.administration import exporting, locks
from idp.administration.approvals import Executed, Failed
from idp.administration.exporting import Choice
from idp.administration.proposing import Proposed
from tests.support.command import Command, command
from tests.support.importing import HEADER, Answering, File, everybody, file, idp
from tests.support.officials import (
    ANOTHER_OPERATOR,
    Officials,
    approved,
    officials_of,
    refused,
    shown,
    why,
)
from tests.support.site import TEST_ORIGIN, Site
from tests.support.site_fixture import site

__all__ = ["command", "file", "idp", "site"]
IN_CHARGE = {"an", "binh"}


@pytest.fixture(name="officials")
def _officials(site: Site) -> Officials:
    return officials_of(site)


def ok(officials: Officials, proposal: str) -> None:
    assert isinstance(approved(officials, proposal, officials.ids["an"]), Executed)


PERSON = "chi,citizen,Lê Chi,,,,,,\ndung,citizen,Đỗ Dung,,,,,,\n"


def test_an_import_is_proposed_and_the_same_command_does_it_once_it_is_approved(
    site: Site, officials: Officials, idp: Answering, file: File
) -> None:
    path = file(HEADER + PERSON)
    code, told = idp("import", path, "--json")
    assert (code, told["outcome"], told["people"]) == (0, "proposed", 2)
    assert "chi" not in everybody(site)
    found = shown(officials, told["proposal"])
    assert (found.now, found.then["people"], found.then["file"]) == ({}, 2, path)
    ok(officials, told["proposal"])
    assert "chi" not in everybody(site)
    code, done = idp("import", path, "--json")
    assert (code, done["accounts"], done["import"]) == (0, 2, found.then["import"])
    assert idp("import", path)[0] == 1  # was imported before
    (started,) = site.events("accounts_import_started")
    assert started["actor"] == ANOTHER_OPERATOR.actor  # by whose approval it began
    (asked,) = site.events("act_proposed")
    assert asked["details"]["act"] == "import"


def test_a_file_that_changed_after_the_approval_is_another_one(
    site: Site, officials: Officials, idp: Answering, file: File
) -> None:
    path = file(HEADER + PERSON)
    _, told = idp("import", path, "--json")
    _, twice = idp("import", path, "--json")
    ok(officials, told["proposal"])
    outcome = approved(officials, twice["proposal"], officials.ids["an"])
    assert isinstance(outcome, Failed)
    assert outcome.code == "another_import"
    file(HEADER + PERSON + "giang,citizen,Giang,,,,,,\n")
    assert "has changed since its import began" in idp("import", path)[1]
    assert everybody(site).keys() == IN_CHARGE


def test_an_import_that_was_refused_does_nothing(
    site: Site, officials: Officials, idp: Answering, file: File
) -> None:
    path = file(HEADER + PERSON)
    _, told = idp("import", path, "--json")
    refused(officials, told["proposal"], officials.ids["an"])
    assert idp("import", path, "--json")[1]["outcome"] == "proposed"
    assert everybody(site).keys() == IN_CHARGE


def test_undoing_is_proposed_and_goes_on_after_its_approval(
    site: Site, idp: Answering, file: File
) -> None:
    _, told = idp("import", file(HEADER + PERSON), "--json")
    officials = officials_of(site)
    undo = ("import", "--undo", told["import"], "--json")
    _, asked = idp(*undo)
    _, twice = idp(*undo)
    assert asked["outcome"] == "proposed"
    assert {"chi", "dung"} < everybody(site).keys()
    found = shown(officials, asked["proposal"])
    assert (found.now["accounts"], found.then["accounts"]) == (2, 0)
    ok(officials, asked["proposal"])
    assert isinstance(approved(officials, twice["proposal"], officials.ids["an"]), Failed)
    assert idp(*undo)[1]["removed"] == 2
    assert everybody(site).keys() == IN_CHARGE
    assert idp(*undo)[0] == 1
    assert shown(officials, asked["proposal"]).now["accounts"] == 0


def test_an_export_leaves_once_by_an_approval_of_this_very_one(
    site: Site, officials: Officials, command: Command, tmp_path: Path
) -> None:
    out = tmp_path / "out.jsonl"
    asked = ("accounts", "export", str(out), "--kind", "official")
    code, said = command(*asked)
    number = re.search(r"--approved (\w+)$", said.err.strip())
    assert (code, said.out) == (0, "")
    assert number
    assert not out.exists()
    approval = ("--approved", number[1])
    refusal = "No such export is approved, or it was done before.\n"
    assert command(*asked, *approval)[1].err == refusal  # nobody has approved it
    assert site.events("accounts_export_began") == []
    ok(officials, number[1])
    assert command("accounts", "export", str(out), *approval)[1].err == refusal  # everybody
    assert command(*asked, *approval)[1].err == "2 people were exported.\n"
    names = [json.loads(line)["username"] for line in out.read_text("utf-8").splitlines()]
    assert set(names) == IN_CHARGE
    out.unlink()
    assert command(*asked, *approval)[1].err == refusal
    assert len(site.events("accounts_export_began")) == 1


def test_an_approved_export_is_its_proposers_and_not_for_ever(
    site: Site, officials: Officials
) -> None:
    choice = Choice(layout="csv", organisation="G12")
    with site.provider.unit(TEST_ORIGIN) as unit:
        asked = exporting.begin(choice, unit.administration)
        unit.commit()
    assert isinstance(asked, Proposed)
    number = asked.proposal.id
    assert shown(officials, number).organisation == "G12"
    ok(officials, number)

    def begun(origin: object = TEST_ORIGIN) -> Callable[[], object]:
        def begin() -> object:
            with site.provider.unit(origin) as unit:  # type: ignore[arg-type]
                return exporting.begin(choice, unit.administration, approved=number)

        return begin

    assert why(begun(ANOTHER_OPERATOR)) == "not_approved"
    site.clock.turn(72 * 3600)
    assert why(begun()) == "not_approved"
    site.clock.turn(-1)
    assert why(begun()) == "not refused"


@pytest.mark.parametrize("decision", ["grant", "decline"])
def test_a_request_to_lock_is_decided_by_two(
    site: Site, officials: Officials, command: Command, decision: str
) -> None:
    officials.give("chi", "approver")
    with site.provider.unit(TEST_ORIGIN) as unit:
        asked = locks.lock("chi", "authority_request", unit.administration, requester="Công an")
        unit.commit()
    assert command("locks", "decide", asked.id, decision)[0] == 1  # not forwarded yet
    command("locks", "forward", asked.id)
    code, said = command("locks", "decide", asked.id, decision)
    assert (code, said.out.splitlines()[0]) == (0, "outcome: proposed")
    number = said.out.split()[-1]
    found = shown(officials, number)
    assert found.now == {"status": "active"}
    assert found.then == {"status": "locked" if decision == "grant" else "active"}
    by = officials.ids["chi"]
    one_gains = refused if decision == "grant" else approved
    assert why(lambda: one_gains(officials, number, by)) == "raises_oneself"
    ok(officials, number)
    assert len(site.events("account_locked")) == (decision == "grant")
    (decided,) = site.events("lock_request_decided")
    assert decided["details"]["granted"] is (decision == "grant")
