"""The helpdesk finds people: masked, inside its organisation, and seen by whom it finds (AD-02)."""

import json
from typing import Any

import pytest

from idp.administration import people
from idp.administration.people import PAGE, Found
from idp.identity.ports import Post
from idp.jobs.file_names import file_names
from tests.support.command import Command, command
from tests.support.officials import Officials, officials_of, why
from tests.support.site import TEST_ORIGIN, Site
from tests.support.site_fixture import site

__all__ = ["command", "site"]
NUMBER = "001090000012"


@pytest.fixture(name="officials")
def _officials(site: Site) -> Officials:
    return officials_of(site)


def official(site: Site, username: str, office: str) -> str:
    post = Post(organisation=office, title="Chuyên viên", since=0)
    return site.person(username, kind="official", post=post).account_id


def searched(site: Site, text: str, **asked: Any) -> Found:
    with site.provider.unit(TEST_ORIGIN) as unit:
        found = people.search(text, unit.administration, **asked)
        unit.commit()
    return found


def ids(found: Found) -> set[str]:
    return {one.account_id for one in found.people}


def test_people_are_found_by_name_or_any_identifier_and_shown_masked(site: Site) -> None:
    claims = {"personal_number": NUMBER, "phone_number": "+84912345678"}
    an = site.person("an.nguyen", claims=claims)
    other = site.person(NUMBER.replace("12", "13"))
    for text in ("an.nguyen", "AN.NGUYEN@EXAMPLE.VN", NUMBER, "0912 345 678"):
        (glimpse,) = searched(site, text).people
        assert (glimpse.account_id, glimpse.name) == (an.account_id, "Nguyễn Văn An")
        assert glimpse.personal_number == "*********012"
        assert NUMBER not in repr(glimpse)
    by_name = searched(site, "nguyen an")
    assert ids(by_name) == {an.account_id, other.account_id}
    assert all(NUMBER[:6] not in one.username for one in by_name.people)
    assert searched(site, "nguyen le").people == []
    with site.provider.unit(TEST_ORIGIN) as unit:
        context = unit.administration
        assert why(lambda: people.search(" ", context)) == "nothing_sought"


def test_ad_02_who_is_outside_looks_like_who_does_not_exist(
    site: Site, officials: Officials
) -> None:
    inside, outside = official(site, "trong", "G12.1"), official(site, "ngoai", "G13")
    citizen = site.person("dan").account_id
    assert officials.ids
    assert ids(searched(site, "nguyen van", place="G12")) == {inside}
    assert ids(searched(site, "trong", place="G12")) == {inside}
    nobody = searched(site, "khong.ai", place="G12")
    for text in ("ngoai", "ngoai@example.vn", "dan", outside, citizen):
        assert searched(site, text, place="G12") == nobody
    events = [one["details"] for one in site.events("people_searched")][-6:]
    assert events == [events[0]] * 6  # not even the trail tells them apart
    assert ids(searched(site, "nguyen van", place="G99")) == set()


def test_everybody_found_can_read_who_looked_and_why(site: Site) -> None:
    an = site.person("an.nguyen")
    searched(site, "nguyen", ground="request")
    searched(site, "tran")
    with site.provider.unit(TEST_ORIGIN) as unit:
        (look,) = unit.identity.history.of_account(an.account_id, "look")
    assert (look.details["ground"], look.details["parts"]) == ("request", "search")
    (viewed,) = site.events("account_viewed")
    assert viewed["subject"] == an.account_id
    first, second = site.events("people_searched")
    assert (first["details"]["people"], second["details"]["people"]) == (1, 0)
    assert "nguyen" not in json.dumps(first["details"])


def test_an_erased_person_is_found_no_more_and_a_locked_one_is(site: Site) -> None:
    an, binh = site.person("an.nguyen"), site.person("binh")
    with site.provider.unit(TEST_ORIGIN) as unit:
        unit.identity.accounts.erase(an.account_id, unit.identity.now)
        unit.identity.accounts.change_status(binh.account_id, "locked", "operator", 1)
        unit.commit()
    assert [one.status for one in searched(site, "nguyen").people] == ["locked"]
    assert searched(site, "an.nguyen").people == []


def test_the_command_line_goes_on_page_by_page(site: Site, command: Command) -> None:
    made = {site.person(f"p{number}").account_id for number in range(PAGE + 2)}
    code, said = command("accounts", "search", "nguyễn an", "--json")
    first = json.loads(said.out)
    assert (code, len(first["people"])) == (0, PAGE)
    assert said.err.startswith("There is more: --after ")
    _, said = command("accounts", "search", "nguyễn an", "--after", first["following"], "--json")
    second = json.loads(said.out)
    assert "following" not in second
    assert {one["account_id"] for one in first["people"] + second["people"]} == made
    assert file_names(site.provider, TEST_ORIGIN) == PAGE + 2  # the worker looks at each once
    assert file_names(site.provider, TEST_ORIGIN) == 0
