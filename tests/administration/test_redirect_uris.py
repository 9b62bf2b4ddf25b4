"""Redirect URIs that may be registered (RU-04; RFC 8252 §7; OIDC Registration §2)."""

import pytest

from idp.administration.redirect_uris import ApplicationType, is_allowed, is_callable


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


@pytest.mark.parametrize(
    ("host", "of_everybody"),
    [
        ("portal.example.vn", True),
        ("portal.example.vn:8443", True),  # whether it is called there is decided at the call
        ("203.0.114.1", True),
        ("[2001:4860:4860::8888]", True),
        ("localhost", False),
        ("a.localhost", False),
        ("intranet", False),
        ("127.0.0.1", False),
        ("169.254.169.254", False),
        ("10.0.0.1", False),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("0.0.0.1", False),
        ("224.0.0.1", False),
        ("2130706433", False),
        ("0x7f000001", False),
        ("0177.0.0.1", False),
        ("127.1", False),
        ("127.0.0.1.", False),
        ("0x7f.0.0.1", False),
        ("[::1]", False),
        ("[::]", False),
        ("[fe80::1]", False),
        ("[fc00::1]", False),
        ("[::ffff:7f00:1]", False),
        ("[64:ff9b::7f00:1]", False),
        ("[2002:7f00:1::]", False),
    ],
)
def test_dc_01_what_the_provider_calls_or_shows_is_of_a_public_host(
    host: str, of_everybody: bool
) -> None:
    """In whatever notation an address is written; a demonstration may call its own machine."""
    assert is_callable(f"https://{host}/x", demonstration=False) is of_everybody
    assert not is_callable(f"http://{host}/x", demonstration=False)
    own = host in ("localhost", "127.0.0.1", "[::1]")
    assert is_callable(f"https://{host}/x", demonstration=True) is (of_everybody or own)
