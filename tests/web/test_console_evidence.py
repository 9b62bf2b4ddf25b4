"""The console's evidence: what was searched leaves as a file, and the trail is verified."""

import json

import pytest

from idp.administration import evidence
from idp.audit.events import ClockAccepted
from idp.audit.newest import MOST
from idp.audit.verification import Intact
from idp.web.leaving import BATCH
from tests.support.officials import Officials
from tests.support.seated import at_desk, clerk_of, faults, seated, shown
from tests.support.site import TEST_ORIGIN, Site
from tests.support.visitor import Answer, Page, Visitor


@pytest.fixture(name="auditor")
def _auditor(officials: Officials) -> Visitor:
    officials.give("chi", "auditor")
    return at_desk(officials, "chi")


def signed(site: Site) -> None:
    """As the worker does once a minute."""
    with site.provider.unit(TEST_ORIGIN) as unit:
        assert evidence.checkpoint(unit.operations.trail, unit.administration)
        unit.commit()


def recorded(site: Site, count: int) -> None:
    """So many events that concern nobody."""
    with site.provider.unit(TEST_ORIGIN) as unit:
        for _ in range(count):
            unit.record(ClockAccepted(latest=1, accepted=1))
        unit.commit()


def exported(auditor: Visitor, layout: str, **sought: str) -> Answer:
    page = auditor.press(auditor.open("/console/trail"), "search-trail", ground="review", **sought)
    return auditor.press(page, "export", layout=layout)


def test_what_was_searched_leaves_as_a_file_and_so_is_an_event(
    site: Site, officials: Officials, auditor: Visitor
) -> None:
    account = clerk_of(site, "G12")
    answer = exported(auditor, "json", person="thao", event="account_created")
    assert answer.content_type == "application/jsonl"
    assert answer.headers["Cache-Control"] == "no-store"
    name = answer.headers["Content-Disposition"]
    assert name.startswith('attachment; filename="trail-')
    assert name.endswith('.jsonl"')
    header, *rest = [json.loads(line) for line in answer.text.splitlines()]
    assert header["format"] == "an-tin-audit-selection-1"
    assert header["selection"] == {"person": account, "event": "account_created"}
    records = [one for one in rest if one["kind"] == "record"]
    assert [json.loads(one["body"])["subject"] for one in records] == [account]
    (event,) = site.events("trail_exported")
    assert event["actor"] == officials.ids["chi"]
    assert event["subject"] == account
    assert event["details"]["sought"] == ["person", "event"]
    looks = seated(site, account, factors=("password",)).open("/account/looks")
    assert "những việc liên quan đến tài khoản" in looks.text


@pytest.mark.parametrize(
    ("layout", "begins", "ending"), [("cef", "CEF:0|", "cef"), ("syslog", "<", "log")]
)
def test_a_security_centre_has_its_formats(
    auditor: Visitor, layout: str, begins: str, ending: str
) -> None:
    answer = exported(auditor, layout, event="organisation_created")
    assert answer.content_type == "text/plain; charset=utf-8"
    assert answer.headers["Content-Disposition"].endswith(f'.{ending}"')
    assert all(line.startswith(begins) for line in answer.text.splitlines())


def test_a_whole_trail_is_one_that_can_be_verified(site: Site, auditor: Visitor) -> None:
    signed(site)
    answer = exported(auditor, "json")
    with site.provider.unit(TEST_ORIGIN) as unit:
        verdict = evidence.verified_file(answer.text.splitlines(), unit.administration)
    assert isinstance(verdict, Intact)


def test_what_was_cut_short_is_recorded_by_what_left(site: Site, auditor: Visitor) -> None:
    recorded(site, BATCH + 1)
    answer = exported(auditor, "cef", event="clock_accepted")
    next(iter(answer.response))
    answer.close()
    (event,) = site.events("trail_exported")
    assert event["details"]["records"] == BATCH


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"ground": "no"}, "ground"), ({"since": "31/02/2027"}, "since"), ({"layout": "x"}, "act")],
)
def test_a_wrong_order_is_told_at_its_field_and_nothing_leaves(
    site: Site, auditor: Visitor, wrong: dict[str, str], field: str
) -> None:
    page = auditor.press(auditor.open("/console/trail"), "search-trail", ground="review")
    answer = auditor.press(page, "export", **{"layout": "json", "actor": "an", **wrong})
    assert answer.status_code == 400
    assert f'href="#{field}"' in answer.text
    assert faults(answer)
    assert 'value="an"' in answer.text
    assert not site.events("trail_exported")


def verified(auditor: Visitor) -> Answer:
    return auditor.press(auditor.open("/console/trail/verification"), "verify")


def test_a_short_trail_is_verified_whole_and_its_checkpoints_are_shown(
    site: Site, officials: Officials, auditor: Visitor
) -> None:
    assert "no-checkpoints" in Page(auditor.open("/console/trail/verification").text).ids
    signed(site)
    answer = verified(auditor)
    assert "nguyên vẹn" in shown(answer, "verdict")
    assert "1" in shown(answer, "checkpoints")
    assert "1" in shown(answer, "lanes")
    (event,) = site.events("trail_verified")
    assert (event["actor"], event["details"]["outcome"]) == (officials.ids["chi"], "intact")
    kid = shown(answer, "thumbprints").split()[-1]
    assert f"export.jsonl {kid}" in answer.text


def test_of_a_long_trail_the_end_is_verified_and_the_page_says_so(
    site: Site, auditor: Visitor
) -> None:
    """A page reads a bounded number of records; the rest is for the command line."""
    signed(site)
    recorded(site, MOST + 1)
    assert "Chưa kiểm chứng" in shown(verified(auditor), "verdict")
    signed(site)
    assert "mốc ký số 2" in shown(verified(auditor), "verdict")
    outcomes = [one["details"]["outcome"] for one in site.events("trail_verified")]
    assert outcomes == ["too_many", "newest"]


def test_a_broken_trail_is_told_with_the_first_record_that_does_not_fit(
    site: Site, auditor: Visitor
) -> None:
    signed(site)
    with site.provider.unit(TEST_ORIGIN) as unit:
        assert unit.operations.trail.expire_bodies(site.clock.now() + 1)  # no checkpoint says so
        unit.commit()
    told = shown(verified(auditor), "verdict")
    assert "Chuỗi 1, bản ghi 1" in told
    assert "trước thời hạn" in told
    assert "ngừng ghi" in told
