"""Which language a page speaks, and that every message has been said in Vietnamese."""

from __future__ import annotations

import re
from typing import Final

import pytest
from babel.messages.catalog import Message
from flask import Flask

from idp.clock import moment
from idp.web import languages, sentences, words
from idp.web.languages import LANGUAGES, chosen_language
from idp.web.translate import DEFAULT_LANGUAGE, current_language, gettext, ngettext
from tests.support.messages import TRANSLATED, extracted, stored
from tests.support.preview import preview_application

PLACEHOLDER: Final = re.compile(r"%\((\w+)\)[sd]")
NOTHING: Final = {"clicked": None, "ui_locales": None, "habit": None, "accepted": ()}


@pytest.fixture(scope="module", name="application")
def _application() -> Flask:
    return preview_application()


@pytest.mark.parametrize(
    ("wishes", "language"),
    [
        ({}, "vi"),
        ({"accepted": ("en-GB", "vi")}, "en"),
        ({"accepted": ("fr", "de")}, "vi"),
        ({"habit": "vi", "accepted": ("en",)}, "vi"),
        ({"ui_locales": "en", "habit": "vi"}, "en"),
        ({"ui_locales": "fr-CA EN-us vi"}, "en"),
        ({"ui_locales": "fr de", "habit": "en"}, "en"),
        ({"clicked": "vi", "ui_locales": "en", "habit": "en"}, "vi"),
        ({"clicked": "../../etc", "ui_locales": "<script>", "habit": "\x00"}, "vi"),
    ],
)
def test_the_first_language_that_we_speak_is_chosen(
    wishes: dict[str, object], language: str
) -> None:
    """OIDC Core §3.1.2.1: unknown `ui_locales` are no error."""
    # a table of wishes, whose values have several types
    assert chosen_language(**{**NOTHING, **wishes}) == language  # type: ignore[arg-type]


def test_the_switch_is_kept_although_the_service_wishes_otherwise(application: Flask) -> None:
    browser = application.test_client()
    english = browser.get("/sign_in?ui_locales=vi&language=en")
    assert '<html lang="en">' in english.text
    assert '<html lang="en">' in browser.get("/sign_in?ui_locales=vi").text
    assert '<html lang="vi">' in application.test_client().get("/sign_in").text


def test_the_switch_leads_to_the_same_page(application: Flask) -> None:
    page = application.test_client().get("/sign_in?attempt=a%26b&language=vi").text
    assert 'href="?attempt=a%26b&amp;language=en"' in page


def test_only_a_click_sets_a_cookie(application: Flask) -> None:
    browser = application.test_client()
    assert "Set-Cookie" not in browser.get("/sign_in").headers
    assert "Set-Cookie" not in browser.get("/sign_in?language=fr").headers
    cookies = browser.get("/sign_in?language=en").headers.getlist("Set-Cookie")
    assert len(cookies) == 2
    assert all("HttpOnly" in cookie and "SameSite=Lax" in cookie for cookie in cookies)


def test_a_parked_request_keeps_the_wish_of_its_service(application: Flask) -> None:
    with application.test_request_context("/", headers={"Accept-Language": "vi"}):
        assert gettext("Sign in") == "Đăng nhập"
        languages.prefer("en")
        assert current_language() == "en"
        assert gettext("Sign in") == "Sign in"


def test_outside_a_request_the_default_is_spoken(application: Flask) -> None:
    with application.app_context():
        assert current_language() == DEFAULT_LANGUAGE
        assert gettext("Sign in") == "Đăng nhập"


def test_english_knows_one_from_many(application: Flask) -> None:
    with application.test_request_context("/?language=en"):
        assert sentences.wait_words(1).endswith("wait 1 second, then try again.")
        assert sentences.wait_words(90).endswith("wait 90 seconds, then try again.")
        assert sentences.wait_words(121).endswith("wait 3 minutes, then try again.")
        assert ngettext("%(num)d unknown", "%(num)d unknowns", 2) == "2 unknowns"


def test_dates_are_written_as_in_vietnam() -> None:
    assert languages.day("1990-09-02") == "02/09/1990"
    assert languages.day("1990") == "1990"
    assert moment(0) == "07:00, 01/01/1970"


@pytest.mark.parametrize(
    ("claim", "value", "written"),
    [
        ("gender", "female", "Nữ"),
        ("birthdate", "1990-09-02", "02/09/1990"),
        ("email_verified", True, "Có"),
        ("locale", "vi-VN", "Tiếng Việt"),
        ("address", {"formatted": "Số 1\nHà Nội"}, "Số 1, Hà Nội"),
        ("address", {"locality": "Huế", "country": "VN"}, "Huế, VN"),
        ("org_path", ["H55", "H55.242"], "H55, H55.242"),
        ("nickname", "Khai", "Khai"),
    ],
)
def test_a_value_is_written_as_people_write_it(
    application: Flask, claim: str, value: object, written: str
) -> None:
    with application.test_request_context("/?language=vi"):
        assert words.value_words(claim, value) == written


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_and_name_has_words(application: Flask, language: str) -> None:
    with application.test_request_context(f"/?language={language}"):
        for code in sentences.PROBLEMS:
            problem = sentences.problem_words(code)
            assert all((problem.title, problem.happened, problem.next_step))
        assert sentences.problem_words("never_heard_of").title == (
            sentences.problem_words("server_error").title
        )
        assert words.claim_words("name") in {"Full name", "Họ, chữ đệm và tên"}
        assert words.scope_words("something.else") == "something.else"
        assert [words.level_words(level) for level in (1, 2, 3, 4)]
        assert words.kind_words("citizen") in {"Citizen", "Công dân"}
        assert [words.source_words("agency"), words.method_words("otp")]
        assert words.account_level_words(2) in {"e-ID account, level 2", "Định danh mức độ 2"}
        assert all(sentences.reason_words(reason) for reason in sentences.REASONS)
        assert all(sentences.notice_words(notice) for notice in sentences.NOTICES)
        assert sentences.NOTICES.keys() >= sentences.TO_CHECK
        assert "15" in sentences.password_too_short(15)


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_is_translated(language: str) -> None:
    """`python -m tests.support.messages` adds what is missing; a person translates it."""
    catalog = stored(language)
    asked = {message.id for message in extracted() if message.id}
    held = {message.id for message in catalog if message.id}
    assert asked - held == set(), "missing"
    assert held - asked == set(), "nobody asks for it any more"
    assert not [message.id for message in catalog if message.id and not all(_forms(message))]
    assert not [message.id for message in catalog if message.fuzzy]


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_the_same_in_every_language(language: str) -> None:
    for message in stored(language):
        asked = _placeholders(message.id)
        assert all(_placeholders(form) == asked for form in _forms(message)), message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_messages_are_plain_text(language: str) -> None:
    """Jinja marks a translated message as safe and formats it with %: neither may surprise."""
    for message in stored(language):
        for form in (*_ids(message), *_forms(message)) if message.id else ():
            assert "<" not in form and "&" not in form, form
            assert "%" not in PLACEHOLDER.sub("", form), form


def test_official_vietnamese_is_polite() -> None:
    """Quý khách or no pronoun; never «bạn»."""
    for message in stored("vi"):
        assert not re.search(r"\bbạn\b", " ".join(_forms(message)), re.IGNORECASE)


def _ids(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def _forms(message: Message) -> tuple[str, ...]:
    if not message.id:
        return ()
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def _placeholders(message: str | list[str] | tuple[str, ...]) -> set[str]:
    text = message if isinstance(message, str) else " ".join(message)
    return set(PLACEHOLDER.findall(text))
