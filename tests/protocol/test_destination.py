"""Where a client may be answered (OIDC Core §3.1.2.1, RFC 8252 §7.3)."""

import pytest

from idp.protocol.authorization.destination import is_registered, origin_of
from idp.protocol.authorization.response_modes import FormPost, Redirect, by_form_post, by_query
from idp.protocol.client import Client

NATIVE = Client(
    client_id="app",
    name="App",
    application_type="native",
    redirect_uris=("http://127.0.0.1/back", "http://[::1]:4000/back", "vn.example.app:/back"),
)


@pytest.mark.parametrize(
    ("uri", "holds"),
    [
        ("http://127.0.0.1/back", True),
        ("http://127.0.0.1:49152/back", True),
        ("http://[::1]:1/back", True),
        ("vn.example.app:/back", True),
        ("http://127.0.0.1:65536/back", False),
        ("http://127.0.0.1:49152/other", False),
        ("http://localhost:49152/back", False),
        ("https://127.0.0.1/back", False),
        ("http://127.0.0.1:1/back#x", False),
        ("http://127.0.0.1:1@evil.example/back", False),
        ("vn.example.app:/other", False),
    ],
)
def test_a_native_apps_loopback_port_may_vary_and_nothing_else(uri: str, holds: bool) -> None:
    """RFC 8252 §7.3: the literal address only."""
    assert is_registered(uri, NATIVE) is holds


def test_a_web_clients_port_may_not_vary() -> None:
    web = Client(client_id="w", name="W", redirect_uris=("http://127.0.0.1/back",))
    assert is_registered("http://127.0.0.1/back", web)
    assert not is_registered("http://127.0.0.1:1/back", web)


@pytest.mark.parametrize(
    ("uri", "origin"),
    [
        ("https://a.example/b?c", "https://a.example"),
        ("http://127.0.0.1:49152/back", "http://127.0.0.1:49152"),
        ("http://[::1]:49152/back", "http:"),
        ("vn.example.app:/back", "vn.example.app:"),
    ],
)
def test_a_form_may_end_at_every_place_that_may_be_registered(uri: str, origin: str) -> None:
    """CSP Level 3 §2.3.1: no address of IPv6 can be written there, so its scheme has to do."""
    assert origin_of(uri) == origin


def test_an_answer_keeps_the_uris_own_query() -> None:
    """RFC 6749 §3.1.2."""
    fields = (("code", "a b"), ("iss", "https://i"))
    assert by_query("https://a/b?x=1", fields) == Redirect(
        uri="https://a/b?x=1&code=a+b&iss=https%3A%2F%2Fi"
    )
    assert by_query("https://a/b", fields[:1]) == Redirect(uri="https://a/b?code=a+b")
    assert by_form_post("https://a/b", fields) == FormPost(uri="https://a/b", fields=fields)
