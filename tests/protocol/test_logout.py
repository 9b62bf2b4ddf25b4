"""Leaving: asked for by a service, told to the others (RP-Initiated and Back-Channel Logout)."""

from dataclasses import replace

import pytest

from idp.protocol.errors import Unanswerable
from idp.protocol.logout.backchannel import EVENT, logout_token
from idp.protocol.logout.rp_initiated import LogoutRequest, receive
from tests.support.builders import World, a_client, a_world, fields
from tests.support.rulebook import ISSUER, NOW

BYE = "https://portal.example.vn/bye"
B = replace(a_client(), post_logout_redirect_uris=(BYE, f"{BYE}?a=1", "vn.example.app:/bye"))
C = replace(B, client_id="c", post_logout_redirect_uris=("https://c.example.vn/bye",))


def _asked(world: World, session: str | None = "session-1", **values: str) -> LogoutRequest:
    return receive(fields(**values), session, world.context)


def _hint(world: World) -> str:
    return str(world.tokens(B)["id_token"])


def _page(world: World, **values: str) -> str:
    with pytest.raises(Unanswerable) as shown:
        _asked(world, **values)
    return shown.value.code


def test_the_hint_of_this_browsers_session_signs_out_without_a_question() -> None:
    """RP-Initiated Logout §2."""
    world = a_world(B)
    asked = _asked(world, id_token_hint=_hint(world), post_logout_redirect_uri=BYE, state="x y")
    assert asked == LogoutRequest(
        client=B, return_to=f"{BYE}?state=x+y", asks_first=False, is_hinted=True
    )
    assert asked.way_back == ("https://portal.example.vn",)


@pytest.mark.parametrize(("session", "asks"), [("session-2", True), (None, False)])
def test_lo_01_the_hint_of_another_session_asks_first(session: str | None, asks: bool) -> None:
    """LO-01; nobody is asked where nobody is signed in."""
    world = a_world(B)
    assert _asked(world, session, id_token_hint=_hint(world)).asks_first is asks


def test_lo_01_without_a_hint_the_person_is_asked() -> None:
    """LO-01, Settled: hints."""
    world = a_world(B)
    bare = _asked(world)
    named = _asked(world, client_id="b", post_logout_redirect_uri=BYE)
    assert (bare.client, bare.return_to, bare.way_back) == (None, None, ())
    assert (named.client, named.return_to, named.is_hinted) == (B, BYE, False)
    assert bare.asks_first
    assert named.asks_first


def test_a_hint_that_knows_no_session_asks_first() -> None:
    world = a_world(B)
    claims = {"iss": ISSUER, "aud": "b", "sub": "s"}
    token = world.context.custody.signer.sign(claims, typ="JWT", algorithm="ES256", now=NOW)
    assert _asked(world, id_token_hint=token).asks_first


@pytest.mark.parametrize(
    "uri",
    [
        "https://evil.example/",
        f"{BYE}/",
        f"{BYE}?b=2",
        f"{BYE}#x",
        "https://c.example.vn/bye",
        "https://portal.example.vn/callback",
    ],
)
def test_lo_02_an_unregistered_way_back_is_none(uri: str) -> None:
    """LO-02, I-03."""
    world = a_world(B, C)
    hint = _hint(world)
    assert _page(world, id_token_hint=hint, post_logout_redirect_uri=uri) == "redirect_uri_mismatch"
    assert _page(world, client_id="b", post_logout_redirect_uri=uri) == "redirect_uri_mismatch"


def test_lo_02_without_a_living_client_there_is_no_way_back() -> None:
    """LO-02."""
    world = a_world(B)
    for values in ({}, {"client_id": "nobody"}):
        assert _page(world, post_logout_redirect_uri=BYE, **values) == "redirect_uri_mismatch"
    hint = _hint(world)
    world.stores.clients.put(replace(B, disabled=True))
    assert _page(world, id_token_hint=hint, post_logout_redirect_uri=BYE) == "redirect_uri_mismatch"


def test_lo_02_a_hint_of_another_client_is_refused() -> None:
    """LO-02, RP-Initiated Logout §2."""
    world = a_world(B, C)
    hint = _hint(world)
    assert _page(world, id_token_hint=hint, client_id="c") == "invalid_request"
    assert _asked(world, id_token_hint=hint, client_id="b").client == B


def test_a_forged_hint_or_a_repeated_parameter_ends_on_a_page() -> None:
    """JW-01, AZ-04."""
    world = a_world(B)
    assert _page(world, id_token_hint="a.b.c") == "invalid_request"
    twice = replace(fields(state="x"), repeated=frozenset({"state"}))
    with pytest.raises(Unanswerable) as shown:
        receive(twice, None, world.context)
    assert shown.value.parameter == "state"


@pytest.mark.parametrize(
    ("uri", "return_to", "origin"),
    [
        (f"{BYE}?a=1", f"{BYE}?a=1&state=s", "https://portal.example.vn"),
        ("vn.example.app:/bye", "vn.example.app:/bye?state=s", "vn.example.app:"),
    ],
)
def test_state_is_added_to_the_way_back(uri: str, return_to: str, origin: str) -> None:
    """RP-Initiated Logout §3; an app's own scheme has no authority."""
    asked = _asked(a_world(B), client_id="b", post_logout_redirect_uri=uri, state="s")
    assert (asked.return_to, asked.way_back) == (return_to, (origin,))


def test_lo_03_a_logout_token_is_well_formed_and_never_the_same() -> None:
    """LO-03, Back-Channel Logout §2.4: `typ`, `events`, no `nonce`, two minutes."""
    world = a_world(B)
    first, second = (logout_token(B, "s", "x", world.context) for _ in range(2))
    claims = world.claims_of(first, "logout+jwt")
    assert claims == {
        "iss": ISSUER,
        "aud": "b",
        "iat": NOW,
        "exp": NOW + 120,
        "jti": claims["jti"],
        "sub": "s",
        "sid": "x",
        "events": {EVENT: {}},
    }
    assert world.claims_of(second, "logout+jwt")["jti"] != claims["jti"]
