"""What cannot be answered to a client is a page with a code that scripts and people can find."""

import re
from urllib.parse import urlencode

import pytest

from tests.support.site import Site
from tests.support.visitor import Page, Visitor


def _code(text: str) -> str:
    found = re.search(r'id="error-code"[^>]*>([a-z_]+)<', text)
    return found.group(1) if found else ""


PLACES = [
    ("/nowhere", "GET", 404, "not_found"),
    ("/authorize", "PUT", 405, "method_not_allowed"),
    ("/authorize", "GET", 400, "invalid_request"),
    ("/authorize?client_id=nobody", "GET", 400, "invalid_client"),
    ("/authorize?client_id=%FF", "GET", 400, "invalid_request"),
    ("/end-session?id_token_hint=x", "GET", 400, "invalid_request"),
    ("/interaction/none", "GET", 400, "expired_page"),
    ("/sign-in/none", "GET", 400, "expired_page"),
    ("/consent/none", "GET", 400, "expired_page"),
    (f"/authorize?{'x' * 20_000}", "GET", 413, "request_too_large"),
]


@pytest.mark.parametrize(("path", "method", "status", "code"), PLACES)
def test_every_problem_has_a_page_with_its_code(
    site: Site, path: str, method: str, status: int, code: str
) -> None:
    """certification.md, part 3: the error page on the URL itself."""
    answer = Visitor(site).open(path, method)
    assert (answer.status_code, _code(answer.text)) == (status, code)
    assert "Location" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("language", ["vi", "en", "se"])
def test_the_code_is_the_same_in_every_language(site: Site, language: str) -> None:
    """The words change, the code does not."""
    client = site.client()
    query = urlencode({"client_id": client.id, "redirect_uri": "https://evil.example/"})
    answer = Visitor(site).open(f"/authorize?{query}", headers={"Accept-Language": language})
    assert _code(answer.text) == "redirect_uri_mismatch"
    assert f'lang="{"en" if language == "en" else "vi"}"' in answer.text


def test_a_page_without_its_cookie_is_a_403_that_says_so(site: Site) -> None:
    """Another browser, or cookies that were cleared."""
    visitor = Visitor(site)
    form = Page(visitor.follow(visitor.open("/sign-in")).text).form_of("login-submit")
    answer = visitor.open(form["action"], "POST", data={**form["fields"], "csrf": "x"})
    assert (answer.status_code, _code(answer.text)) == (403, "lost_cookie")


@pytest.mark.parametrize(
    ("path", "method", "allowed"),
    [("/token", "GET", "POST"), ("/introspect", "PUT", "POST"), ("/userinfo", "PUT", "GET, POST")],
)
def test_a_program_that_asks_the_wrong_way_is_told_how(
    site: Site, path: str, method: str, allowed: str
) -> None:
    """TK-05, RFC 9110 §15.5.6."""
    answer = Visitor(site).open(path, method)
    assert (answer.status_code, answer.headers["Allow"]) == (405, allowed)
    assert answer.get_json()["error"] == "invalid_request"
    assert answer.headers["Cache-Control"] == "no-store"
