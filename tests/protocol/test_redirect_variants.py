"""Sixty ways to write a redirect URI that is almost the registered one (RFC 9700 §2.1)."""

from dataclasses import replace
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.protocol.authorization import Refusal, receive
from idp.protocol.authorization.destination import find_destination, is_registered
from idp.protocol.authorization.response_modes import FormPost, Redirect
from idp.protocol.client import Client
from idp.protocol.errors import ProtocolError, Unanswerable
from idp.protocol.parameters import parse
from tests.support.builders import a_client, a_public_client, a_world
from tests.support.rulebook import CALLBACK, ISSUER, asked

HOST = "portal.example.vn"
B = a_client()
QUERY = f"{CALLBACK}?a=1&b=2"

VARIANTS = tuple(
    f"{before}{HOST}{after}"
    for before, after in (
        *(("https://", f"/callback{end}") for end in (
            "/", "x", "%00", "%20", " ", ".", "..", ";", ";x=1", "?", "?x=1", "#", "#x", "%2f",
            "/..", "/../callback", "/%2e%2e/callback", "/..;/callback", "/%252e%252e/", "\\",
            "/./", "//", "%09", "%0a", "%0d%0a", "%23", "%3f", "&x=1", "*", "@evil.example",
        )),
        *(("https://", start) for start in (
            "", "/", "/Callback", "/CALLBACK", "//callback", "/\\callback", "/x/../callback",
            "/%63allback", "/cal%6cback", "./callback", ".evil.example/callback",
            "@evil.example/callback", ":443/callback", ":8443/callback", ":/callback",
            ":80@evil.example/callback", "%2eevil.example/callback", "\\@evil.example/callback",
        )),
        *((start, "/callback") for start in (
            "http://", "HTTPS://", "https:", "https:/", "https:///", "//", "", "javascript://",
            "data:", "https://evil.example/", "https://evil.example?", "https://evil.example#",
            "https://evil.example@", "https://ok@", "https://ok@evil@", "https://x.", " https://",
            "https://www.", "https://evil", "ftp://",
        )),
    )
)  # fmt: skip


@pytest.mark.parametrize("uri", [*VARIANTS, CALLBACK.replace("portal", "Portal"), HOST, "null"])
def test_ru_01_and_02_what_is_almost_registered_is_not(uri: str) -> None:
    """RU-01, RU-02: a page of ours; native clients are not more generous here."""
    for client in (B, a_public_client()):
        assert not is_registered(uri, client)
        encoded = urlencode({"client_id": client.client_id, "redirect_uri": uri}).encode()
        with pytest.raises(Unanswerable):
            receive(parse(encoded), a_world(client).context)


def test_ru_01_there_are_sixty_variants_and_the_identical_one_passes() -> None:
    assert len(set(VARIANTS)) >= 60
    assert is_registered(CALLBACK, B)


@pytest.mark.parametrize(
    "uri", [CALLBACK, f"{CALLBACK}?a=1", f"{CALLBACK}?b=2&a=1", f"{QUERY}&c=3", f"{QUERY}#x"]
)
def test_ru_03_the_query_of_a_registered_uri_is_part_of_it(uri: str) -> None:
    """RU-03."""
    client = replace(B, redirect_uris=(QUERY,))
    assert is_registered(QUERY, client)
    assert not is_registered(uri, client)


@given(st.text(max_size=80) | st.text(max_size=9).map(lambda end: CALLBACK + end))
def test_ru_01_no_text_but_the_registered_one_passes(uri: str) -> None:
    """RU-01, I-04."""
    native = replace(a_public_client(), redirect_uris=(CALLBACK,))
    assert is_registered(uri, native) is (uri == CALLBACK)


@pytest.mark.parametrize("start", ["http://127.0.0.1", "http://[::1]"])
@given(port=st.text(alphabet="0123456789٣:@.-", max_size=7))
def test_ru_01_only_a_number_is_a_port(start: str, port: str) -> None:
    """RFC 8252 §7.3."""
    native = replace(a_public_client(), redirect_uris=(f"{start}/back",))
    is_port = port.isascii() and port.isdigit() and len(port) < 6 and int(port) <= 65_535
    assert is_registered(f"{start}:{port}/back", native) is is_port


@pytest.mark.parametrize("name", ["client_id", "redirect_uri"])
def test_az_04_a_repeated_client_or_redirect_uri_leads_nowhere(name: str) -> None:
    """AZ-01, AZ-04: a local page."""
    parameters = replace(asked(client_id="b"), repeated=frozenset({name}))
    with pytest.raises(Unanswerable) as shown:
        receive(parameters, a_world().context)
    assert shown.value.parameter == name


@pytest.mark.parametrize("name", ["state", "scope", "response_mode", "nonce", "unknown"])
def test_az_04_any_other_repeated_parameter_is_told_to_the_client(name: str) -> None:
    """AZ-04; a repeated `state` is not sent back, nobody knows which one is right."""
    parameters = replace(asked(client_id="b"), repeated=frozenset({name}))
    refused = receive(parameters, a_world().context)
    assert isinstance(refused, Refusal)
    assert (refused.error.code, refused.error.parameter) == ("invalid_request", name)
    assert (refused.destination.state is None) is (name == "state")


def test_az_04_a_repeated_resource_has_an_error_of_its_own() -> None:
    """RFC 8707 §2."""
    parameters = replace(asked(client_id="b"), repeated=frozenset({"resource"}))
    refused = receive(parameters, a_world().context)
    assert isinstance(refused, Refusal)
    assert refused.error.code == "invalid_target"


@pytest.mark.parametrize(
    "response_type", ["token", "id_token", "code token", "CODE", "code id_token", "none", "x"]
)
def test_az_02_only_a_code_is_given_and_strangers_are_not_told(response_type: str) -> None:
    """AZ-02."""
    context = a_world().context
    refused = receive(asked(client_id="b", response_type=response_type), context)
    assert isinstance(refused, Refusal)
    answer = refused.destination.refusal(refused.error)
    assert isinstance(answer, Redirect)
    assert "error=unsupported_response_type" in answer.uri
    assert "state=xyz&iss=" in answer.uri
    with pytest.raises(Unanswerable):
        receive(asked(client_id="b", response_type=response_type, redirect_uri="x"), context)


def test_an_answer_by_form_carries_the_same_fields() -> None:
    """OAuth 2.0 Form Post Response Mode §2; without a `state` none is made up."""
    parameters = asked(client_id="b", response_mode="form_post", state="")
    destination = find_destination(parameters, a_world().context)
    assert destination.success("c") == FormPost(
        uri=CALLBACK, fields=(("code", "c"), ("iss", ISSUER))
    )
    refused = destination.refusal(ProtocolError("access_denied", "No."))
    assert isinstance(refused, FormPost)
    assert refused.fields[:2] == (("error", "access_denied"), ("error_description", "No."))


@pytest.mark.parametrize(
    ("uri", "origin"),
    [
        (CALLBACK, f"https://{HOST}"),
        ("http://127.0.0.1:4000/back", "http://127.0.0.1:4000"),
        ("vn.example.app:/back", "vn.example.app:"),
    ],
)
def test_the_pages_on_the_way_may_only_lead_to_the_origin_in_play(uri: str, origin: str) -> None:
    """Settled, CSP: `form-action`."""
    client: Client = replace(a_public_client(), redirect_uris=(uri,))
    parameters = asked(client_id="p", redirect_uri=uri)
    assert find_destination(parameters, a_world(client).context).origin == origin
