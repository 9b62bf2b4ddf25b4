"""Losing a password or a telephone, in a real browser without JavaScript (RC-01, RC-03)."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.steps import Person, created, give_code, give_password, newcomer, own_browser
from tests.support.chromium import violations, width_needed
from tests.support.running import Running

LANGUAGES = ("vi", "en")
WITHIN, LOOK_EVERY = 20_000, 500  # milliseconds, for the worker to deliver a message


def reachable(demonstration: Running, tmp_path: Path) -> Person:
    """Somebody with a telephone for codes and a verified mailbox."""
    person = newcomer(demonstration)
    username = f"{person['username']}-m"
    claims = tmp_path / "claims.json"
    claims.write_text(json.dumps({"email_verified": True}))
    made = created(
        demonstration,
        ("accounts", "create", "--kind", "citizen", "--username", username),
        ("--name", person["name"], "--email", f"{username}@example.vn", "--totp"),
        ("--claims-file", str(claims), "--password-stdin"),
        typed=f"{person['password']}\n",
    )
    return {**made, "name": person["name"], "password": person["password"]}


def link_to(demonstration: Running, page: Page, person: Person, kind: str) -> str:
    """The newest link of this kind in the person's mailbox."""
    file = demonstration.folder / "messages.jsonl"
    for _ in range(WITHIN // LOOK_EVERY):
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        letters = [json.loads(line) for line in lines]
        texts = [one["text"] for one in letters if one["to"].startswith(person["username"])]
        found = [
            link for text in texts for link in re.findall(rf"http\S+/recover/{kind}/\S+", text)
        ]
        if found:
            return str(found[-1])
        page.wait_for_timeout(LOOK_EVERY)
    raise AssertionError("no message came")


def is_fine(page: Page) -> None:
    """Nothing needs side-scrolling at 320 px."""
    assert width_needed(page) <= 320


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_printed_code_lets_in_who_lost_the_telephone(
    demonstration: Running, browser: Browser, language: str
) -> None:
    person = newcomer(demonstration)
    with own_browser(browser, language=language) as page:
        page.goto(f"{demonstration.issuer}/account/recovery-codes")
        give_password(page, person)
        give_code(page, person)
        page.goto(f"{demonstration.issuer}/account/recovery-codes")
        page.click("#recovery-codes-make")
        is_fine(page)
        codes = page.locator("#recovery-codes code").all_inner_texts()
        assert len(codes) == 10
        page.click("#recovery-codes-done")
        assert "10" in page.inner_text("#recovery-codes-state")
    with own_browser(browser, language=language) as page:
        page.goto(f"{demonstration.issuer}/account")
        give_password(page, person)
        page.click("#other-ways a[href^='/recovery-code/']")
        page.fill("#recovery-code", codes[0].upper().replace("-", " "))
        page.click("#recovery-code-submit")
        assert "9" in page.inner_text("#recovery-codes-state")


def test_a_forgotten_password_waits_and_the_owner_stops_it_without_signing_in(
    demonstration: Running, browser: Browser, tmp_path: Path
) -> None:
    person = reachable(demonstration, tmp_path)
    with own_browser(browser) as page:
        page.goto(f"{demonstration.issuer}/account")
        page.click("#forgot")
        page.fill("#username", person["username"])
        page.click("#recover-submit")
        page.click("#recover-send")
        expect(page.locator("#link-sent")).to_have_count(1)
        page.goto(link_to(demonstration, page, person, "link"))
        page.click("#recover-continue")
        is_fine(page)
        page.click("#recover-wait")
        expect(page.locator("#recover-waiting")).to_have_count(1)
        cancel = link_to(demonstration, page, person, "cancel")
    with own_browser(browser) as page:
        page.goto(cancel)
        is_fine(page)
        page.click("#recover-stop")
        expect(page.locator("#recover-cancelled")).to_have_count(1)
        page.goto(cancel)
        assert page.inner_text("#error-code") == "link_expired"


def test_two_proofs_set_a_new_password_and_the_next_sign_in_asks_for_both_factors(
    demonstration: Running, browser: Browser, tmp_path: Path
) -> None:
    person = reachable(demonstration, tmp_path)
    with own_browser(browser, scripts=True) as page:
        page.goto(f"{demonstration.issuer}/recover")
        assert violations(page) == []
        page.fill("#username", person["username"])
        page.click("#recover-submit")
        assert violations(page) == []
        page.click("#recover-send")
        page.goto(link_to(demonstration, page, person, "link"))
        assert violations(page) == []
        page.click("#recover-continue")
        assert violations(page) == []
        page.click("#recover-app")
        give_code(page, person)
        page.fill("#new-password", "lúa chín vàng trên đồng quê")
        assert violations(page) == []
        page.click("#password-submit")
        expect(page.locator("#recovered")).to_have_count(1)
        page.click("#recovered-sign-in")
        give_password(page, {**person, "password": "lúa chín vàng trên đồng quê"})
        expect(page.locator("#otp")).to_have_count(1)
