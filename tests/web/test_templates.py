"""Every page from its sample: the ids of the contract, its weight, and what the CSP forbids."""

from __future__ import annotations

import gzip
import re
from typing import Final

import pytest
from flask import Flask

from idp.web.languages import LANGUAGES
from tests.support.preview import NONCE, WEB, preview_application
from tests.support.sample_views import SAMPLES

# contract.md, Pages: people script against these.
IDS: Final = {
    "sign_in": {"username", "password", "login-submit", "login-cancel"},
    "sign_in_select": {"continue-as", "username", "password", "login-submit", "login-cancel"},
    "second_factor": {"otp", "otp-submit", "login-cancel"},
    "enrol_totp": {"otp", "otp-submit"},
    "consent": {"consent-allow", "consent-deny"},
    "notice": {"consent-allow", "consent-deny"},
    "sign_out": {"logout-confirm", "logout-cancel"},
    "signed_out": {"signed-out"},
    "problem": {"error-code"},
    "problem_developer": {"error-code"},
}
EVERY_PAGE: Final = [(name, language) for name in SAMPLES for language in LANGUAGES]


@pytest.fixture(scope="module", name="application")
def _application() -> Flask:
    return preview_application()


def _page(application: Flask, name: str, language: str = "vi") -> str:
    answer = application.test_client().get(f"/{name}?language={language}")
    assert answer.status_code == 200
    return answer.text


def _tag(page: str, element_id: str) -> str:
    found = re.search(rf'<[^>]*\bid="{element_id}"[^>]*>', page)
    assert found, element_id
    return found[0]


@pytest.mark.parametrize(("name", "ids"), IDS.items())
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_keeps_the_ids_of_the_contract(
    application: Flask, name: str, ids: set[str], language: str
) -> None:
    page = _page(application, name, language)
    assert ids <= set(re.findall(r'\bid="([^"]+)"', page))


@pytest.mark.parametrize(("name", "language"), EVERY_PAGE)
def test_an_id_stands_once_and_every_reference_has_its_end(
    application: Flask, name: str, language: str
) -> None:
    page = _page(application, name, language)
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    referring = re.findall(
        r'(?:for|aria-describedby|aria-labelledby|aria-controls|href)="#?([^"]+)"', page
    )
    local = {
        part for value in referring for part in value.split() if not re.search(r"[/?:.]", value)
    }
    assert local <= set(ids)


@pytest.mark.parametrize(("name", "language"), EVERY_PAGE)
def test_a_page_is_light_and_obeys_the_csp(application: Flask, name: str, language: str) -> None:
    page = _page(application, name, language)
    stylesheet = (WEB / "static" / "antin.css").read_bytes()
    assert len(gzip.compress(page.encode())) + len(gzip.compress(stylesheet)) <= 30_000
    assert len(page.encode()) <= 30_000
    assert not re.search(r'\sstyle="|\son[a-z]+="|javascript:|data:image', page)
    scripts = re.findall(r"<script[^>]*>([^<]*)", page)
    assert all(body == "" for body in scripts)
    assert page.count("<script") == page.count(f'nonce="{NONCE}"')


@pytest.mark.parametrize(("name", "language"), EVERY_PAGE)
def test_a_page_has_one_title_one_heading_and_its_language(
    application: Flask, name: str, language: str
) -> None:
    page = _page(application, name, language)
    assert f'<html lang="{language}">' in page
    assert re.search(r"<title>[^<]+ – Ấn Tín</title>", page)
    assert page.count("<h1") == 1
    assert 'name="viewport"' in page


def test_password_managers_and_phones_are_helped(application: Flask) -> None:
    page = _page(application, "sign_in")
    assert 'autocomplete="username"' in _tag(page, "username")
    assert 'autocomplete="current-password"' in _tag(page, "password")
    code = _tag(_page(application, "second_factor"), "otp")
    assert 'autocomplete="one-time-code"' in code and 'inputmode="numeric"' in code
    changed = _page(application, "password")
    assert 'autocomplete="new-password"' in _tag(changed, "new-password")


def test_an_error_stands_on_top_and_beside_its_field(application: Flask) -> None:
    page = _page(application, "sign_in_wrong")
    assert '<a href="#password">' in page
    field = _tag(page, "password")
    assert 'aria-describedby="password-hint password-error"' in field
    assert 'aria-invalid="true"' in field
    assert "aria-invalid" not in _tag(page, "username")
    assert "<title>Lỗi:" in page


def test_what_was_typed_is_kept_but_never_a_secret(application: Flask) -> None:
    page = _page(application, "sign_in_wrong")
    assert 'value="minhkhai"' in _tag(page, "username")
    assert "value=" not in _tag(page, "password")


def test_nothing_is_ticked_beforehand(application: Flask) -> None:
    page = _page(application, "consent")
    assert page.count('type="checkbox" name="optional"') == 2
    assert "checked" not in page


def test_a_notice_is_not_a_request_for_consent(application: Flask) -> None:
    assert "<h1>Thông báo chia sẻ dữ liệu</h1>" in _page(application, "notice")
    assert "<h1>Xin đồng ý chia sẻ dữ liệu</h1>" in _page(application, "consent")


def test_the_error_code_is_the_same_plain_text_in_every_language(application: Flask) -> None:
    for language in LANGUAGES:
        page = _page(application, "problem", language)
        assert re.search(r'id="error-code"[^>]*>lost_cookie</code>', page)


def test_only_developers_see_the_registered_value(application: Flask) -> None:
    assert "error-parameter" in _page(application, "problem_developer")
    assert "error-parameter" not in _page(application, "problem")


def test_every_form_of_ours_carries_its_csrf_token(application: Flask) -> None:
    for name in SAMPLES:
        page = _page(application, name)
        if name == "form_post":
            assert "csrf" not in page, "ours is not for the service"
        else:
            assert page.count('<form method="post"') == page.count('name="csrf"')
