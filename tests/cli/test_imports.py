"""`idp accounts import` on a whole site: checked, written, gone on with, undone."""

import sys
from io import StringIO
from pathlib import Path

import pytest

from idp.administration import accounts
from idp.administration.imports import checking, writing
from idp.administration.refusal import Refused
from tests.support.command import command
from tests.support.importing import (
    HEADER,
    PEOPLE,
    Answering,
    File,
    cut_off,
    everybody,
    file,
    found,
    idp,
    read,
)
from tests.support.recovering import NEW_PASSWORD, gone_on, is_signed_in, set_password, waited
from tests.support.site import TEST_ORIGIN, Site
from tests.support.site_fixture import site
from tests.support.visitor import Page, Visitor

__all__ = ["command", "file", "idp", "site"]


def test_people_are_imported_and_each_stands_in_the_trail(
    site: Site, idp: Answering, file: File
) -> None:
    code, told = idp("import", file(HEADER + PEOPLE), "--json")
    assert code == 0
    assert (told["accounts"], told["skipped"]) == (3, 0)
    assert everybody(site).keys() == {"an", "binh", "chi"}
    assert everybody(site)["binh"]["posts"] == [("G14", "Thư ký")]
    assert len(site.events("account_created")) == 3
    assert len(site.events("post_added")) == 1
    (started,) = site.events("accounts_import_started")
    (finished,) = site.events("accounts_import_finished")
    assert started["details"]["import_id"] == finished["details"]["import_id"] == told["import"]
    assert finished["details"]["accounts"] == 3
    assert finished["actor"].startswith("system:")


def test_nobody_can_sign_in_before_they_showed_who_they_are(
    site: Site, idp: Answering, file: File
) -> None:
    """No password comes with a file: they begin at /recover, or by another factor."""
    idp("import", file(HEADER + PEOPLE))
    with site.provider.unit(TEST_ORIGIN) as unit:
        account = accounts.found("an", unit.administration)
        credentials = unit.identity.credentials.by_account(account.id)
    assert credentials is not None
    assert credentials.password is None
    assert credentials.enrolled == frozenset()


def test_people_begin_by_a_verified_address_after_the_day_of_waiting(
    site: Site, idp: Answering, file: File
) -> None:
    """RC-01: who has no password yet comes in like who has lost it."""
    idp("import", file(HEADER + PEOPLE))
    visitor = Visitor(site)
    page = gone_on(visitor, waited(visitor, "an"))
    assert "recovered" in Page(set_password(visitor, page).text).ids
    page = visitor.follow(visitor.open("/sign-in"))
    visitor.press(page, "login-submit", username="an", password=NEW_PASSWORD)
    assert is_signed_in(visitor)


def test_a_dry_run_checks_everything_and_writes_nothing(
    site: Site, idp: Answering, file: File
) -> None:
    code, told = idp("import", file(HEADER + PEOPLE), "--dry-run", "--json")
    assert (code, told) == (0, {"people": 3, "bad_lines": 0, "to_be_reviewed": 0})
    assert everybody(site) == {}
    assert site.events("accounts_import_started") == []


def test_every_flaw_of_a_file_is_one_line_and_nothing_is_written(
    site: Site, idp: Answering, file: File
) -> None:
    site.person("here")
    bad = (
        "here,citizen,Ở Đây,,,,,,\n"
        "dung,citizen,Đỗ Dung,AN@example.vn,,,,,\n"
        "em,official,Em,no address,,,,G99,\n"
        "giang,official,Giang,,,,,G99,\n"
    )
    words = idp.words("import", file(HEADER + PEOPLE + bad))
    assert words == [
        "line 5, username: belongs to somebody who is here.",
        "line 6, email: stands in line 2 too.",
        "line 7, email: is one e-mail address.",
        "line 8, organisation: is the code of an organisation here.",
        "Nothing was written; bad lines: 4.",
    ]
    assert everybody(site).keys() == {"here"}
    assert site.events("accounts_import_started") == []


