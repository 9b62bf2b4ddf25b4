"""Debian's Chromium, driven by Playwright; axe on every page."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

# The same engine: one without the windows, menus and pages of the browser itself, and all of it.
WINDOWLESS = "/usr/bin/chromium-headless-shell"
WHOLE = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = Path(__file__).parents[1] / "journeys" / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# What another width or other colours can make worse; the words and the structure stay.
OF_THE_LOOK = ["color-contrast", "link-in-text-block", "target-size"]


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=WINDOWLESS, args=ARGUMENTS)
        yield browser
        browser.close()


def violations(page: Page, rules: Sequence[str] = ()) -> list[str]:
    """Return what axe finds wrong with the page: WCAG 2.2 AA, or these rules of it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    asked = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": WCAG}
    found: dict[str, Any] = page.evaluate(
        "asked => axe.run({runOnly: asked, resultTypes: ['violations'], preload: false})", asked
    )
    return [
        f"{one['id']}: {one['help']} {[node['html'][:120] for node in one['nodes']]}"
        for one in found["violations"]
    ]


def width_needed(page: Page) -> int:
    """CSS pixels; waits for the page that comes, where a button was just pressed."""
    page.wait_for_load_state()
    return int(page.locator("html").evaluate("root => root.scrollWidth"))
