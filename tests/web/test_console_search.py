"""The console's searches: people by name, masked and inside one's own places; the trail."""

import re

from tests.support.officials import Officials
from tests.support.seated import at_desk, clerk_of, faults, seated, shown
from tests.support.site import Site
from tests.support.visitor import Page


def test_people_are_found_by_beginnings_of_a_name_inside_ones_own_place(
    site: Site, officials: Officials
) -> None:
    """administration.md: the helpdesk finds a person (masked); AD-02."""
    account = clerk_of(site, "G12.1")
    clerk_of(site, "G13", "elsewhere")
    officials.give("chi", "helpdesk", "G12")
    visitor = at_desk(officials, "chi")
    form = visitor.open("/console/people")
    page = visitor.press(form, "search-people", username="van nguyen", ground="support")
    found = shown(page, "people")
    assert "thao" in found
    assert "elsewhere" not in found
    for secret in ("0912345678", "912345678", "thao@example.vn"):
        assert secret not in page.text
    (event,) = site.events("people_searched")
    assert event["actor"] == officials.ids["chi"]
    looks = seated(site, account, factors=("password",)).open("/account/looks")
    assert "kết quả tìm kiếm" in looks.text
    sheet = visitor.open(f"/console/people/{account}?ground=support")
    assert f'href="/console/people/{account}?ground=support"' in page.text
    assert sheet.status_code == 200
    for typed in ("khongcoaiten", "elsewhere"):
        nobody = visitor.press(form, "search-people", username=typed, ground="support")
        assert "no-people" in Page(nobody.text).ids
    for typed, ground, field in (("", "support", "username"), ("an", "operation", "ground")):
        wrong = visitor.press(form, "search-people", username=typed, ground=ground)
        assert (wrong.status_code, f"{field}-error" in Page(wrong.text).ids) == (400, True)


def test_who_may_only_look_is_offered_no_search(officials: Officials) -> None:
    officials.give("chi", "auditor", "G12")
    form = at_desk(officials, "chi").open("/console/people")
    assert "search-people" not in Page(form.text).ids


def test_the_trail_is_searched_by_person_event_and_day_and_tells_whom_it_was_asked_for(
    site: Site, officials: Officials
) -> None:
    account = clerk_of(site, "G12")
    officials.give("chi", "auditor")
    seated(site, account, factors=("password",))
    visitor = at_desk(officials, "chi")
    form = visitor.open("/console/trail")
    page = visitor.press(form, "search-trail", person="thao", event="signed_in", ground="review")
    records = shown(page, "records")
    assert "signed_in" in records
    assert "account_created" not in records
    assert "thao" in records
    looks = seated(site, account, factors=("password",)).open("/account/looks")
    assert "những việc liên quan đến tài khoản" in looks.text
    nothing = visitor.press(form, "search-trail", since="01/01/2100", ground="review")
    assert "no-records" in Page(nothing.text).ids
    wrong = visitor.press(form, "search-trail", since="32/13/2026", ground="review")
    assert (wrong.status_code, "since-error" in Page(wrong.text).ids) == (400, True)
    assert faults(wrong)


def test_the_pages_of_the_trail_follow_each_other_by_a_button(
    site: Site, officials: Officials
) -> None:
    officials.give("chi", "auditor")
    for number in range(60):
        site.person(f"nguoi.{number}")
    visitor = at_desk(officials, "chi")
    first = visitor.press(
        visitor.open("/console/trail"), "search-trail", event="account_created", ground="review"
    )
    second = visitor.press(first, "further")
    rows = [len(re.findall("<code>account_created</code>", one.text)) for one in (first, second)]
    assert rows[0] == 50
    assert rows[1] >= 10
    assert "further" not in Page(second.text).ids
