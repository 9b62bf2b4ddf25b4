"""A citizen and the portal, without JavaScript: in, out, no, never mind, and somebody else."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.steps import (
    give_password,
    is_soon_signed_out,
    newcomer,
    own_browser,
    sign_in,
    sign_in_and_allow,
)
from tests.support.running import Running, code_of


def test_a_citizen_signs_in_and_the_portal_shows_name_and_level(
    demonstration: Running, browser: Browser
) -> None:
    person = demonstration.person("citizen", 0)
    with own_browser(browser) as page:
        _arrive(page, demonstration, person)
        assert page.inner_text("#portal-name") == person["name"]
        assert page.inner_text("#portal-level").startswith("Mức độ 2")
        assert page.url.rstrip("/") == demonstration.portal


def test_a_password_alone_is_level_1_and_the_portal_says_so(
    demonstration: Running, browser: Browser
) -> None:
    person = newcomer(demonstration, "Bùi Văn Tài", totp=False)
    with own_browser(browser, language="en") as page:
        page.goto(demonstration.portal)
        page.click("#portal-signin")
        give_password(page, person)
        page.click("#consent-allow")
        assert page.inner_text("#portal-name") == "Bùi Văn Tài"
        assert page.inner_text("#portal-level").startswith("Level 1")


def test_signing_out_of_the_portal_ends_the_session_everywhere(
    demonstration: Running, browser: Browser
) -> None:
    person = newcomer(demonstration)
    with own_browser(browser) as page:
        _arrive(page, demonstration, person)
        page.click("#portal-signout")
        expect(page.locator("#portal-signed-out")).to_be_visible()
        page.goto(demonstration.portal)
        expect(page.locator("#portal-name")).to_have_count(0)
        page.click("#portal-signin")
        expect(page.locator("#password")).to_be_visible()


def test_a_second_visit_asks_neither_for_the_password_nor_for_consent(
    demonstration: Running, browser: Browser
) -> None:
    person = newcomer(demonstration)
    with own_browser(browser) as page:
        _arrive(page, demonstration, person)
        page.goto(f"{demonstration.portal}/sign-in")
        assert page.inner_text("#portal-name") == person["name"]


def test_signing_out_at_the_account_page_reaches_the_portal_by_the_back_channel(
    demonstration: Running, browser: Browser
) -> None:
    person = newcomer(demonstration)
    with own_browser(browser) as page:
        _arrive(page, demonstration, person)
        page.goto(f"{demonstration.issuer}/account")
        page.click("#sign-out")
        expect(page.locator("#signed-out")).to_be_visible()
        is_soon_signed_out(page, demonstration.portal, "portal-name")


def test_ending_all_sessions_reaches_the_portal_of_another_browser(
    demonstration: Running, browser: Browser
) -> None:
    person = newcomer(demonstration, totp=False)
    with own_browser(browser) as at_the_office, own_browser(browser) as at_home:
        at_the_office.goto(f"{demonstration.portal}/sign-in")
        give_password(at_the_office, person)
        at_the_office.click("#consent-allow")
        expect(at_the_office.locator("#portal-name")).to_be_visible()
        at_home.goto(f"{demonstration.issuer}/account")
        give_password(at_home, person)
        at_home.click("#end-all-sessions")
        expect(at_home.locator("#signed-out")).to_be_visible()
        is_soon_signed_out(at_the_office, demonstration.portal, "portal-name")


@pytest.mark.parametrize(
    ("language", "kind"), [("vi", "đăng nhập lại bất cứ lúc nào"), ("en", "sign in again at any")]
)
def test_who_declines_to_share_reads_a_kind_message(
    demonstration: Running, browser: Browser, language: str, kind: str
) -> None:
    person = newcomer(demonstration, totp=False)
    with own_browser(browser, language=language) as page:
        page.goto(f"{demonstration.portal}/sign-in")
        give_password(page, person)
        page.click("#consent-deny")
        assert page.url.startswith(demonstration.portal)
        assert page.inner_text("#error-code") == "access_denied"
        assert kind in page.inner_text("main")
        page.goto(demonstration.portal)
        expect(page.locator("#portal-name")).to_have_count(0)


def test_who_cancels_the_password_is_back_at_the_portal_and_can_try_again(
    demonstration: Running, browser: Browser
) -> None:
    with own_browser(browser) as page:
        page.goto(f"{demonstration.portal}/sign-in")
        page.click("#login-cancel")
        assert page.url.startswith(demonstration.portal)
        assert page.inner_text("#error-code") == "access_denied"
        page.click("#portal-signin")
        expect(page.locator("#username")).to_be_visible()


def test_who_cancels_the_code_is_not_signed_in(demonstration: Running, browser: Browser) -> None:
    person = newcomer(demonstration)
    with own_browser(browser) as page:
        page.goto(f"{demonstration.portal}/sign-in")
        give_password(page, person)
        page.click("#login-cancel")
        assert page.inner_text("#error-code") == "access_denied"
        page.goto(f"{demonstration.issuer}/account")
        expect(page.locator("#password")).to_be_visible()


def test_two_people_in_two_browsers_are_never_mixed_up(
    demonstration: Running, browser: Browser
) -> None:
    mai, nam = newcomer(demonstration), newcomer(demonstration, "Hồ Nhật Nam")
    with own_browser(browser) as first, own_browser(browser) as second:
        first.goto(f"{demonstration.portal}/sign-in")
        second.goto(f"{demonstration.portal}/sign-in")
        sign_in(first, mai)
        sign_in(second, nam)
        first.click("#consent-allow")
        second.click("#consent-allow")
        for page, person in ((first, mai), (second, nam)):
            page.goto(demonstration.portal)
            assert page.inner_text("#portal-name") == person["name"]


def test_a_page_of_a_sign_in_is_no_use_in_another_browser(
    demonstration: Running, browser: Browser
) -> None:
    with own_browser(browser) as own, own_browser(browser) as other:
        own.goto(f"{demonstration.portal}/sign-in")
        other.goto(own.url)
        expect(other.locator("#error-code")).to_be_visible()
        expect(other.locator("#password")).to_have_count(0)


def test_a_wrong_password_is_said_beside_the_field_and_the_name_is_kept(
    demonstration: Running, browser: Browser
) -> None:
    person = newcomer(demonstration)
    with own_browser(browser) as page:
        page.goto(f"{demonstration.portal}/sign-in")
        give_password(page, {**person, "password": "không phải thế này"})
        field = page.locator("#password")
        described = field.get_attribute("aria-describedby") or ""
        assert "password-error" in described.split()
        expect(page.locator("#password-error")).to_be_visible()
        expect(page.locator("#error-summary")).to_be_visible()
        assert page.input_value("#username") == person["username"]
        assert page.input_value("#password") == ""


def test_a_code_counts_once(demonstration: Running, browser: Browser) -> None:
    person = newcomer(demonstration)
    with own_browser(browser) as page, own_browser(browser) as shoulder:
        for one in (page, shoulder):
            one.goto(f"{demonstration.portal}/sign-in")
            give_password(one, person)
        code = code_of(person)
        for one in (page, shoulder):
            one.fill("#otp", code)
            one.click("#otp-submit")
        expect(page.locator("#consent-allow")).to_be_visible()
        expect(shoulder.locator("#otp-error")).to_be_visible()


def _arrive(page: Page, demonstration: Running, person: dict[str, object]) -> None:
    page.goto(demonstration.portal)
    page.click("#portal-signin")
    sign_in_and_allow(page, person)
    expect(page).to_have_url(re.compile(re.escape(demonstration.portal)))
