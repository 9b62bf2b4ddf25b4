"""TK, PK, RU-05: authorization codes at the token endpoint."""

import pytest

from tests.support.site import CALLBACK, Site
from tests.support.visitor import Visitor, basic, post_as, redeem


def test_tk_01_a_code_shown_twice_takes_its_tokens_along(site: Site) -> None:
    """RFC 6749 §4.1.2: second use is refused, the first tokens die, one event."""
    visitor, client, person = Visitor(site), site.client(), site.person()
    begun = visitor.begin(client)
    code = visitor.code_for(begun, person)
    first = redeem(visitor, begun, code)
    second = redeem(visitor, begun, code)
    token = first.json["access_token"]
    assert (first.status_code, second.status_code) == (200, 400)
    assert second.json["error"] == "invalid_grant"
    told = visitor.open("/userinfo", headers={"Authorization": f"Bearer {token}"})
    assert told.status_code == 401
    redeem(visitor, begun, code)
    assert len(site.events("code_replay")) == 1


def test_tk_03_a_code_shown_by_another_client_is_dead_for_its_own(site: Site) -> None:
    """I-02: bound to its client; event `code_misuse`."""
    visitor, client, other, person = Visitor(site), site.client(), site.client(), site.person()
    begun = visitor.begin(client)
    code = visitor.code_for(begun, person)
    stolen = post_as(
        visitor,
        other,
        "/token",
        {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": CALLBACK,
            "code_verifier": begun.verifier,
        },
    )
    assert stolen.json["error"] == "invalid_grant"
    assert redeem(visitor, begun, code).json["error"] == "invalid_grant"
    assert len(site.events("code_misuse")) == 1


def test_tk_04_a_code_is_refused_after_a_minute(site: Site) -> None:
    """Code life 60 s."""
    visitor, client, person = Visitor(site), site.client(), site.person()
    begun = visitor.begin(client)
    code = visitor.code_for(begun, person)
    site.clock.turn(61)
    assert redeem(visitor, begun, code).json["error"] == "invalid_grant"


@pytest.mark.parametrize("asked", [{}, {"scope": "openid offline_access", "prompt": "consent"}])
def test_tk_04_a_code_is_refused_after_sign_out(site: Site, asked: dict[str, str]) -> None:
    """What ends what: sign-out ends the session's codes."""
    visitor, client, person = Visitor(site), site.client(), site.person()
    begun = visitor.begin(client, **asked)
    code = visitor.code_for(begun, person)
    page = visitor.follow(visitor.open("/end-session"))
    visitor.press(page, "logout-confirm")
    assert redeem(visitor, begun, code).json["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("method", "options", "status"),
    [
        ("GET", {}, 405),
        ("POST", {"json": {"grant_type": "authorization_code"}}, 400),
        ("POST", {"data": {"grant_type": "password"}}, 400),
        ("POST", {"data": {"grant_type": "implicit"}}, 400),
        ("POST", {"data": {"grant_type": "nonsense"}}, 400),
    ],
)
def test_tk_05_only_a_form_with_a_known_grant_type_is_served(
    site: Site, method: str, options: dict[str, object], status: int
) -> None:
    """RFC 6749 §3.2."""
    visitor, client = Visitor(site), site.client()
    answer = visitor.open("/token", method, headers=basic(client), **options)
    assert answer.status_code == status


@pytest.mark.parametrize(
    "members",
    [
        {"code_challenge": "", "code_challenge_method": ""},
        {"code_challenge_method": "plain"},
        {"code_challenge_method": ""},
        {"code_challenge_method": "s256"},
        {"code_challenge": "a" * 42},
        {"code_challenge": "a" * 44},
        {"code_challenge": "ă" * 43},
    ],
)
def test_pk_01_and_02_a_request_without_s256_is_refused(
    site: Site, members: dict[str, str]
) -> None:
    """RFC 7636 §4.3."""
    visitor, client = Visitor(site), site.client()
    answer = visitor.authorize(visitor.begin(client, **members))
    assert "error=invalid_request" in answer.headers["Location"]


@pytest.mark.parametrize("verifier", ["", "x" * 43, "x" * 42, "x" * 129, "é" * 43])
def test_pk_03_a_wrong_verifier_kills_the_code(site: Site, verifier: str) -> None:
    """RFC 7636 §4.6; Conflicts 4."""
    visitor, client, person = Visitor(site), site.client(), site.person()
    begun = visitor.begin(client)
    code = visitor.code_for(begun, person)
    assert redeem(visitor, begun, code, code_verifier=verifier).json["error"] == "invalid_grant"
    assert redeem(visitor, begun, code).json["error"] == "invalid_grant"


@pytest.mark.parametrize("redirect_uri", ["", "http://localhost:9000/other"])
def test_ru_05_the_token_endpoint_wants_the_same_redirect_uri(
    site: Site, redirect_uri: str
) -> None:
    """RFC 6749 §4.1.3."""
    visitor, client, person = Visitor(site), site.client(), site.person()
    begun = visitor.begin(client)
    code = visitor.code_for(begun, person)
    answer = redeem(visitor, begun, code, redirect_uri=redirect_uri)
    assert answer.json["error"] == "invalid_grant"
