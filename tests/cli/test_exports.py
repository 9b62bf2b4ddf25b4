"""`idp accounts export` on a whole site: who leaves, how, and that they are the same elsewhere."""

import csv
import json
import stat
from pathlib import Path

import pytest

from tests.support.command import Command, command
from tests.support.importing import HEADER, PEOPLE, Answering, File, everybody, file, found, idp
from tests.support.site import TEST_ORIGIN, Site, open_site
from tests.support.site_fixture import site

__all__ = ["command", "file", "idp", "site"]


@pytest.mark.parametrize("name", ["out.csv", "out.jsonl"])
def test_who_is_exported_and_imported_elsewhere_is_the_same_person(
    site: Site, idp: Answering, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    source = tmp_path / "in.csv"
    source.write_text(HEADER + PEOPLE + "'=evil,citizen,@SUM(1;=2),,,,,,\n", encoding="utf-8")
    idp("import", str(source))
    out = tmp_path / name
    assert idp("export", str(out)) == (0, "4 people were exported.\n")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    began, (exported,) = site.events("accounts_export_began"), site.events("accounts_exported")
    assert len(began) == 1
    assert exported["details"]["accounts"] == 4
    other = open_site(tmp_path / "other")
    try:
        found(other)
        code, _ = Answering(Command(other, capsys))("import", str(out))
        assert code == 0
        assert everybody(other) == everybody(site)
    finally:
        other.provider.close()


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_an_export_has_no_formula_in_any_cell(
    site: Site, command: Command, idp: Answering, file: File, separator: str
) -> None:
    """IN-03: whichever sign the country takes for the end of a cell."""
    idp("import", file(HEADER + PEOPLE + "=a,citizen,@b;=c,,,,,,\n"))
    assert "=a" in everybody(site)
    _, said = command("accounts", "export")
    rows = csv.reader(said.out.removeprefix("\ufeff").splitlines(), delimiter=separator)
    cells = [cell for row in rows for cell in row]
    assert len(cells) > len(PEOPLE.splitlines())
    assert not [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@"))]


def test_an_export_is_of_a_kind_or_of_an_office(
    command: Command, idp: Answering, file: File
) -> None:
    idp("import", file(HEADER + PEOPLE))
    for asked in (("--kind", "official"), ("--organisation", "G14")):
        _, said = command("accounts", "export", "--format", "jsonl", *asked)
        assert [json.loads(line)["username"] for line in said.out.splitlines()] == ["binh"]


def test_a_locked_person_is_not_exported(site: Site, command: Command, idp: Answering) -> None:
    """Elsewhere they would be unlocked."""
    site.person("locked")
    site.person("open")
    assert idp("lock", "locked", "--ground", "operator")[0] == 0
    _, said = command("accounts", "export", "--format", "jsonl")
    assert [json.loads(line)["username"] for line in said.out.splitlines()] == ["open"]


def test_everybody_who_is_exported_can_read_that_somebody_looked_and_why(
    site: Site, command: Command, idp: Answering, file: File
) -> None:
    idp("import", file(HEADER + PEOPLE))
    command("accounts", "export", "--kind", "official", "--ground", "review")
    (viewed,) = site.events("account_viewed")
    with site.provider.unit(TEST_ORIGIN) as unit:
        (look,) = unit.identity.history.of_account(viewed["subject"], "look")
    assert look.details["ground"] == "review"


def test_an_export_overwrites_nothing_and_knows_its_offices(idp: Answering, file: File) -> None:
    path = file(HEADER + PEOPLE)
    assert idp("export", path) == (1, f"{path} cannot be created: File exists.\n")
    assert idp("export", "--organisation", "G99")[0] == 1
