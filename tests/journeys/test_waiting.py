"""A crowd signs in by passwords: a passkey in a real browser does not wait with them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from tests.journeys.device import Device
from tests.journeys.steps import give_password, own_browser
from tests.journeys.test_pages import LANGUAGES
from tests.journeys.test_pages import _is_fine as is_fine
from tests.support.crowd import Crowd
from tests.support.ports import free_port
from tests.support.site import Site, open_site


@pytest.fixture(name="site")
def _site(tmp_path: Path) -> Iterator[Site]:
    """A site that a browser can reach, in this process: its crowd comes when a test says so."""
    port = free_port()
    site = open_site(tmp_path, IDP_ISSUER=f"http://localhost:{port}")
    server = make_server("127.0.0.1", port, site.application, threaded=True)
    Thread(target=server.serve_forever, daemon=True).start()
    yield site
    server.shutdown()
    site.provider.close()


@contextmanager
def _staying(page: Page) -> Iterator[None]:
    """The page does not load anew while it is looked at, however slow the machine is."""
    address = "**/sign-in/*"
    page.route(address, lambda route: route.abort("aborted"))
    yield
    page.unroute(address)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_passkey_signs_in_from_the_waiting_page(
    site: Site, browser: Browser, language: str
) -> None:
    person, issuer = site.person(), site.provider.settings.issuer
    with own_browser(browser, language=language, scripts=True, issuer=issuer) as page:
        device = Device(page)
        page.goto("/account")
        give_password(page, {"username": person.username, "password": person.password})
        page.click("#own-passkeys")
        page.fill("#passkey-name", "Điện thoại")
        page.click("#passkey-enrol")
        expect(page.locator("#passkeys-state .good")).to_be_visible()
        page.click("#sign-out")
        expect(page.locator("#signed-out")).to_be_visible()
        crowd = Crowd(site)
        page.goto("/sign-in")
        with _staying(page):
            is_fine(page, language, "expected-wait", "retry", "passkey-instead")
        page.click("#passkey-instead")
        is_fine(page, language, "passkey-signin", "other-ways", "login-cancel")
        device.answers(by_itself=True, knows_owner=False)  # a finger that it does not know
        page.click("#passkey-signin")
        is_fine(page, language, "passkey-failed", "other-ways")
        page.click("#other-ways a")
        expect(page.locator("#expected-wait")).to_be_visible()  # the place was kept
        page.click("#passkey-instead")
        device.answers(by_itself=True)
        page.click("#passkey-signin")
        expect(page.locator("#session-level")).to_contain_text("2")
        assert crowd.places_taken == 1


def test_without_javascript_the_passkeys_page_leads_back_to_the_queue(
    site: Site, browser: Browser
) -> None:
    Crowd(site)
    with own_browser(browser, language="en", issuer=site.provider.settings.issuer) as page:
        page.goto("/sign-in")
        page.click("#passkey-instead")
        expect(page.locator("#passkey-form")).to_contain_text("need JavaScript")
        expect(page.locator("#passkey-signin")).to_be_hidden()
        page.click("#other-ways a")
        expect(page.locator("#expected-wait")).to_be_visible()
