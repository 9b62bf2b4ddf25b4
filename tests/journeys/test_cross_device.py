"""Signing in on a big screen by the phone: two browsers, no script in either, four endings."""

import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from tests.journeys.steps import PHONE, Person, give_password, newcomer, own_browser
from tests.support.chromium import violations, width_needed
from tests.support.preview import preview_application
from tests.support.running import Running, code_of
from tests.support.sample_cross_device import CROSS_DEVICE_SAMPLES

LOOKS_WITHIN = 12_000  # milliseconds: the page looks every three seconds


def _ask(screen: Page, demonstration: Running) -> None:
    screen.goto(f"{demonstration.issuer}/sign-in")
    screen.click("#cross-device")
    expect(screen.locator(".qr svg")).to_be_visible()


def _open_on_phone(phone: Page, screen: Page, person: Person) -> None:
    """The phone's camera reads the code; a phone that is not signed in yet signs in first."""
    phone.goto(screen.locator("#approve-link").inner_text())
    if phone.locator("#login-submit").is_visible():
        give_password(phone, person)
        phone.fill("#otp", code_of(person))
        phone.click("#otp-submit")
    expect(phone.locator("#approve-address")).to_be_visible()


def _choose(phone: Page, number: str) -> None:
    phone.check(f'input[name="number"][value="{number}"]')
    phone.click("#approve-confirm")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_phone_signs_a_big_screen_in(
    demonstration: Running, browser: Browser, language: str
) -> None:
    person = newcomer(demonstration)
    with own_browser(browser) as screen, own_browser(browser, language=language) as phone:
        _ask(screen, demonstration)
        _open_on_phone(phone, screen, person)
        phone.click("#approve-confirm")
        expect(phone.locator("#number-error")).to_be_visible()  # nothing was chosen
        _choose(phone, screen.locator("#approve-number").inner_text())
        expect(phone.locator("#answer-approved")).to_be_visible()
        # Nobody touches the big screen.
        expect(screen.locator("#session-level")).to_contain_text("2", timeout=LOOKS_WITHIN)
        # What was relayed changes no factor.
        screen.goto(f"{demonstration.issuer}/account/passkeys")
        expect(screen.locator("#login-submit")).to_be_visible()
        expect(screen.locator("#cross-device")).to_have_count(0)


def test_a_refusal_or_a_wrong_number_signs_nobody_in(
    demonstration: Running, browser: Browser
) -> None:
    person = newcomer(demonstration)
    with own_browser(browser) as screen, own_browser(browser) as phone:
        _ask(screen, demonstration)
        _open_on_phone(phone, screen, person)
        phone.click("#approve-refuse")
        expect(phone.locator("#answer-refused")).to_be_visible()
        expect(screen.locator("#approve-link")).to_have_count(0, timeout=LOOKS_WITHIN)
        screen.click("#cross-device")
        _open_on_phone(phone, screen, person)
        right = screen.locator("#approve-number").inner_text()
        shown = [one.input_value() for one in phone.locator('input[name="number"]').all()]
        _choose(phone, next(one for one in shown if one != right))
        expect(phone.locator("#answer-wrong-number")).to_be_visible()
        expect(screen.locator("#approve-link")).to_have_count(0, timeout=LOOKS_WITHIN)
        screen.click("#other-way")
        expect(screen.locator("#login-submit")).to_be_visible()


@pytest.fixture(scope="module", name="samples")
def _samples() -> Iterator[str]:
    """Every state of the pages, standing still: none looks again by itself while axe looks."""
    server = make_server("127.0.0.1", 0, preview_application(), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_state_is_accessible_on_a_narrow_screen(
    samples: str, browser: Browser, language: str
) -> None:
    with own_browser(browser, language=language, scripts=True) as page:  # axe is one
        for name in (*CROSS_DEVICE_SAMPLES, "sign_in"):
            page.goto(f"{samples}/{name}")
            assert violations(page) == [], name
            assert width_needed(page) <= PHONE["width"], name
