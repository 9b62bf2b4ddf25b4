"""The module that many agencies put before an old application, unchanged, from Debian."""

from playwright.sync_api import Browser, expect

from tests.journeys.httpd import Site, apache, callback, origin
from tests.journeys.steps import new_client, newcomer, own_browser, sign_in_and_allow
from tests.support.ports import free_port
from tests.support.running import Running


def test_mod_auth_openidc_protects_a_page_and_signs_out(
    demonstration: Running, browser: Browser
) -> None:
    person = newcomer(demonstration, "Võ Thị Lành")
    site = _registered(demonstration)
    with apache(site) as log, own_browser(browser) as page:
        page.goto(f"{site.url}/protected/")
        sign_in_and_allow(page, person)
        assert page.locator("#name").count() == 1, log.read_text()
        assert page.inner_text("#name") == person["name"]
        assert page.inner_text("#level") == f"{demonstration.issuer}/loa/2"
        assert page.url == f"{site.url}/protected/"
        page.goto(f"{callback(site.port)}?logout={site.url}/")
        assert page.locator("#open").count() == 1, log.read_text()
        page.goto(f"{site.url}/protected/")
        expect(page.locator("#password")).to_be_visible()
        page.goto(f"{demonstration.issuer}/account")
        expect(page.locator("#password")).to_be_visible()


def test_mod_auth_openidc_lets_nobody_in_who_cancelled(
    demonstration: Running, browser: Browser
) -> None:
    """2.4.12 takes an error with `iss` (RFC 9207) for a sign-in begun elsewhere, and refuses it."""
    site = _registered(demonstration)
    with apache(site), own_browser(browser) as page:
        page.goto(f"{site.url}/protected/")
        page.click("#login-cancel")
        assert page.url.startswith(callback(site.port))
        expect(page.locator("#name")).to_have_count(0)
        page.goto(f"{site.url}/protected/")
        expect(page.locator("#password")).to_be_visible()


def _registered(demonstration: Running) -> Site:
    port = free_port()
    made = new_client(
        demonstration,
        *("--name", "Phần mềm quản lý văn bản", "--auth", "client_secret_basic"),
        *("--redirect-uri", callback(port), "--post-logout-redirect-uri", f"{origin(port)}/"),
        *("--scope", "openid", "--scope", "profile"),
    )
    return Site(
        port=port,
        issuer=demonstration.issuer,
        client_id=made["client_id"],
        client_secret=made["client_secret"],
    )
