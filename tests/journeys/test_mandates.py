"""Acting for others in a real browser, without scripts: at the portal, and on one's own pages."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.steps import give_password, newcomer, own_browser, sign_in
from tests.journeys.test_pages import LANGUAGES
from tests.journeys.test_pages import _is_fine as is_fine
from tests.support.running import Running


def the_person(demonstration: Running, username: str) -> dict[str, Any]:
    """A person of the demonstration."""
    return next(one for one in demonstration.told["people"] if one["username"] == username)


def choose(page: Page, words: str) -> None:
    """Say for whom one acts, and agree."""
    page.locator("#acting label", has_text=words).locator("input").check()
    page.click("#consent-allow")


def test_a_legal_representative_acts_for_the_enterprise_and_for_himself_again(
    demonstration: Running, browser: Browser
) -> None:
    tuan = the_person(demonstration, "tuan")
    with own_browser(browser) as page:
        page.goto(f"{demonstration.portal}/sign-in")
        sign_in(page, tuan)
        expect(page.locator("#acting-myself")).to_be_checked()
        choose(page, "Hạt Giống Xanh")
        assert page.inner_text("#portal-name") == tuan["name"]
        assert "Hạt Giống Xanh" in page.inner_text("#portal-acting")
        assert '"org_code": "0100233488"' in page.inner_text("#portal-opened")
        page.goto(f"{demonstration.portal}/sign-in")
        expect(page.locator("#portal-acting")).to_be_visible()
        page.click("#portal-switch")
        choose(page, "Chính tôi")
        expect(page.locator("#portal-name")).to_be_visible()
        expect(page.locator("#portal-acting")).to_have_count(0)


def test_a_mother_acts_for_her_child(demonstration: Running, browser: Browser) -> None:
    mai, khoi = (the_person(demonstration, name) for name in ("mai", "khoi"))
    with own_browser(browser, language="en") as page:
        page.goto(f"{demonstration.portal}/sign-in")
        sign_in(page, mai)
        choose(page, khoi["name"])
        assert page.inner_text("#portal-acting") == khoi["name"]
        assert page.inner_text("#portal-name") == mai["name"]


def test_one_person_authorises_another_who_accepts_acts_and_is_stopped(
    demonstration: Running, browser: Browser
) -> None:
    giver = newcomer(demonstration, "Bùi Thị Giao", totp=False)
    holder = newcomer(demonstration, "Cao Văn Nhận", totp=False)
    with own_browser(browser) as at_home, own_browser(browser) as at_the_office:
        _give(at_home, demonstration, giver, holder)
        at_the_office.goto(f"{demonstration.issuer}/account")
        give_password(at_the_office, holder)
        expect(at_the_office.get_by_text("ủy quyền cho Quý khách")).to_be_visible()
        at_the_office.click("#mandates")
        at_the_office.click("button[name=accept]")
        expect(at_the_office.get_by_text("Có hiệu lực")).to_be_visible()
        at_the_office.goto(f"{demonstration.portal}/sign-in")
        choose(at_the_office, giver["name"])
        assert at_the_office.inner_text("#portal-acting") == giver["name"]
        at_home.goto(f"{demonstration.issuer}/account/mandates")
        expect(at_home.get_by_text(holder["name"])).to_be_visible()
        at_home.click("button[name=end]")
        at_the_office.goto(f"{demonstration.portal}/sign-in")
        expect(at_the_office.locator("#consent-allow")).to_be_visible()
        expect(at_the_office.locator("#acting")).to_have_count(0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_of_mandates_are_accessible(
    demonstration: Running, browser: Browser, language: str
) -> None:
    giver = newcomer(demonstration, "Bùi Thị Giao", totp=False)
    holder = newcomer(demonstration, "Cao Văn Nhận", totp=False)
    with own_browser(browser, language=language, scripts=True) as page:
        page.goto(f"{demonstration.issuer}/account/mandates")
        give_password(page, giver)
        is_fine(page, language, "held", "given-1", "mandate-new", "mandates-back")
        page.click("#mandate-new")
        page.fill("#holder", holder["username"])
        page.click("#mandate-give")
        is_fine(page, language, "error-summary", "covers-error", "holder", "limit", "until")
        page.check("#covers-1")
        page.click("#mandate-give")
        is_fine(page, language, "given-1-1")
    with own_browser(browser, language=language, scripts=True) as page:
        page.goto(f"{demonstration.issuer}/account/mandates")
        give_password(page, holder)
        is_fine(page, language, "held-1")
        page.click("button[name=accept]")
        page.goto(f"{demonstration.portal}/sign-in")
        is_fine(page, language, "acting", "acting-myself", "acting-1", "consent-allow")
        page.check("#acting-1")
        page.click("#consent-allow")
        expect(page.locator("#portal-acting")).to_be_visible()
        page.wait_for_load_state("load")  # the portal's stylesheet, which is new to this browser
        is_fine(page, language, "portal-acting", "portal-switch")


def _give(page: Page, demonstration: Running, giver: dict[str, Any], to: dict[str, Any]) -> None:
    page.goto(f"{demonstration.issuer}/account/mandates")
    give_password(page, giver)
    page.click("#mandate-new")
    page.fill("#holder", to["username"])
    page.click("#mandate-give")
    expect(page.locator("#covers-error")).to_be_visible()
    page.check("#covers-1")
    page.fill("#limit", "5.000.000")
    page.click("#mandate-give")
    expect(page.get_by_text("chờ chấp nhận")).to_be_visible()
