"""`idp audit …`: searched by person, actor, service, event and time; exported; verified."""

import json
from pathlib import Path
from typing import Any

import pytest

from idp.administration import evidence
from tests.attacks.test_audit import HOSTILE
from tests.support.command import Command, command
from tests.support.site import NOON, TEST_ORIGIN, Site
from tests.support.site_fixture import site
from tests.support.visitor import Visitor, redeem

__all__ = ["command", "site"]
DAY = "2027-01-15"  # at +07:00, of NOON


@pytest.fixture(name="lived")
def _lived(site: Site) -> str:
    """Two people, one of whom signed in at a service; the id of the service."""
    visitor, client, person = Visitor(site), site.client(), site.person("an.nguyen")
    site.person("binh.tran")
    begun = visitor.begin(client)
    redeem(visitor, begun, visitor.code_for(begun, person))
    with site.provider.unit(TEST_ORIGIN) as unit:
        assert evidence.checkpoint(unit.operations.trail, unit.administration) is not None
        unit.commit()
    return client.id


def found(command: Command, *asked: str) -> list[dict[str, Any]]:
    code, said = command("audit", "search", *asked, "--json")
    assert code == 0, said.err
    records: list[dict[str, Any]] = json.loads(said.out)["records"]
    return records


def account_id(site: Site, username: str) -> str:
    made = {one["subject"] for one in site.events("account_created")}
    with site.provider.unit(TEST_ORIGIN) as unit:
        people = {
            one.username: one.id for one in unit.administration.directory.after("", None, None)
        }
    assert people[username] in made
    return people[username]


def test_the_trail_is_searched_by_whatever_is_known(
    site: Site, command: Command, lived: str
) -> None:
    an = account_id(site, "an.nguyen")
    about = found(command, "--person", "AN.NGUYEN@example.vn")
    assert {record["subject"] for record in about} == {an}
    assert about == found(command, "--person", an)[2:]  # the look itself stands there by now
    (signed_in,) = found(command, "--person", an, "--event", "signed_in", "--service", lived)
    assert signed_in["at"].startswith(f"{DAY}T")
    assert found(command, "--event", "signed_in", "--from", DAY, "--until", DAY) == [signed_in]
    assert found(command, "--event", "signed_in", "--until", "2027-01-14") == []
    assert found(command, "--event", "signed_in", "--from", f"{DAY}T23:59:59") == []
    assert {one["actor"] for one in found(command, "--actor", "an.nguyen")} == {an}
    created = found(command, "--actor", TEST_ORIGIN.actor, "--event", "account_created")
    assert len(created) == 2
    for nobody in ("nobody", HOSTILE, "\x00", "x" * 4_000):
        assert found(command, "--person", nobody, "--actor", nobody, "--event", nobody) == []


@pytest.mark.usefixtures("lived")
def test_pages_go_on_where_the_last_one_ended_in_both_directions(
    command: Command,
) -> None:
    _, said = command("audit", "export", "--format", "json")
    held = len(said.out.splitlines()) - 3  # a header, a checkpoint and an end
    for direction in ((), ("--oldest-first",)):
        seen, place = list[tuple[int, int]](), list[str]()
        while True:
            asked = ("--most", "7", "--until", f"{DAY}T20:00:00", *direction, *place, "--json")
            _, said = command("audit", "search", *asked)
            page = json.loads(said.out)
            seen += [(one["lane"], one["sequence"]) for one in page["records"]]
            if "following" not in page:
                break
            place = ["--after", page["following"]]
        if direction:
            assert seen == sorted(seen)
        assert len(set(seen)) == len(seen) >= held
    beyond = f"{10**30}.1.1"  # no database keeps such a number
    assert command("audit", "search", "--after", beyond)[0] == 1
    assert command("audit", "search", "--after", "here")[1].err == (
        "A place is what the last page said.\n"
    )
    code, said = command("audit", "search", "--most", "1")
    assert (code, len(said.out.splitlines())) == (0, 1)
    assert said.err.startswith("There is more: --after ")


