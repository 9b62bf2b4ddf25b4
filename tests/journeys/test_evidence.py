"""Keys that are replaced by two, and an auditor who takes the trail away and proves it whole.

In a demonstration apart: its keys are replaced, which no other journey should have to notice.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.desk import administrator, at_desk
from tests.journeys.steps import newcomer
from tests.support.running import Running, running


@pytest.fixture(scope="module", name="apart")
def _apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("apart")) as started:
        yield started


def kids_of(page: Page) -> set[str]:
    """The keys that sign now, as the table shows them."""
    rows = page.locator("#keys tbody tr", has=page.locator(".good"))
    return {row.locator("code").inner_text() for row in rows.all()}


def test_all_keys_are_replaced_once_a_second_person_agrees(
    apart: Running, browser: Browser
) -> None:
    with (
        at_desk(browser, apart, administrator(apart, "admin")) as first,
        at_desk(browser, apart, administrator(apart, "ngan"), "en") as second,
    ):
        first.click("#area-keys")
        before = kids_of(first)
        first.click("#rotate")
        expect(first.locator("#done")).to_contain_text("Chưa có việc nào đến hạn")
        first.click("#replace")
        first.fill("#reason", "Bản sao lưu bị lấy cắp")
        first.click("#propose")
        expect(first.locator("#done")).to_be_visible()
        assert kids_of(first) == before
        second.goto("/console/approvals")
        second.click("#proposal-1")
        expect(second.locator("#difference")).to_contain_text("Bản sao lưu bị lấy cắp")
        second.click("#approve")
        expect(second.locator("#done")).to_contain_text("Approved")
        first.wait_for_timeout(1_000)  # every process follows within a second
        first.click("#area-keys")
        assert not kids_of(first) & before
        first.click("#history")
        with first.expect_download() as download:
            first.click("#history-file")
        assert download.value.suggested_filename == "key-history.jwt"


def test_an_auditor_searches_takes_the_whole_trail_as_a_file_and_verifies_both(
    apart: Running, browser: Browser, tmp_path: Path
) -> None:
    auditor = newcomer(apart, "Lý Hải Yến", agency="H26")
    assert apart.idp("roles", "grant", auditor["username"], "auditor").status == 0
    with at_desk(browser, apart, auditor) as page:
        page.click("#area-trail")
        page.fill("#event", "role_granted")
        page.click("#search-trail")
        expect(page.locator("#records")).to_contain_text("role_granted")
        page.fill("#event", "")
        page.click("#search-trail")
        with page.expect_download() as download:
            page.click("#export")
        file = tmp_path / download.value.suggested_filename
        download.value.save_as(file)
        page.click("#verification")
        page.click("#verify")
        expect(page.locator("#verdict")).to_contain_text("Toàn bộ nhật ký nguyên vẹn")
        expect(page.locator("#checkpoints")).to_be_visible()
    done = apart.idp("audit", "verify", str(file))
    assert done.status == 0, done.err
