"""Getting back in by what cannot be guessed: a linked e-ID, without JavaScript, and a passkey.

The upstream is npm oidc-provider, unchanged (RC-03).
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.device import Device
from tests.journeys.steps import own_browser
from tests.journeys.upstream import oidc_provider
from tests.races.serving import Serving, serving
from tests.support.chromium import violations, width_needed
from tests.support.ports import free_port
from tests.support.site import PASSWORD, TestPerson
from tests.support.upstream import CLIENT_ID, SECRET, connected

LANGUAGES = ("vi", "en")
NEW_PASSWORD = "lúa chín vàng trên đồng quê"


@pytest.fixture(scope="module", name="up")
def _up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """A provider that is connected to an upstream."""
    folder, port = tmp_path_factory.mktemp("proofs"), free_port()
    file = connected(folder, f"http://localhost:{port}")
    told = {"IDP_UPSTREAMS_FILE": str(file), "IDP_OUTBOUND_ALLOW": "localhost"}
    with serving(folder, **told) as started:
        client: dict[str, object] = {
            "client_id": CLIENT_ID,
            "client_secret": SECRET,
            "redirect_uris": [f"{started.issuer}/upstream/eid"],
        }
        with oidc_provider(port, client):
            yield started


def is_fine(page: Page) -> None:
    """Accessible, and nothing needs side-scrolling at 320 px."""
    assert violations(page) == []
    assert width_needed(page) <= 320


def sign_in(page: Page, person: TestPerson, password: str = PASSWORD) -> None:
    page.goto("/account")
    page.fill("#username", person.username)
    page.fill("#password", password)
    page.click("#login-submit")


def sign_in_there(page: Page, who: str) -> None:
    page.fill("#upstream-login", who)
    page.click("#upstream-submit")


def begin(page: Page, username: str) -> None:
    page.goto("/recover")
    page.fill("#username", username)
    page.click("#recover-submit")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_linked_identity_gives_the_account_back(
    up: Serving, browser: Browser, language: str
) -> None:
    person = up.site.person(f"lan-{language}")
    with own_browser(browser, issuer=up.issuer, language=language) as page:
        sign_in(page, person)
        page.goto("/account/upstreams/eid")
        sign_in_there(page, f"{language} there")
        expect(page.locator("#unlink-eid")).to_be_visible()
    with own_browser(browser, issuer=up.issuer, language=language) as page:
        begin(page, person.username)
        page.click("#recover-upstream-eid")
        page.click("#upstream-cancel")
        expect(page.locator("#error-code")).to_have_text("recovery_upstream_cancelled")
        page.click("#retry")
        page.click("#recover-upstream-eid")
        sign_in_there(page, f"{language} there")
        page.fill("#new-password", NEW_PASSWORD)
        page.click("#password-submit")
        expect(page.locator("#recovered")).to_be_visible()
        page.goto("/account")
        expect(page.locator("#password")).to_be_visible()  # nobody was signed in
        sign_in(page, person, NEW_PASSWORD)
        expect(page.locator("#end-all-sessions")).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_passkey_and_a_printed_code_give_the_account_back(
    up: Serving, browser: Browser, language: str
) -> None:
    person = up.site.person(f"minh-{language}")
    with own_browser(browser, issuer=up.issuer, language=language, scripts=True) as page:
        device = Device(page)
        sign_in(page, person)
        page.click("#own-passkeys")
        page.click("#passkey-enrol")
        expect(page.locator("#passkeys-state .good")).to_be_visible()
        page.goto("/account/recovery-codes")
        page.click("#recovery-codes-make")
        code = page.locator("#recovery-codes code").first.inner_text()
        device.answers(by_itself=False)
        page.goto("/account")
        page.click("#sign-out")
        begin(page, person.username)
        is_fine(page)
        page.click("#recover-passkey")
        is_fine(page)
        device.answers(by_itself=True, knows_owner=False)  # a finger that it does not know
        page.click("#passkey-signin")
        expect(page.locator("#passkey-failed")).to_be_visible()
        device.answers(by_itself=True)
        page.click("#passkey-signin")
        expect(page.locator("#recover-shown")).to_be_visible()
        expect(page.locator("#recover-passkey")).to_have_count(0)
        is_fine(page)
        page.click("#recover-code")
        page.fill("#recovery-code", code)
        page.click("#recovery-code-submit")
        page.fill("#new-password", NEW_PASSWORD)
        page.click("#password-submit")
        expect(page.locator("#recovered")).to_be_visible()
        device.answers(by_itself=False)
        sign_in(page, person, NEW_PASSWORD)
        expect(page.locator("#passkey-signin")).to_be_visible()  # asked for as before


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_does_not_prove_it_leaves_a_page_with_a_next_step(
    up: Serving, browser: Browser, language: str
) -> None:
    with own_browser(browser, issuer=up.issuer, language=language, scripts=True) as page:
        device = Device(page)
        thief = up.site.person(f"thief-{language}")
        sign_in(page, thief)
        page.click("#own-passkeys")
        page.click("#passkey-enrol")
        expect(page.locator("#passkeys-state .good")).to_be_visible()
        assert device.keys == 1
        begin(page, "nobody.at.all")
        page.click("#recover-passkey")
        page.click("#passkey-signin")
        expect(page.locator("#passkey-form-error")).to_be_visible()
        is_fine(page)
        page.click("#other-ways a")
        page.click("#recover-upstream-eid")
        sign_in_there(page, "a stranger")
        expect(page.locator("#error-code")).to_have_text("recovery_upstream_not_theirs")
        is_fine(page)


def test_without_javascript_the_page_of_a_passkey_says_another_way(
    up: Serving, browser: Browser
) -> None:
    with own_browser(browser, issuer=up.issuer, language="en") as page:
        begin(page, "nobody.at.all")
        page.click("#recover-passkey")
        expect(page.locator("#passkey-form")).to_contain_text("need JavaScript")
        expect(page.locator("#passkey-signin")).to_be_hidden()
        page.click("#other-ways a")
        expect(page.locator("#recover-code")).to_be_visible()
