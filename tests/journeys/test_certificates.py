"""An official's card in a real browser: bound, used, listed, removed; then it opens nothing.

The browser is Debian's Chromium with the card in its NSS store, and does TLS itself: see
`tests/support/card_reader.py`. The provider is `idp serve` with its own listener for certificates.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import LOCALES, PHONE, sign_in
from tests.journeys.test_pages import LANGUAGES
from tests.journeys.test_pages import _is_fine as is_fine
from tests.operations.serving_certificates import Served, World, a_world, serving
from tests.support.authority import Issued
from tests.support.card_reader import Computer, chromium_at

pytestmark = pytest.mark.timeout(180)
NOBODYS = {"vi": "không thuộc tài khoản nào", "en": "belongs to no account here"}


@pytest.fixture(scope="module", name="world")
def _world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with a_world(tmp_path_factory.mktemp("cards")) as world:
        yield world


@pytest.fixture(scope="module", name="served")
def _served(world: World) -> Iterator[Served]:
    with serving(world, by_proxy=False) as served:
        yield served


@contextmanager
def _at_a_computer(
    served: Served, card: Issued | None, *, language: str = "vi", scripts: bool = False
) -> Iterator[Page]:
    """A page of a browser that has this card to show; without scripts unless asked for."""
    computer = Computer(servers=served.world.servers, card=card, shown_at=served.cards)
    size = PHONE["width"], PHONE["height"]
    with chromium_at(
        computer, served.world.folder, locale=LOCALES[language], scripts=scripts, size=size
    ) as context:
        yield context.new_page()


def test_a_card_that_the_agency_bound_signs_in_until_its_owner_removes_it(
    served: Served, world: World
) -> None:
    card = world.card()
    served.official("binh", card)
    with _at_a_computer(served, card) as page:
        _show_card(page, served)
        expect(page.locator("#certificate-shown")).to_contain_text("Trần Thị Bình")
        expect(page.locator("#certificate-shown")).to_contain_text("Officials CA")
        page.click("#certificate-confirm")
        expect(page.locator("#session-level")).to_contain_text("2")
        page.click("#own-certificates")
        expect(page.locator("#certificate-1")).to_have_text("Trần Thị Bình")
        expect(page.locator("#certificates")).to_contain_text("Sử dụng gần nhất")
        page.click("#remove-certificate-1")
        expect(page.locator("#certificates")).to_have_count(0)
        _sign_out(page)
        _is_refused(page, served)


def test_a_card_that_its_owner_adds_signs_in_until_the_agency_removes_it(
    served: Served, world: World
) -> None:
    card = world.card()
    official = served.official("chinh")
    with _at_a_computer(served, card, language="en") as page:
        _is_refused(page, served, language="en")  # a card by itself makes no account
        page.goto(f"{served.issuer}/sign-in")
        sign_in(page, official)
        page.click("#own-certificates")
        page.click("#certificate-use")
        expect(page.locator("#certificate-shown")).to_contain_text("Officials CA")
        page.click("#certificate-confirm")
        expect(page.locator("#certificate-1")).to_be_visible()
        _sign_out(page)
        _show_card(page, served)
        page.click("#certificate-confirm")
        expect(page.locator("#session-level")).to_contain_text("2")
        served.certificate("remove", "chinh", card)
        page.goto(f"{served.issuer}/account")  # the session that it opened is over
        expect(page.locator("#password")).to_be_visible()
        _is_refused(page, served, language="en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_of_certificates_are_accessible(
    served: Served, world: World, language: str
) -> None:
    card = world.card()
    served.official(f"tri.{language}", card)
    with _at_a_computer(served, card, language=language, scripts=True) as page:
        page.goto(f"{served.issuer}/sign-in")
        page.click("#certificate-signin")
        is_fine(page, language, "certificate-use", "login-cancel", "other-ways")
        page.click("#certificate-use")
        is_fine(page, language, "certificate-shown", "certificate-confirm", "login-cancel")
        page.click("#certificate-confirm")
        page.click("#own-certificates")
        is_fine(page, language, "certificate-1", "remove-certificate-1", "certificate-use", "back")
        page.click("#certificate-use")
        is_fine(page, language, "certificate-shown", "certificate-confirm")
        page.click("#certificate-confirm")  # it is bound already
        is_fine(page, language, "error-summary", "certificate-use-error")
        page.click("#remove-certificate-1")
        expect(page.locator("#certificates")).to_have_count(0)
        is_fine(page, language, "certificate-use", "back")
        _sign_out(page)
        _show_card(page, served)
        page.click("#certificate-confirm")
        is_fine(page, language, "error-summary", "certificate-use-error", "other-ways")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_browser_without_a_card_is_told_what_to_do(served: Served, language: str) -> None:
    with _at_a_computer(served, None, language=language, scripts=True) as page:
        _show_card(page, served)
        is_fine(page, language, "error-summary", "certificate-use-error", "certificate-use")
        page.click("#other-ways a")
        expect(page.locator("#password")).to_be_visible()


def _sign_out(page: Page) -> None:
    """From the page of one's certificates."""
    page.click("#back")
    page.click("#sign-out")
    expect(page.locator("#signed-out")).to_be_visible()


def _show_card(page: Page, served: Served) -> None:
    page.goto(f"{served.issuer}/sign-in")
    page.click("#certificate-signin")
    page.click("#certificate-use")


def _is_refused(page: Page, served: Served, *, language: str = "vi") -> None:
    """The card is shown and confirmed, as whose it is nobody is told before; it opens nothing."""
    _show_card(page, served)
    page.click("#certificate-confirm")
    expect(page.locator("#certificate-use-error")).to_contain_text(NOBODYS[language])
    page.goto(f"{served.issuer}/account")
    expect(page.locator("#password")).to_be_visible()