def looks(site: Site, account: str) -> list[tuple[str, str]]:
    with site.provider.unit(TEST_ORIGIN) as unit:
        lines = unit.identity.history.of_account(account, "look")
    return [(line.details["ground"], line.details["parts"]) for line in lines]


@pytest.mark.usefixtures("lived")
def test_whom_the_trail_is_read_for_can_see_who_looked_and_why(
    site: Site, command: Command
) -> None:
    an, binh = account_id(site, "an.nguyen"), account_id(site, "binh.tran")
    found(command, "--person", "an.nguyen", "--ground", "request")
    found(command, "--actor", "an.nguyen", "--person", "an.nguyen")
    command("audit", "export", "--person", "an.nguyen", "--format", "cef")
    assert sorted(looks(site, an)) == [
        ("request", "trail"),
        ("review", "trail"),
        ("review", "trail"),
    ]
    assert looks(site, binh) == []
    viewed = site.events("account_viewed")
    assert [one["details"]["parts"] for one in viewed] == [["trail"]] * 3
    searched = site.events("trail_searched")
    assert searched[0]["details"]["sought"] == ["person"]
    assert searched[0]["subject"] == an
    assert searched[0]["details"]["ground"] == "request"
    (exported,) = site.events("trail_exported")
    assert (exported["subject"], exported["details"]["sought"]) == (an, ["person"])


@pytest.mark.parametrize("layout", ["cef", "syslog"])
def test_a_feed_is_by_time_and_takes_what_a_search_takes(
    command: Command, lived: str, layout: str
) -> None:
    """AU-02: one line for each record, in whichever lane it stands."""
    _, whole = command("audit", "export", "--format", layout)
    _, part = command("audit", "export", "--format", layout, "--event", "signed_in")
    assert len(part.out.splitlines()) == 1
    assert set(part.out.splitlines()) < set(whole.out.splitlines())
    assert lived in part.out


@pytest.mark.usefixtures("lived")
def test_a_whole_export_verifies_and_a_part_says_that_it_is_one(
    site: Site, command: Command, tmp_path: Path
) -> None:
    file = tmp_path / "export.jsonl"
    file.write_text(command("audit", "export")[1].out, encoding="ascii")
    code, said = command("audit", "verify", str(file), "--json")
    assert (code, json.loads(said.out)["outcome"]) == (0, "intact")
    lines = file.read_text(encoding="ascii").splitlines(keepends=True)
    file.write_text("".join(lines[:4] + lines[5:]), encoding="ascii")
    code, said = command("audit", "verify", str(file))
    assert (code, said.err) == (1, "lane 1, record 3: this record is missing\n")
    file.write_text("".join(lines[:-1]), encoding="ascii")
    assert command("audit", "verify", str(file))[0] == 1
    file.write_bytes(b"\xff\x00\n")
    assert command("audit", "verify", str(file))[1].err == "line 1: this line is no JSON object\n"
    _, part = command("audit", "export", "--person", "an.nguyen")
    assert json.loads(part.out.splitlines()[0])["selection"] == {
        "person": account_id(site, "an.nguyen")
    }
    file.write_text(part.out, encoding="ascii")
    code, said = command("audit", "verify", str(file))
    assert (code, said.out.splitlines()[0]) == (1, "outcome: selection")
    assert said.err == "Each of these records holds; nobody can tell whether others lack.\n"
    outcomes = [one["details"]["outcome"] for one in site.events("trail_verified")]
    assert outcomes == ["intact", "broken", "broken", "broken", "selection"]


def test_a_body_that_is_gone_or_forged_is_shown_as_such(site: Site, command: Command) -> None:
    site.person("an.nguyen")
    with site.provider.unit(TEST_ORIGIN) as unit:
        unit.operations.trail.expire_bodies(NOON + 1)
        unit.commit()
    assert {one["body"] for one in found(command, "--oldest-first")} == {"expired"}
    assert found(command, "--event", "account_created") == []
