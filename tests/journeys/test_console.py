"""Officials at the console: four eyes between two browsers, and what each role finds there."""

import secrets
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from tests.journeys.desk import AGENCY, DESKTOP, administrator, at_desk, official
from tests.journeys.steps import (
    PASSWORD,
    PHONE,
    own_browser,
)
from tests.support.chromium import violations, width_needed
from tests.support.preview import preview_application
from tests.support.running import Running
from tests.support.sample_console import CONSOLE_SAMPLES


def test_national_administrators_change_roles_and_the_tree_by_two_and_none_alone(
    demonstration: Running, browser: Browser
) -> None:
    """administration.md, four eyes: national administrator and approver, each in their browser."""
    clerk = official(demonstration, "Vũ Thu Hà")
    with (
        at_desk(browser, demonstration, administrator(demonstration, "admin")) as first,
        at_desk(browser, demonstration, administrator(demonstration, "ngan"), "en") as second,
    ):
        first.click("#area-roles")
        first.click("#grant")
        first.fill("#username", clerk["username"])
        first.click("text=Kiểm toán viên hệ thống")
        first.fill("#organisation", "H99")
        first.click("#propose")
        expect(first.locator("#organisation-error")).to_be_visible()
        first.fill("#organisation", AGENCY)
        first.fill("#until", "31/12/2030")
        first.click("#propose")
        expect(first.locator("#done")).to_be_visible()
        first.click("#area-approvals")
        first.click("#proposal-1")
        expect(first.locator("#own-proposal")).to_be_visible()
        first.click("#approve")
        expect(first.locator("#error-summary")).to_contain_text("người khác")
        second.goto("/console")
        expect(second.locator("#waiting-approvals .count")).to_have_text("1")
        second.click("#waiting-approvals")
        second.click("#proposal-1")
        expect(second.locator("#difference")).to_contain_text("31/12/2030")
        expect(second.locator("#own-proposal")).to_have_count(0)
        second.click("#approve")
        expect(second.locator("#done")).to_contain_text("Approved")
        first.click("#area-roles")
        first.fill("#search", clerk["username"])
        first.keyboard.press("Enter")
        expect(first.locator("#holder-1")).to_have_text(clerk["username"])
        _merged_by_two(first, second)


def _merged_by_two(first: Page, second: Page) -> None:
    """A new unit is entered at once; that it ends waits for the other national administrator."""
    code = f"{AGENCY}.{secrets.token_hex(3).upper()}"
    first.goto(f"/console/organisations/{AGENCY}")
    first.click("#act-new")
    first.fill("#code", code)
    first.fill("#name", "Sở Du lịch (mẫu)")
    first.click("#create")
    expect(first.locator("#kind-error")).to_be_visible()
    first.check("#kind-3")
    first.click("#create")
    expect(first.locator("#done")).to_be_visible()
    first.click("#act-end")
    expect(first.locator("#posts")).to_have_text("0")
    first.check("#way-1")
    first.fill("#other", AGENCY.lower())
    first.click("#propose")
    expect(first.locator("#own-proposal")).to_be_visible()
    expect(first.locator("#difference")).to_contain_text(code)
    second.goto(first.url.partition("?")[0])
    second.click("#approve")
    expect(second.locator("#done")).to_contain_text("Approved")
    first.goto(f"/console/organisations/{code}")
    expect(first.locator("#organisation")).to_contain_text("Đã chấm dứt")
    expect(first.locator("#act-end")).to_have_count(0)


