"""A new password, chosen without JavaScript: what is wrong is said, and how to do better."""

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.steps import PASSWORD, give_code, give_password, newcomer, own_browser
from tests.support.running import Running

NEW = "cá chép hóa rồng bay"
WORDS = {"vi": "dễ đoán", "en": "easy to guess"}
SHORT = {"vi": "ít nhất 8 ký tự", "en": "at least 8 characters"}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_weak_password_is_refused_with_advice_and_a_long_phrase_accepted(
    demonstration: Running, browser: Browser, language: str
) -> None:
    person = newcomer(demonstration)
    with own_browser(browser, language=language, issuer=demonstration.issuer) as page:
        page.goto("/sign-in")
        give_password(page, person)
        give_code(page, person)
        page.goto("/account/password")
        for typed, words in (("ngắn", SHORT), ("Password123!", WORDS), (person["name"], WORDS)):
            page.fill("#current-password", PASSWORD)
            page.fill("#new-password", typed)
            page.click("#password-submit")
            expect(page.locator("#new-password-error")).to_contain_text(words[language])
            expect(page.locator("#new-password")).to_have_value("")
        page.fill("#current-password", PASSWORD)
        page.fill("#new-password", NEW)
        page.click("#password-submit")
        expect(page).to_have_url(f"{demonstration.issuer}/account")


@pytest.mark.parametrize(
    ("typed", "words"),
    [("mật khẩu sai rồi", "mang dấu tiếng Việt"), ("soong hoongf", "bộ gõ đang tắt")],
)
def test_a_keyboard_left_on_vietnamese_typing_is_hinted_at(
    demonstration: Running, browser: Browser, typed: str, words: str
) -> None:
    with own_browser(browser, issuer=demonstration.issuer) as page:
        page.goto("/sign-in")
        give_password(page, {"username": "nobody", "password": typed})
        expect(page.locator("#password-hint")).to_contain_text(words)
        expect(page.locator("body")).not_to_contain_text(typed)
