"""`idp organisations …`: what an operator types and reads, the page of operations word for word."""

import json
import re
import shlex

import pytest

from idp.administration import organisations
from tests.architecture.source import ROOT
from tests.support.command import Command, command
from tests.support.officials import MINISTRY, Officials, officials_of
from tests.support.site import TEST_ORIGIN, Site
from tests.support.site_fixture import site

__all__ = ["command", "site"]
PAGE = ROOT / "docs" / "operations" / "organisations.md"
UNKNOWN = "There is no organisation of this code.\n"


@pytest.fixture(name="ministry")
def _ministry(site: Site) -> None:
    with site.provider.unit(TEST_ORIGIN) as unit:
        organisations.create(MINISTRY, unit.administration)
        unit.commit()


@pytest.mark.usefixtures("ministry")
def test_every_command_of_the_page_does_what_it_says(command: Command) -> None:
    (typed,) = re.findall(r"^```sh\n(.*?)^```", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    told = {}
    for line in typed.splitlines():
        code, said = command(*shlex.split(line)[1:])
        assert code == 0, (line, said.err)
        told[line.removeprefix("idp organisations ").partition(" ")[0]] = said.out + said.err
    assert told["rename"] == "code: G12.18\nname: Tổng cục Thuế\n"
    assert told["alias"] == "code: G12.18\nalias: G12.018\n"
    assert told["end"] == "outcome: done\n"
    code, said = command("organisations", "show", "G12.018", "--json")
    assert json.loads(said.out) == {
        "code": "G12.18",
        "name": "Tổng cục Thuế",
        "kind": "department",
        "parent": "G12",
        "aliases": ["000.00.18.G12", "G12.018"],
        "status": "ended",
        "above": ["G12"],
    }
    code, said = command("organisations", "show", "G12.19", "--json")
    found = json.loads(said.out)
    assert (found["status"], found["successor"], found["above"]) == (
        "ended", "G12.18", ["G12", "G12.18"],
    )  # fmt: skip
    assert [one["code"] for one in found["successors"]] == ["G12.18"]
    code, said = command("organisations", "history", "G12.18", "--json")
    first, second, third = json.loads(said.out)["history"]
    assert (first["name"], second["name"], third["status"]) == (
        "Cục Thuế",
        "Tổng cục Thuế",
        "ended",
    )
    assert first["to"] == second["from"]
    assert second["from"].endswith("+07:00")
    assert "to" not in third
    code, said = command("organisations", "sessions", "--json")
    assert json.loads(said.out) == {
        "product": {"idle": 900, "absolute": 28800},
        "policies": [{"organisation": "G12", "idle": 600, "absolute": 14400}],
    }
    code, said = command("organisations", "coverage", "--json")
    (covered,) = json.loads(said.out)["coverage"]
    assert (covered["code"], covered["units"]) == ("G12", {"done": 0, "of": 1, "percent": 0})
    assert covered["whole"] is False


@pytest.mark.usefixtures("ministry")
def test_a_list_goes_on_where_its_page_ended(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(organisations, "PAGE", 2)
    for number in range(3):
        made = ("--name", f"Cục {number}", "--kind", "department", "--parent", "G12")
        assert command("organisations", "create", f"G12.{number}", *made)[0] == 0
    asked = ("organisations", "list", "--below", "G12", "--json")
    first = json.loads(command(*asked)[1].out)
    assert ([one["code"] for one in first["organisations"]], first["next"]) == (
        ["G12.0", "G12.1"], "G12.1",
    )  # fmt: skip
    rest = json.loads(command(*asked, "--after", first["next"])[1].out)
    assert [one["code"] for one in rest["organisations"]] == ["G12.2"]
    assert "next" not in rest
    found = json.loads(command("organisations", "list", "--search", "cục", "--json")[1].out)
    assert found["next"] == "G12.1"


@pytest.mark.usefixtures("ministry")
@pytest.mark.parametrize("code", ["G99", "g12", "G12'", "../G12", "G12\x00", ""])
def test_ad_02_a_code_that_is_nobodys_is_refused_alike_by_every_command(
    site: Site, command: Command, code: str
) -> None:
    """Malformed or unknown: the same answer, and nothing happens."""
    for arguments in (
        ("show", code),
        ("list", "--below", code),
        ("rename", code, "x"),
        ("alias", code, "A"),
        ("move", code, "--to-the-top"),
        ("move", "G12", "--below", code),
        ("end", code, "--without-successor"),
        ("end", "G12", "--successor", code),
        ("history", code),
        ("sessions", code, "--idle", "600", "--absolute", "3600"),
    ):
        status, said = command("organisations", *arguments)
        assert (status, said.out, said.err) == (1, "", UNKNOWN), arguments
    assert len(site.events("organisation_created")) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("create", "G12"),
        ("create", "G12", "--name", "x", "--kind", "bộ"),
        ("list", "--search", "x", "--below", "G12"),
        ("list", "--all"),
        ("move", "G12"),
        ("move", "G12", "--below", "G13", "--to-the-top"),
        ("end", "G12"),
        ("end", "G12", "--successor", "G13", "--without-successor"),
        ("sessions", "G12", "--idle", "60"),
    ],
)
def test_what_is_typed_wrong_is_exit_two(command: Command, arguments: tuple[str, ...]) -> None:
    assert command("organisations", *arguments)[0] == 2


def test_with_two_administrators_moves_ends_and_lengths_wait(site: Site, command: Command) -> None:
    officials: Officials = officials_of(site)
    for arguments in (
        ("move", "G12.1", "--below", "G13"),
        ("end", "G13", "--successor", "G12"),
        ("sessions", "G12", "--idle", "600", "--absolute", "3600"),
    ):
        code, said = command("organisations", *arguments, "--json")
        told = json.loads(said.out)
        assert (code, told["outcome"]) == (0, "proposed")
        code, said = command("approvals", "show", told["proposal"], "--json")
        assert json.loads(said.out)["state"] == "open"
    assert officials.site.events("organisation_moved") == []
    assert site.events("organisation_ended") == []