def test_bad_lines_are_left_out_where_that_is_asked_for(
    site: Site, idp: Answering, file: File, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first of two with one number is good, in whichever batches they stand."""
    monkeypatch.setattr(checking, "BATCH", 2)
    twin = "twin,citizen,An,,,+84 912 345 678,,,\n"
    code, told = idp(
        "import", file(HEADER + PEOPLE + twin + "bad,boss,B,,,,,,\n"), "--skip-bad-lines", "--json"
    )
    assert code == 0
    assert (told["accounts"], told["skipped"], told["bad_lines"]) == (3, 2, 2)
    assert everybody(site).keys() == {"an", "binh", "chi"}


class Terminal(StringIO):
    """Somebody looks at it."""

    def isatty(self) -> bool:
        return True


def test_a_terminal_shows_how_far_it_is(
    idp: Answering, file: File, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    idp("import", file(HEADER + PEOPLE))
    assert "Checking  [" in terminal.getvalue()
    assert "Importing  [" in terminal.getvalue()


def test_a_file_is_imported_once(idp: Answering, file: File) -> None:
    _, told = idp("import", file(HEADER + PEOPLE), "--json")
    code, words = idp("import", file(HEADER + PEOPLE))
    assert (code, words) == (1, f"This file was imported before: {told['import']}.\n")


def test_an_import_that_was_cut_off_goes_on_and_a_changed_file_does_not(
    site: Site, idp: Answering, file: File
) -> None:
    path = file(HEADER + PEOPLE)
    cut_off(site, Path(path), lines=2)
    assert everybody(site).keys() == {"an", "binh"}
    file(HEADER + PEOPLE + "dung,citizen,Dung,,,,,,\n")
    code, words = idp("import", path)
    assert code == 1
    assert "has changed since its import began" in words
    file(HEADER + PEOPLE)
    code, told = idp("import", path, "--json")
    assert code == 0
    assert (told["accounts"], told["people"]) == (3, 1)
    assert len(site.events("account_created")) == 3
    (resumed,) = site.events("accounts_import_resumed")
    assert resumed["details"]["line"] == 3
    (finished,) = site.events("accounts_import_finished")
    assert finished["details"]["accounts"] == 3


def test_of_two_who_go_on_with_an_import_one_is_refused(site: Site, file: File) -> None:
    found(site)
    path = Path(file(HEADER + PEOPLE))
    one = cut_off(site, path, lines=1)
    lines = read(path, site)
    with site.provider.unit(TEST_ORIGIN) as unit:
        writing.write(one, lines[1:2], checking.Known(), unit.administration)
        unit.commit()
    with site.provider.unit(TEST_ORIGIN) as unit, pytest.raises(Refused):
        writing.write(one, lines[1:3], checking.Known(), unit.administration)
    assert everybody(site).keys() == {"an", "binh"}


def test_who_came_since_the_check_is_not_written_again(site: Site, file: File) -> None:
    """The check is not repeated: the database refuses the batch, and the operator begins anew."""
    found(site)
    path = Path(file(HEADER + PEOPLE))
    one = cut_off(site, path, lines=1)
    site.person("chi")
    with site.provider.unit(TEST_ORIGIN) as unit, pytest.raises(Refused) as refused:
        writing.write(one, read(path, site)[1:], checking.Known(), unit.administration)
    assert refused.value.code == "identifier_taken"
    assert everybody(site).keys() == {"an", "chi"}


def test_undoing_erases_whom_nobody_has_used_and_lists_the_others(
    site: Site, idp: Answering, file: File
) -> None:
    site.person("before")
    path = file(HEADER + PEOPLE)
    _, told = idp("import", path, "--json")
    with site.provider.unit(TEST_ORIGIN) as unit:
        used = accounts.found("binh", unit.administration)
        hashed = unit.identity.hashing.hash("một mật khẩu dài")
        assert isinstance(hashed, str)
        unit.identity.credentials.set_password(used.id, hashed, unit.administration.now)
        unit.commit()
    undo = ("import", "--undo", told["import"])
    assert idp.words(*undo)[0] == "line 3: kept, the account is in use."
    assert everybody(site).keys() == {"before", "binh"}
    (undone,) = site.events("accounts_import_undone")
    assert (undone["details"]["removed"], undone["details"]["kept"]) == (2, 1)
    erased = site.events("account_erased")
    assert [event["details"]["ground"] for event in erased] == ["import_undone"] * 2
    assert idp(*undo) == (1, "The import was undone before.\n")
    # Names are free again; who was kept is in the way.
    assert idp("import", path)[0] == 1
    assert idp("import", path, "--skip-bad-lines")[0] == 0
    assert everybody(site).keys() == {"before", "an", "binh", "chi"}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("import",), 2),
        (("import", "--undo", "unknown"), 1),
        (("import", "FILE", "--undo", "unknown"), 2),
        (("import", "OTHER"), 1),
        (("import", "EMPTY"), 1),
    ],
)
def test_what_makes_no_sense_is_refused(
    idp: Answering, file: File, arguments: tuple[str, ...], code: int
) -> None:
    files = {
        "FILE": file(HEADER + PEOPLE),
        "OTHER": file(HEADER, "people.xlsx"),
        "EMPTY": file(HEADER, "empty.csv"),
    }
    assert idp(*(files.get(argument, argument) for argument in arguments))[0] == code
