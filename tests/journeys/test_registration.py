"""A citizen, a foreigner and a child come to an account, in a real browser without JavaScript."""

import json

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.steps import own_browser, sign_in
from tests.support.chromium import violations
from tests.support.running import Running

PASSWORD = "sông Hồng chảy mãi không thôi"
LOOKS, BETWEEN = 40, 500  # how often to look whether the worker has asked, milliseconds apart
MINOR = {"personal_number": "001217300006", "name": "Nguyễn Gia Bảo", "birthdate": "04/04/2017"}
GUARDIAN = "001190012345"  # Nguyễn Thị Lan of the demonstration
CITIZENS = {
    "vi": {"personal_number": "001092300001", "name": "Hoàng Văn Thái", "birthdate": "15/03/1992"},
    "en": {"personal_number": "079195300002", "name": "DO THI MAI", "birthdate": "20/8/1995"},
}
ELISE = {
    "document_issuer": "France",
    "document_number": "12 AB 34567",
    "document_expires_on": "31/12/2030",
    "name": "Élise Martin",
    "birthdate": "14/07/1989",
}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_citizen_registers_activates_and_arrives_at_the_portal_with_level_1(
    demonstration: Running, browser: Browser, language: str
) -> None:
    username = f"moi-{language}"
    with own_browser(browser, language=language) as page:
        page.goto(demonstration.portal)
        page.click("#portal-signin")
        page.click("#register-link")
        page.click("#register-citizen")
        _fill(page, CITIZENS[language])
        _choose(page, username)
        _wait_for(page, "activate")
        page.click("#activate")
        assert page.inner_text("#registered-username") == username
        page.click("#go-sign-in")
        page.fill("#username", CITIZENS[language]["personal_number"])
        page.fill("#password", PASSWORD)
        page.click("#login-submit")
        page.click("#consent-allow")
        assert page.inner_text("#portal-name")
        page.goto(f"{demonstration.issuer}/account")
        assert "1" in page.inner_text("#account-level")
        assert "simulator" in page.inner_text("#data")


def test_a_foreigner_is_reviewed_by_an_official_and_signs_in(
    demonstration: Running, browser: Browser
) -> None:
    with own_browser(browser, language="en") as page:
        page.goto(f"{demonstration.issuer}/register")
        page.click("#register-foreigner")
        page.check("#document_type")
        _fill(page, ELISE)
        _choose(page, "elise")
        number = page.inner_text("#registration-number")
        done = demonstration.idp("registrations", "list", "--json")
        (waiting,) = json.loads(done.out)["registrations"]
        assert (waiting["registration"], waiting["number"]) == (number, "12AB34567")
        done = demonstration.idp("registrations", "approve", number, "--by", "Immigration")
        assert done.status == 0, done.err
        page.click("#look-again")
        page.click("#activate")
        page.click("#go-sign-in")
        _sign_in(page, "elise")
        assert "France" in page.inner_text("#data")
        done = demonstration.idp("accounts", "lock", "elise", "--ground", "document_expired")
        assert done.status == 0, done.err
        page.goto(f"{demonstration.issuer}/account")
        expect(page.locator("#username")).to_be_visible()
        _sign_in(page, "elise")
        assert page.inner_text("#error-code") == "account_locked"


def test_a_child_has_an_account_once_the_guardian_has_confirmed(
    demonstration: Running, browser: Browser
) -> None:
    guardian = demonstration.person("citizen", 0)
    with own_browser(browser) as child, own_browser(browser) as parent:
        child.goto(f"{demonstration.issuer}/register")
        child.click("#register-citizen")
        _fill(child, MINOR)
        child.fill("#guardian_number", GUARDIAN)
        child.click("#register-next")
        _choose(child, "gia-bao")
        _wait_for_state(child, "checked")
        parent.goto(f"{demonstration.issuer}/account/children")
        sign_in(parent, guardian)
        assert parent.inner_text("#child-1") == "Nguyễn Gia Bảo"
        parent.click("#confirm-1")
        expect(parent.locator("#no-children")).to_be_visible()
        child.click("#look-again")
        child.click("#activate")
        child.click("#go-sign-in")
        _sign_in(child, "gia-bao")
        expect(child.locator("#account-level")).to_be_visible()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_of_a_registration_is_accessible(
    demonstration: Running, browser: Browser, language: str
) -> None:
    with own_browser(browser, language=language, scripts=True) as page:
        page.goto(f"{demonstration.issuer}/register")
        assert violations(page) == []
        page.click("#register-foreigner")
        assert violations(page) == []
        page.goto(f"{demonstration.issuer}/register")
        page.click("#register-citizen")
        _fill(page, {**MINOR, "name": " "})
        expect(page.locator("#name-error")).to_be_visible()
        assert violations(page) == []
        _fill(page, MINOR)
        assert violations(page) == []
        page.fill("#guardian_number", GUARDIAN)
        page.click("#register-next")
        assert violations(page) == []
        page.fill("#username", "x y")
        page.fill("#password", "ngắn")
        page.click("#register-submit")
        expect(page.locator("#username-error")).to_be_visible()
        assert violations(page) == []
        _choose(page, f"be-{language}")
        assert violations(page) == []


def _fill(page: Page, person: dict[str, str]) -> None:
    for field, value in person.items():
        page.fill(f"#{field}", value)
    page.click("#register-next")


def _choose(page: Page, username: str) -> None:
    page.fill("#username", username)
    page.fill("#password", PASSWORD)
    page.click("#register-submit")


def _sign_in(page: Page, username: str) -> None:
    page.fill("#username", username)
    page.fill("#password", PASSWORD)
    page.click("#login-submit")


def _wait_for(page: Page, button: str) -> None:
    """Look again until the worker has asked the register."""
    for _ in range(LOOKS):
        if page.locator(f"#{button}").count():
            return
        page.wait_for_timeout(BETWEEN)
        page.click("#look-again")
    raise AssertionError(page.inner_text("main"))


def _wait_for_state(page: Page, state: str) -> None:
    for _ in range(LOOKS):
        if page.locator(f"[data-state={state}]").count():
            return
        page.wait_for_timeout(BETWEEN)
        page.click("#look-again")
    raise AssertionError(page.inner_text("main"))
