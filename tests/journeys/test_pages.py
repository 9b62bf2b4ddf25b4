"""Every page and state that a person can reach: axe, narrow screens, both languages, keyboard."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.steps import PHONE, give_code, give_password, newcomer, own_browser
from tests.support.chromium import OF_THE_LOOK, violations
from tests.support.running import Running, code_of

DESKTOP = {"width": 1280, "height": 900}  # CSS pixels
MOST_TABS = 30  # more than any page has stops
LANGUAGES = ("vi", "en")
MOST_GUESSES = 10  # five are free, then the wait doubles: even a slow machine meets one


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How somebody looks at a page."""

    name: str
    size: dict[str, int]
    colours: str
    rules: Sequence[str] = ()


LOOKS = (
    Look(name="telephone", size=PHONE, colours="light"),
    Look(name="desktop at night", size=DESKTOP, colours="dark", rules=OF_THE_LOOK),
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_a_sign_in_is_accessible(
    demonstration: Running, browser: Browser, language: str
) -> None:
    person = newcomer(demonstration)
    with own_browser(browser, language=language, scripts=True) as page:
        page.goto(f"{demonstration.portal}/sign-in")
        _is_fine(page, language, "username", "password", "login-submit", "login-cancel")
        give_password(page, {**person, "password": "sai mất rồi nhé"})
        _is_fine(page, language, "error-summary", "password-error")
        give_password(page, person)
        _is_fine(page, language, "otp", "otp-submit", "login-cancel")
        page.fill("#otp", "12 34")
        page.click("#otp-submit")
        _is_fine(page, language, "error-summary", "otp-error")
        give_code(page, person)
        _is_fine(page, language, "consent-allow", "consent-deny")
        page.click("#consent-allow")
        _is_fine(page, language, "portal-name", "portal-level", "portal-signout")
        page.goto(f"{demonstration.issuer}/account")
        page.click("#received-1")
        _is_fine(page, language, "service-1", "withdraw-1", "session-1", "end-all-sessions")
        page.goto(_choosing_an_account(demonstration, language))
        _is_fine(page, language, "continue-as", "username")


@pytest.mark.parametrize("language", LANGUAGES)
def test_setting_up_a_phone_at_the_hub_is_accessible(
    demonstration: Running, browser: Browser, language: str
) -> None:
    person = newcomer(demonstration, totp=False)
    with own_browser(browser, language=language, scripts=True) as page:
        page.goto(f"{demonstration.hub}/sign-in")
        give_password(page, person)
        _is_fine(page, language, "totp-secret", "otp", "otp-submit", "login-cancel")
        page.fill("#otp", "00000")
        page.click("#otp-submit")
        _is_fine(page, language, "otp-error", "totp-secret")
        secret = page.inner_text("#totp-secret").replace(" ", "")
        page.fill("#otp", pyotp.TOTP(secret).now())
        page.click("#otp-submit")
        _is_fine(page, language, "consent-allow", "consent-deny")
        page.click("#consent-allow")
        _is_fine(page, language, "hub-need", "hub-signout")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_persons_own_pages_are_accessible(
    demonstration: Running, browser: Browser, language: str
) -> None:
    person = newcomer(demonstration, totp=False)
    with own_browser(browser, language=language, scripts=True) as page:
        page.goto(f"{demonstration.issuer}/account")
        give_password(page, person)
        _is_fine(page, language, "account-level", "change-password", "enrol-totp", "sign-out")
        page.click("#change-password")
        _is_fine(page, language, "current-password", "new-password", "password-submit")
        page.fill("#current-password", person["password"])
        page.fill("#new-password", "ngắn")
        page.click("#password-submit")
        _is_fine(page, language, "error-summary", "new-password-error")
        page.click("#password-cancel")
        asking = f"client_id={_portal(demonstration)}&ui_locales={language}"
        page.goto(f"{demonstration.issuer}/end-session?{asking}")
        _is_fine(page, language, "logout-confirm", "logout-cancel")
        page.click("#logout-confirm")
        _is_fine(page, language, "signed-out")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_of_nobody_are_accessible(
    demonstration: Running, browser: Browser, language: str
) -> None:
    nobody = {"username": f"khong-ai-{language}", "password": "không ai biết cả"}
    with own_browser(browser, language=language, scripts=True) as page:
        page.goto(demonstration.issuer)
        _is_fine(page, language, "discovery")
        page.goto(demonstration.portal)
        _is_fine(page, language, "portal-signin")
        page.goto(demonstration.hub)
        _is_fine(page, language, "hub-signin")
        page.goto(f"{demonstration.issuer}/authorize?client_id=nobody&ui_locales={language}")
        _is_fine(page, language, "error-code")
        page.goto(f"{demonstration.portal}/callback?state=x&iss=y")
        _is_fine(page, language, "error-code", "portal-signin")
        page.goto(f"{demonstration.portal}/signed-out")
        _is_fine(page, language, "portal-signed-out")
        page.goto(f"{demonstration.issuer}/account")
        for _ in range(MOST_GUESSES):
            give_password(page, nobody)
            if page.locator("#wait").count():
                break
        _is_fine(page, language, "wait")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_clerks_desk_is_accessible(
    demonstration: Running, browser: Browser, language: str
) -> None:
    clerk = newcomer(demonstration, "Lâm Gia Bảo", agency="H26")
    with own_browser(browser, language=language, scripts=True) as page:
        page.goto(f"{demonstration.hub}/sign-in")
        give_password(page, clerk)
        give_code(page, clerk)
        page.click("#consent-allow")
        _is_fine(page, language, "hub-inbox", "hub-send", "hub-signout")
        page.fill("#document-to", "không phải mã")
        page.fill("#document-title", "Thử")
        page.fill("#document-text", "Thử")
        page.click("#hub-send")
        _is_fine(page, language, "to-error")


def test_a_whole_sign_in_needs_the_keyboard_alone(demonstration: Running, browser: Browser) -> None:
    person = newcomer(demonstration)
    with own_browser(browser) as page:
        page.goto(demonstration.portal)
        _press(page, "portal-signin")
        _type(page, "username", person["username"])
        _type(page, "password", person["password"])
        _press(page, "login-submit")
        _type(page, "otp", code_of(person))
        _press(page, "otp")
        _press(page, "consent-allow")
        expect(page.locator("#portal-name")).to_have_text(person["name"])
        _press(page, "portal-signout")
        expect(page.locator("#portal-signed-out")).to_be_visible()


def test_the_first_stop_of_the_keyboard_skips_to_the_content(
    demonstration: Running, browser: Browser
) -> None:
    with own_browser(browser) as page:
        page.goto(f"{demonstration.portal}/sign-in")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.url.endswith("#main")
        page.keyboard.press("Tab")
        assert _focused(page) == "username"


def test_the_language_can_be_changed_in_the_middle_of_a_sign_in(
    demonstration: Running, browser: Browser
) -> None:
    with own_browser(browser) as page:
        page.goto(f"{demonstration.portal}/sign-in")
        assert page.get_attribute("html", "lang") == "vi"
        page.click("#language-switch")
        assert page.get_attribute("html", "lang") == "en"
        expect(page.locator("#password")).to_be_visible()


def _portal(demonstration: Running) -> str:
    return str(next(c["client_id"] for c in demonstration.told["clients"] if c["name"] == "portal"))


def _choosing_an_account(demonstration: Running, language: str) -> str:
    """An authorization request that lets the person choose (OIDC Core §3.1.2.1)."""
    parameters = {
        "client_id": _portal(demonstration),
        "redirect_uri": f"{demonstration.portal}/callback",
        "response_type": "code",
        "scope": "openid",
        "prompt": "select_account",
        "ui_locales": language,
        "state": "of-this-journey",
        "nonce": "of-this-journey",
        "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",  # RFC 7636, appendix B
        "code_challenge_method": "S256",
    }
    return f"{demonstration.issuer}/authorize?{urlencode(parameters)}"


def _is_fine(page: Page, language: str, *ids: str) -> None:
    """The page has the elements, its language, no flaw that axe knows, and nothing to scroll to."""
    for name in ids:
        expect(page.locator(f"#{name}")).to_be_visible()
    assert page.get_attribute("html", "lang") == language, page.url
    for look in LOOKS:
        page.set_viewport_size({"width": look.size["width"], "height": look.size["height"]})
        page.emulate_media(color_scheme="dark" if look.colours == "dark" else "light")
        assert not _overflow(page), f"{look.name}: {page.url} scrolls sideways"
        assert violations(page, look.rules) == [], f"{look.name}: {page.url}"
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})


def _overflow(page: Page) -> bool:
    root = "document.documentElement"
    found: Any = page.evaluate(f"{root}.scrollWidth > {root}.clientWidth")
    return bool(found)


def _type(page: Page, name: str, text: str) -> None:
    _tab_to(page, name)
    page.keyboard.type(text)


def _press(page: Page, name: str) -> None:
    _tab_to(page, name)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _tab_to(page: Page, name: str) -> None:
    for _ in range(MOST_TABS):
        if _focused(page) == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach #{name} of {page.url}")


def _focused(page: Page) -> str:
    found: Any = page.evaluate("document.activeElement ? document.activeElement.id : ''")
    return str(found)
