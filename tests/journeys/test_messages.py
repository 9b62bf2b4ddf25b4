"""E-mail and SMS in a browser without JavaScript: confirmed, used to sign in, and answered."""

import json
import re
from collections.abc import Iterator
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from tests.journeys.steps import Person, give_password, newcomer, own_browser
from tests.support.chromium import OF_THE_LOOK, violations, width_needed
from tests.support.preview import preview_application
from tests.support.running import Running
from tests.support.sample_message_views import MESSAGE_SAMPLES

TRIES, PAUSE = 40, 500  # until the worker has delivered; milliseconds between


def test_a_citizen_confirms_her_address_signs_in_by_code_and_ends_what_was_not_hers(
    demonstration: Running, browser: Browser
) -> None:
    person = newcomer(demonstration, "Lý Thị Thu", totp=False)
    address = f"{person['username']}@example.vn"
    with own_browser(browser, issuer=demonstration.issuer) as page:
        _confirm_address(page, demonstration, person)
        page.goto("/account/email")
        page.click("#codes-on")
        expect(page.locator("#change-email")).to_be_visible()
    with own_browser(browser, issuer=demonstration.issuer, language="en") as stranger:
        stranger.goto("/sign-in")
        give_password(stranger, person)
        expect(stranger.locator("#otp-send")).to_be_visible()
        assert address not in stranger.inner_text("main")
        stranger.click("#otp-send")
        code = _told(stranger, demonstration, address, r"sign in: (\d{6})")
        stranger.fill("#otp", code)
        stranger.click("#otp-submit")
        expect(stranger.locator("#session-level")).to_contain_text("Level 2")
        link = _told(stranger, demonstration, address, r"(http://\S+/not-me/\S+)")
        with own_browser(browser) as owner:
            owner.goto(link)
            owner.click("#not-me-confirm")
            expect(owner.locator("#not-me-done")).to_be_visible()
            owner.goto(link)
            expect(owner.locator("#error-code")).to_have_text("link_expired")
        stranger.goto("/account")
        expect(stranger.locator("#password")).to_be_visible()


def test_the_map_of_a_demonstration_shows_what_was_sent(
    demonstration: Running, browser: Browser
) -> None:
    person = newcomer(demonstration, "Tạ Văn Hùng", totp=False)
    with own_browser(browser, issuer=demonstration.issuer) as page:
        _confirm_address(page, demonstration, person)
        page.goto("/")
        expect(page.locator("#messages")).to_contain_text(f"{person['username']}@example.vn")


def _confirm_address(page: Page, demonstration: Running, person: Person) -> None:
    """Sign in, and bring back the code that was sent to the address."""
    page.goto("/sign-in")
    give_password(page, person)
    page.click("#change-email")
    page.click("#otp-send")
    address = f"{person['username']}@example.vn"
    page.fill("#otp", _told(page, demonstration, address, r"địa chỉ này: (\d{6})"))
    page.click("#otp-submit")
    expect(page.locator("#channel-verified")).to_be_visible()


def _told(page: Page, demonstration: Running, address: str, words: str) -> str:
    """What the newest message to this address says that holds these words."""
    file = demonstration.folder / "messages.jsonl"
    for _ in range(TRIES):
        lines = file.read_text("utf-8").splitlines() if file.exists() else []
        texts = [one["text"] for one in map(json.loads, lines) if one["to"] == address]
        found = [match[1] for text in texts if (match := re.search(words, text))]
        if found:
            return str(found[-1])
        page.wait_for_timeout(PAUSE)
    raise AssertionError("nothing was delivered")


@pytest.fixture(scope="module", name="samples")
def _samples() -> Iterator[str]:
    """Every state of these pages, at the path of its name."""
    server = make_server("127.0.0.1", 0, preview_application(), threaded=True)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()


LOOKS = ((320, "light", ()), (1280, "dark", OF_THE_LOOK))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_state_is_accessible_and_fits_a_telephone(
    language: str, samples: str, browser: Browser
) -> None:
    """WCAG 2.2 AA, light and dark, 320 px and a desk."""
    with own_browser(browser, language=language, scripts=True) as page:
        for name in (*MESSAGE_SAMPLES, "account", "map"):
            page.goto(f"{samples}/{name}")
            for width, colours, rules in LOOKS:
                page.set_viewport_size({"width": width, "height": 720})
                page.emulate_media(color_scheme="dark" if colours == "dark" else "light")
                assert width_needed(page) <= width, name
                assert violations(page, rules) == [], name