def test_helpdesk_and_approver_bring_somebody_back_and_the_auditor_only_reads(
    demonstration: Running, browser: Browser
) -> None:
    lost = official(demonstration, "Bùi Thanh Tâm")
    with at_desk(
        browser, demonstration, official(demonstration, "Hồ Thu Thủy", "helpdesk")
    ) as desk:
        expect(desk.locator("#area-roles")).to_have_count(0)
        desk.click("#area-people")
        desk.fill("#username", lost["username"])
        desk.check("#ground-1")
        desk.click("#look")
        expect(desk.locator("#sheet")).to_contain_text("m•••@example.vn")
        desk.click("#act-sessions")
        desk.click("#end-sessions")
        expect(desk.locator("#done")).to_contain_text("đăng xuất")
        desk.check("#seen-by-1")
        desk.click("#recover")
        expect(desk.locator("#done")).to_be_visible()
    with at_desk(
        browser, demonstration, official(demonstration, "Phan Văn Đức", "approver"), "en"
    ) as second:
        second.click("#area-recoveries")
        expect(second.locator("#recovery-1")).to_have_text(lost["username"])
        second.click("#approve-1")
        link = second.inner_text("#one-link")
    with own_browser(browser) as theirs:
        theirs.goto(link)
        expect(theirs.locator("form button").first).to_be_visible()
    with at_desk(
        browser, demonstration, official(demonstration, "Lý Hải Yến", "auditor")
    ) as auditor:
        areas = auditor.locator(".rail a[id^=area-]")
        names = [str(areas.nth(number).get_attribute("id")) for number in range(areas.count())]
        assert {"area-roles", "area-policies", "area-approvals"} <= set(names)
        for name in set(names) - {"area-account", "area-people"}:
            auditor.click(f"#{name}")
            expect(auditor.locator("main form[method=post]")).to_have_count(0)
        auditor.click("#area-people")
        auditor.fill("#username", lost["username"])
        auditor.check("#ground-4")
        auditor.click("#look")
        expect(auditor.locator("#sheet")).to_be_visible()
        expect(auditor.locator("main form, [id^=act-]")).to_have_count(0)


def test_a_unit_administrator_makes_an_official_and_proposes_a_policy_without_scripts(
    demonstration: Running, browser: Browser
) -> None:
    chief = official(demonstration, "Đinh Gia Huy", "unit_administrator")
    with at_desk(browser, demonstration, chief) as page:
        state = page.context.storage_state()
    context = browser.new_context(
        java_script_enabled=False, storage_state=state, base_url=demonstration.issuer
    )
    try:
        page = context.new_page()
        _begins_by_the_link(_made_official(page), browser)
        page.goto(f"/console/policies?organisation={AGENCY}")
        page.focus("#choose")
        page.keyboard.press("Shift+Tab")  # to the presets
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("#done")).to_be_visible()
    finally:
        context.close()


def _made_official(page: Page) -> str:
    """The link that is shown once, of an account that the unit administrator made."""
    page.goto("/console/people")
    page.click("#new-account")
    page.fill("#username", f"moi-{secrets.token_hex(4)}")
    page.fill("#name", "Trịnh Minh Quân")
    page.fill("#organisation", "H99")
    page.click("#make-account")
    expect(page.locator("#organisation-error")).to_be_visible()
    page.fill("#organisation", AGENCY)
    page.click("#make-account")
    return page.inner_text("#one-link")


def _begins_by_the_link(link: str, browser: Browser) -> None:
    """The new official chooses the password alone, and is shown printed codes."""
    with own_browser(browser) as theirs:
        theirs.goto(link)
        expect(theirs.locator("#begins")).to_be_visible()
        theirs.click("#recover-continue")
        theirs.fill("#new-password", PASSWORD)
        theirs.click("#password-submit")
        expect(theirs.locator("#recovery-codes li").first).to_be_visible()


@pytest.fixture(scope="module", name="preview")
def _preview() -> Iterator[str]:
    """Every page and state of the console, made of invented people."""
    server = make_server("127.0.0.1", 0, preview_application(), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()


@pytest.mark.parametrize(("language", "look"), [("vi", "telephone"), ("en", "desktop at night")])
def test_every_page_of_the_console_is_accessible(
    preview: str, browser: Browser, language: str, look: str
) -> None:
    """Nothing to scroll sideways, nothing that axe finds."""
    size = PHONE if look == "telephone" else DESKTOP
    with own_browser(browser, language=language, scripts=True, issuer=preview) as page:
        page.set_viewport_size({"width": size["width"], "height": size["height"]})
        page.emulate_media(color_scheme="light" if look == "telephone" else "dark")
        for name in CONSOLE_SAMPLES:
            page.goto(f"/{name}")
            assert page.get_attribute("html", "lang") == language
            assert width_needed(page) <= size["width"], name
            assert violations(page) == [], name
