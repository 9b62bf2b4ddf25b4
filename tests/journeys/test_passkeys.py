"""A passkey's life in a real browser: made, used alone and as second factor, renamed, removed."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, TimeoutError, expect

from tests.journeys.device import Device
from tests.journeys.steps import Person, give_password, newcomer, own_browser
from tests.support.chromium import violations
from tests.support.running import Running, code_of


@contextmanager
def _with_device(browser: Browser, language: str = "vi") -> Iterator[tuple[Page, Device]]:
    with own_browser(browser, language=language, scripts=True) as page:
        yield page, Device(page)


def _enrol(page: Page, device: Device, demonstration: Running, person: Person) -> None:
    page.goto(f"{demonstration.issuer}/account")
    give_password(page, person)
    if "totp_secret" in person:
        page.fill("#otp", code_of(person))
        page.click("#otp-submit")
    page.click("#own-passkeys")
    page.fill("#passkey-name", "Điện thoại của tôi")
    page.click("#passkey-enrol")
    expect(page.locator("#passkeys-state .good")).to_be_visible()
    assert device.keys == 1


def _sign_out(page: Page, device: Device, demonstration: Running) -> None:
    """Nothing signs in by itself afterwards."""
    device.answers(by_itself=False)
    page.goto(f"{demonstration.issuer}/account")
    page.click("#sign-out")
    page.goto(f"{demonstration.issuer}/sign-in")


def _use_passkey(page: Page) -> None:
    """By the button, unless the browser was quicker: its conditional UI waits on the page too."""
    with suppress(TimeoutError):
        page.click("#passkey-signin", timeout=2_000)


def test_the_life_of_a_passkey(demonstration: Running, browser: Browser) -> None:
    person = newcomer(demonstration, totp=False)
    with _with_device(browser) as (page, device):
        _enrol(page, device, demonstration, person)
        _sign_out(page, device, demonstration)
        device.answers(by_itself=True)
        _use_passkey(page)  # alone: no name was typed
        expect(page.locator("#passkeys-state")).to_be_visible()
        expect(page.locator("#session-level")).to_contain_text("2")
        _sign_out(page, device, demonstration)
        give_password(page, person)  # as second factor
        expect(page.locator("#login-cancel")).to_be_visible()
        device.answers(by_itself=True)
        page.click("#passkey-signin")
        page.click("#own-passkeys")
        page.click("summary")
        page.fill("#name-1", "Máy ở nhà")
        page.click("#rename-passkey-1")
        expect(page.locator("#passkey-1")).to_have_text("Máy ở nhà")
        page.click("summary")
        page.click("#remove-passkey-1")
        expect(page.locator("#passkeys")).to_have_count(0)
        _sign_out(page, device, demonstration)
        device.answers(by_itself=True)
        page.click("#passkey-signin")
        expect(page.locator("#passkey-form-error")).to_be_visible()  # unknown here now
        give_password(page, person)
        expect(page.locator("#passkeys-state")).to_be_visible()


def test_the_browser_suggests_the_passkey_beside_the_user_name(
    demonstration: Running, browser: Browser
) -> None:
    """Conditional UI: whoever has touched the device need not press anything."""
    person = newcomer(demonstration, totp=False)
    with _with_device(browser) as (page, device):
        _enrol(page, device, demonstration, person)
        page.goto(f"{demonstration.issuer}/account")
        page.click("#sign-out")
        page.goto(f"{demonstration.issuer}/sign-in")
        expect(page.locator("#passkeys-state")).to_be_visible()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_ceremony_that_fails_leaves_a_page_with_a_next_step(
    demonstration: Running, browser: Browser, language: str
) -> None:
    person = newcomer(demonstration)
    with _with_device(browser, language) as (page, device):
        _enrol(page, device, demonstration, person)
        assert violations(page) == []
        _sign_out(page, device, demonstration)
        give_password(page, person)
        expect(page.locator("#passkey-signin")).to_be_visible()
        assert violations(page) == []
        device.answers(by_itself=True, knows_owner=False)  # a finger that it does not know
        page.click("#passkey-signin")
        expect(page.locator("#passkey-failed")).to_be_visible()
        assert violations(page) == []
        page.click("#other-ways a")
        expect(page.locator("#otp")).to_be_visible()
        expect(page.locator("#other-ways a")).to_have_count(1)
        page.click("#other-ways a")
        device.answers(by_itself=True)
        page.click("#passkey-signin")
        expect(page.locator("#passkeys-state")).to_be_visible()


def test_without_javascript_the_pages_say_so_and_offer_another_way(
    demonstration: Running, browser: Browser
) -> None:
    person = newcomer(demonstration)
    with _with_device(browser) as (page, device):
        _enrol(page, device, demonstration, person)
    with own_browser(browser, language="en") as page:
        page.goto(f"{demonstration.issuer}/sign-in")
        expect(page.locator("#passkey-form")).to_contain_text("need JavaScript")
        expect(page.locator("#passkey-signin")).to_be_hidden()
        give_password(page, person)
        expect(page.locator("#passkey-form")).to_contain_text("need JavaScript")
        page.click("#other-ways a")
        expect(page.locator("#otp")).to_be_visible()


def _wishing_for_phr(route: Route) -> None:
    """The service asks for more than its sample code does."""
    answer = route.fetch(max_redirects=0)
    request = urlsplit(answer.headers["location"])
    query = urlencode({**dict(parse_qsl(request.query)), "acr_values": "phr"})
    location = request._replace(query=query).geturl()
    route.fulfill(status=302, headers={**answer.headers, "location": location})


def test_the_hub_steps_up_to_the_passkey_of_a_clerk(
    demonstration: Running, browser: Browser
) -> None:
    """`acr_values=phr`: who signed in by password and code is asked for the passkey alone."""
    agency = demonstration.person("official", 0)["organisation"]
    clerk = newcomer(demonstration, "Lê Văn Thọ", agency=agency)
    with _with_device(browser) as (page, device):
        _enrol(page, device, demonstration, clerk)
        _sign_out(page, device, demonstration)
        page.goto(demonstration.hub)
        page.click("#hub-signin")
        give_password(page, clerk)
        page.click("#other-ways a")
        page.fill("#otp", code_of(clerk, 1))  # the code of this step is spent
        page.click("#otp-submit")
        page.click("#consent-allow")
        expect(page.locator("#hub-agency")).to_contain_text(agency)
        page.route(f"{demonstration.hub}/sign-in", _wishing_for_phr)
        page.goto(f"{demonstration.hub}/sign-in")
        expect(page.locator("#passkey-signin")).to_be_visible()
        expect(page.locator("#password")).to_have_count(0)
        device.answers(by_itself=True)
        page.click("#passkey-signin")
        expect(page.locator("#hub-signout")).to_be_visible()
