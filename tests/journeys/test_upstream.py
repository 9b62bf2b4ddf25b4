"""Signing in with an identity issued elsewhere, in a browser without JavaScript.

The upstream is npm oidc-provider, unchanged; we prove ourselves there by a secret, and by a key
that our JWKS publishes.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.steps import own_browser
from tests.journeys.upstream import oidc_provider
from tests.races.serving import Serving, serving
from tests.support.chromium import violations, width_needed
from tests.support.ports import free_port
from tests.support.site import PASSWORD, TestPerson
from tests.support.upstream import CLIENT_ID, SECRET, connected
from tests.support.visitor import Visitor

BY_SECRET = {"client_secret": SECRET, "token_endpoint_auth_method": "client_secret_basic"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Connected:
    """A provider and the upstream that it is connected to."""

    serving: Serving
    name: str

    @property
    def issuer(self) -> str:
        """Our own address."""
        return self.serving.issuer

    def person(self, username: str) -> TestPerson:
        """Somebody with a password."""
        return self.serving.site.person(username)


@pytest.fixture(scope="module", params=["eid", "agency"], name="connection")
def _connection(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Connected]:
    """`eid` knows our secret, `agency` our keys."""
    name = str(request.param)
    folder, port = tmp_path_factory.mktemp(name), free_port()
    members = {"authentication": "private_key_jwt", "secret_file": None}
    file = connected(
        folder,
        f"http://localhost:{port}",
        name=name,
        scope=["profile"],
        claims=["name"],
        creates_accounts=True,
        **(members if name == "agency" else {}),
    )
    told = {"IDP_UPSTREAMS_FILE": str(file), "IDP_OUTBOUND_ALLOW": "localhost"}
    with serving(folder, **told) as up, oidc_provider(port, _client(name, up.issuer)):
        yield Connected(serving=up, name=name)


def _client(name: str, issuer: str) -> dict[str, object]:
    by_key = {
        "jwks_uri": f"{issuer}/jwks",
        "token_endpoint_auth_method": "private_key_jwt",
        "token_endpoint_auth_signing_alg": "ES256",
    }
    return {
        "client_id": CLIENT_ID,
        "redirect_uris": [f"{issuer}/upstream/{name}"],
        **(by_key if name == "agency" else BY_SECRET),
    }


def sign_in_elsewhere(page: Page, who: str, *, acr: str | None = None) -> None:
    """The upstream's own page."""
    page.fill("#upstream-login", who)
    if acr is not None:
        page.fill("#upstream-acr", acr)
    page.click("#upstream-submit")


def give_password(page: Page, person: TestPerson) -> None:
    """The first factor here."""
    page.fill("#username", person.username)
    page.fill("#password", PASSWORD)
    page.click("#login-submit")


def test_a_person_links_signs_in_steps_up_and_unlinks(
    connection: Connected, browser: Browser
) -> None:
    person, button = connection.person(f"lan-{connection.name}"), f"#upstream-{connection.name}"
    with own_browser(browser, issuer=connection.issuer) as page:
        page.goto("/account")
        page.click(button)
        sign_in_elsewhere(page, "lan")
        page.click("#link-account")
        expect(page.locator("#linking")).to_be_visible()
        give_password(page, person)
        expect(page.locator("#end-all-sessions")).to_be_visible()
    with own_browser(browser, issuer=connection.issuer, language="en") as page:
        page.goto("/account")
        page.click(button)
        sign_in_elsewhere(page, "lan")
        expect(page.locator("#session-level")).to_contain_text("Level 1")
        page.goto("/account/upstreams")
        page.click(f"#unlink-{connection.name}")
        expect(page.locator(f"#link-{connection.name}")).to_be_visible()
        page.click(f"#link-{connection.name}")
        sign_in_elsewhere(page, "lan", acr="urn:eid:2")
        expect(page.locator(f"#unlink-{connection.name}")).to_be_visible()
        page.goto("/account")
        expect(page.locator("#session-level")).to_contain_text("Level 2")
        page.goto("/account/upstreams")
        page.click(f"#unlink-{connection.name}")
    with own_browser(browser, issuer=connection.issuer) as page:
        page.goto("/account")
        page.click(button)
        sign_in_elsewhere(page, "lan")
        expect(page.locator("#link-account")).to_be_visible()


def test_a_service_that_demands_level_two_leads_there_and_back(
    connection: Connected, browser: Browser
) -> None:
    site, name = connection.serving.site, connection.name
    person, client = connection.person(f"mai-{name}"), site.client()
    begun = Visitor(site).begin(client, acr_values=f"{connection.issuer}/loa/2")
    asking = "&".join(f"{key}={value}" for key, value in begun.parameters.items())
    with own_browser(browser, issuer=connection.issuer) as page:
        page.goto("/account")
        give_password(page, person)
        page.goto(f"/account/upstreams/{name}")
        sign_in_elsewhere(page, "mai", acr="urn:eid:2")
        expect(page.locator(f"#unlink-{name}")).to_be_visible()
    with own_browser(browser, issuer=connection.issuer) as page:
        page.goto("/account")
        give_password(page, person)
        page.goto(f"/authorize?{asking}")
        page.click(f"#upstream-{name}")
        sign_in_elsewhere(page, "mai")
        expect(page.locator("#consent-allow")).to_be_visible()


def test_who_cancels_there_may_go_on_here(connection: Connected, browser: Browser) -> None:
    with own_browser(browser, issuer=connection.issuer) as page:
        page.goto("/account")
        page.click(f"#upstream-{connection.name}")
        page.click("#upstream-cancel")
        expect(page.locator("#error-code")).to_have_text("upstream_cancelled")
        page.click("#retry")
        expect(page.locator("#password")).to_be_visible()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_pages_of_an_upstream_are_accessible(
    connection: Connected, browser: Browser, language: str
) -> None:
    button = f"#upstream-{connection.name}"
    with own_browser(browser, issuer=connection.issuer, language=language, scripts=True) as page:
        page.goto("/account")
        assert violations(page) == []
        page.click(button)
        sign_in_elsewhere(page, f"ha-{language}")
        expect(page.locator("#open-account")).to_be_visible()
        assert violations(page) == []
        assert width_needed(page) <= 320
        page.click("#open-account")
        page.goto("/account/upstreams")
        assert violations(page) == []
        assert width_needed(page) <= 320
        page.click(f"#unlink-{connection.name}")
        expect(page.locator("#error-summary")).to_be_visible()
        assert violations(page) == []
