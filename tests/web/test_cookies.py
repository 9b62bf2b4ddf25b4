"""Cookies on an https issuer: `__Host-`, so that no sibling host can plant one (SE-03)."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from werkzeug.test import Client

from idp.app import open_provider
from idp.web.application import create_web
from tests.support.site import PASSWORD, Site, TurnedClock, open_site
from tests.support.visitor import Page

HTTPS = "https://id.example.vn"


@pytest.fixture(name="secure_site")
def _secure_site(tmp_path: Path) -> Iterator[Site]:
    """The same storage as the demonstration's, under a public name."""
    opened = open_site(tmp_path)
    opened.person()
    opened.provider.close()
    clock = TurnedClock()
    provider = open_provider(replace(opened.provider.settings, issuer=HTTPS), clock)
    yield Site(provider=provider, application=create_web(provider), clock=clock)
    provider.close()


def _signed_in_cookies(site: Site) -> list[str]:
    browser = Client(site.application)
    begun = browser.get("/sign-in", base_url=HTTPS)
    page = browser.get(begun.headers["Location"], base_url=HTTPS)
    form = Page(page.text).form_of("login-submit")
    typed = {**form["fields"], "username": "an.nguyen", "password": PASSWORD}
    answer = browser.post(form["action"], base_url=HTTPS, data=typed)
    assert answer.headers["Location"] == "/account"
    return [*begun.headers.getlist("Set-Cookie"), *answer.headers.getlist("Set-Cookie")]


def test_every_cookie_is_bound_to_this_host_and_https(secure_site: Site) -> None:
    """RFC 6265bis §4.1.3.2: `__Host-`, Secure, Path=/, no Domain; for scripts nothing."""
    given = _signed_in_cookies(secure_site)
    names = {line.partition("=")[0] for line in given}
    assert {"__Host-session", "__Host-browser", "__Host-device"} <= names
    for line in given:
        assert line.startswith("__Host-")
        assert "Secure" in line
        assert "HttpOnly" in line
        assert "Path=/" in line
        assert "SameSite=Lax" in line
        assert "Domain" not in line


def test_the_session_cookie_is_gone_with_the_browser(secure_site: Site) -> None:
    """Only the device is remembered longer, and not for ever."""
    for line in _signed_in_cookies(secure_site):
        is_device = line.startswith("__Host-device=")
        assert ("Max-Age=15552000" in line) == is_device


def test_https_is_demanded_for_two_years(secure_site: Site) -> None:
    """RFC 6797 §6.1."""
    answer = Client(secure_site.application).get("/sign-in", base_url=HTTPS)
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=63072000")
