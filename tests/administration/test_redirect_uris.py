"""Redirect URIs that may be registered (RU-04; RFC 8252 §7; OIDC Registration §2)."""

import pytest

from idp.administration.redirect_uris import ApplicationType, is_allowed


@pytest.mark.parametrize(
    ("uri", "application", "demonstration"),
    [
        ("https://portal.example.vn/callback", "web", False),
        ("https://portal.example.vn:8443/callback?fixed=1", "web", False),
        ("http://127.0.0.1/callback", "native", False),
        ("http://[::1]:5000/callback", "native", False),
        ("vn.example.app:/callback", "native", False),
        ("http://localhost:8001/callback", "web", True),
    ],
)
def test_an_exact_address_may_be_registered(
    uri: str, application: ApplicationType, demonstration: bool
) -> None:
    assert is_allowed(uri, application, demonstration=demonstration)


@pytest.mark.parametrize("demonstration", [False, True])
@pytest.mark.parametrize(
    "uri",
    [
        "",
        "/callback",
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///",
        "http://portal.example.vn/callback",
        "https://*.example.vn/callback",
        "https://portal.example.vn/callback#part",
        "https://portal.example.vn/callback#",
        "https://ok@evil.example/callback",
        "https://portal.example.vn\\@evil.example/",
        "https://portal.example.vn/a/../callback",
        "https://portal.example.vn/%2e%2e/callback",
        "https://portal.example.vn/call\nback",
        "HTTPS://portal.example.vn/callback",
        "https://PORTAL.example.vn/callback",
        "https://portal.example.vn:/callback",
        "https:///callback",
        "vn.example.app:/callback",
    ],
)
def test_anything_else_is_refused_for_web_clients(uri: str, demonstration: bool) -> None:
    assert not is_allowed(uri, "web", demonstration=demonstration)
