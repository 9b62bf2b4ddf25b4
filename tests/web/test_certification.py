"""Rows of the certification suite that need no browser: Basic and Form Post Basic.

Written from the specifications; the suite's module stands in each docstring.
"""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from joserfc import jws

from idp.protocol.scopes import SCOPE_CLAIMS
from tests.support.site import CALLBACK, ISSUER, Site, TestClient, TestPerson
from tests.support.visitor import Page, Visitor, answer_in, post_as, redeem

LONG_STATE = "s" * 128
EVERYTHING: dict[str, object] = {
    "nickname": "An",
    "profile": "https://id.example.vn/an",
    "picture": "https://id.example.vn/an.png",
    "website": "https://an.example.vn",
    "gender": "male",
    "phone_number": "+84912345678",
    "address": {"formatted": "Số 1 Tràng Tiền, Hà Nội", "country": "VN"},
}
SCOPES = ("openid", "profile", "email", "phone", "address", "offline_access")


def _claims(token: str) -> dict[str, Any]:
    return dict(json.loads(jws.extract_compact(token.encode()).payload))


def _tokens(visitor: Visitor, client: TestClient, person: TestPerson, **asked: str) -> Any:
    begun = visitor.begin(client, **asked)
    answer = redeem(visitor, begun, visitor.code_for(begun, person))
    assert answer.status_code == 200, answer.text
    return answer.json


def _userinfo(visitor: Visitor, tokens: Mapping[str, str]) -> Any:
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    return visitor.open("/userinfo", headers=bearer).json


def _asks_to_sign_in(visitor: Visitor, client: TestClient, **asked: str) -> bool:
    return "login-submit" in Page(visitor.authorize(visitor.begin(client, **asked)).text).ids


def _compatible(site: Site, **members: Any) -> TestClient:
    """A client of the profile that the certification runs with (Conflicts 1 of the design)."""
    return site.client(profile="compatible", sunset="2028-01-01", **members)


def test_the_happy_flow_has_everything_in_its_place(site: Site) -> None:
    """oidcc-server; OIDC Core §2, §3.1.3.3."""
    visitor, client, person = Visitor(site), site.client(), site.person()
    begun = visitor.begin(client, state=LONG_STATE)
    answer = answer_in(visitor.consent(visitor.sign_in(visitor.authorize(begun), person)))
    assert answer["state"] == LONG_STATE
    assert answer["iss"] == ISSUER
    response = redeem(visitor, begun, answer["code"])
    tokens = response.json
    claims = _claims(tokens["id_token"])
    kids = {key["kid"] for key in visitor.open("/jwks").json["keys"]}
    assert response.headers["Cache-Control"] == "no-store"
    assert tokens["token_type"] == "Bearer"
    assert tokens["expires_in"] > 0
    assert jws.extract_compact(tokens["id_token"].encode()).headers()["kid"] in kids
    assert (claims["iss"], claims["nonce"]) == (ISSUER, begun.nonce)
    assert claims["aud"] in (client.id, [client.id])
    assert claims["iat"] <= site.clock.now() < claims["exp"]
    assert claims["auth_time"] <= site.clock.now()
    assert isinstance(claims["acr"], str)
    assert _userinfo(visitor, tokens)["sub"] == claims["sub"]


def test_userinfo_takes_the_token_by_get_post_and_form(site: Site) -> None:
    """oidcc-userinfo-get, -post-header, -post-body; OIDC Core §5.3.1, RFC 6750 §2.2."""
    visitor, client, person = Visitor(site), site.client(), site.person()
    token = _tokens(visitor, client, person)["access_token"]
    bearer = {"Authorization": f"Bearer {token}"}
    answers = (
        visitor.open("/userinfo", headers=bearer),
        visitor.open("/userinfo", "POST", headers=bearer),
        visitor.open("/userinfo", "POST", data={"access_token": token}),
    )
    assert [answer.status_code for answer in answers] == [200] * 3
    assert answers[0].json == answers[1].json == answers[2].json
    assert {answer.content_type for answer in answers} == {"application/json"}


@pytest.mark.parametrize("scope", ["profile", "email", "phone", "address", "all"])
def test_a_scope_releases_all_its_claims_at_userinfo_alone(site: Site, scope: str) -> None:
    """oidcc-scope-*: OIDC Core §5.4; for code nothing of it in the ID token."""
    visitor, client = Visitor(site), site.client(scope=SCOPES)
    person = site.person(claims=EVERYTHING)
    wanted = ("profile", "email", "phone", "address") if scope == "all" else (scope,)
    tokens = _tokens(visitor, client, person, scope=" ".join(("openid", *wanted)))
    told, claims = _userinfo(visitor, tokens), _claims(tokens["id_token"])
    expected = {name for one in wanted for name in SCOPE_CLAIMS[one]}
    assert set(told) == {"sub", *expected}
    assert not expected & set(claims)
    assert None not in told.values()
    assert "" not in told.values()
    if "profile" in wanted:
        assert len(SCOPE_CLAIMS["profile"]) == 14
        assert isinstance(told["updated_at"], int)
    if "email" in wanted:
        assert isinstance(told["email_verified"], bool)
    if "address" in wanted:
        assert isinstance(told["address"], dict)


@pytest.mark.parametrize(
    "asked",
    [
        {"nonce": ""},
        {"scope": "profile openid"},
        {"display": "page"},
        {"display": "popup"},
        {"extra": "unknown parameter"},
        {"login_hint": "buffy@localhost"},
        {"ui_locales": "se"},
        {"claims_locales": "se"},
        {"acr_values": "1 2"},
        {"acr_values": f"{ISSUER}/loa/1 {ISSUER}/loa/2"},
        {"prompt": "consent"},
        {"prompt": "login consent"},
        {"prompt": "select_account"},
        {"state": ""},
    ],
    ids=str,
)
def test_a_wish_that_is_not_a_demand_never_fails(site: Site, asked: dict[str, str]) -> None:
    """oidcc-ensure-request-without-nonce…, -display-*, -login-hint, -ui-locales, -acr-values."""
    visitor, client, person = Visitor(site), _compatible(site), site.person()
    claims = _claims(_tokens(visitor, client, person, **asked)["id_token"])
    assert ("nonce" in claims) == (asked.get("nonce") != "")
    assert claims["acr"].startswith(f"{ISSUER}/loa/")


def test_a_compatible_client_needs_neither_pkce_nor_nonce(site: Site) -> None:
    """oidcc-server as the suite runs it: a plain code, an RS256 ID token."""
    visitor, client, person = Visitor(site), _compatible(site), site.person()
    plain = {"code_challenge": "", "code_challenge_method": "", "nonce": ""}
    begun = visitor.begin(client, **plain)
    answer = redeem(visitor, begun, visitor.code_for(begun, person), code_verifier="")
    token = jws.extract_compact(answer.json["id_token"].encode())
    assert token.headers()["alg"] == "RS256"
    assert "nonce" not in json.loads(token.payload)


def test_prompt_login_and_max_age_ask_again_and_move_auth_time(site: Site) -> None:
    """oidcc-prompt-login, oidcc-max-age-1; OIDC Core §3.1.2.1."""
    visitor, client, person = Visitor(site), site.client(), site.person()
    first = _claims(_tokens(visitor, client, person)["id_token"])
    for asked in ({"prompt": "login"}, {"max_age": "1"}, {"max_age": "0"}):
        site.clock.turn(2)
        assert _asks_to_sign_in(visitor, client, **asked)
        second = _claims(_tokens(visitor, client, person, **asked)["id_token"])
        assert second["sub"] == first["sub"]
        assert second["auth_time"] >= first["auth_time"] + 1
        first = second


def test_a_long_max_age_and_prompt_none_do_not_ask(site: Site) -> None:
    """oidcc-max-age-10000, oidcc-prompt-none-logged-in, oidcc-id-token-hint."""
    visitor, client, person = Visitor(site), site.client(), site.person()
    tokens = _tokens(visitor, client, person, max_age="10000")
    first = _claims(tokens["id_token"])
    site.clock.turn(5)
    for asked in (
        {"max_age": "10000"},
        {"prompt": "none"},
        {"prompt": "none", "id_token_hint": tokens["id_token"]},
    ):
        begun = visitor.begin(client, **asked)
        answer = answer_in(visitor.authorize(begun))
        again = _claims(redeem(visitor, begun, answer["code"]).json["id_token"])
        assert (again["sub"], again["auth_time"]) == (first["sub"], first["auth_time"])


def test_prompt_none_without_a_session_answers_login_required(site: Site) -> None:
    """oidcc-prompt-none-not-logged-in."""
    visitor, client = Visitor(site), site.client()
    begun = visitor.begin(client, prompt="none", state=LONG_STATE)
    answer = answer_in(visitor.authorize(begun))
    assert set(answer) <= {"error", "error_description", "state", "iss"}
    assert (answer["error"], answer["state"]) == ("login_required", LONG_STATE)


def test_select_account_and_consent_show_their_page(site: Site) -> None:
    """OIDC Core §3.1.2.1."""
    visitor, client, person = Visitor(site), site.client(), site.person()
    _tokens(visitor, client, person)
    assert _asks_to_sign_in(visitor, client, prompt="select_account")
    page = visitor.authorize(visitor.begin(client, prompt="consent"))
    assert "consent-allow" in Page(page.text).ids


def test_an_essential_claim_comes_at_userinfo(site: Site) -> None:
    """oidcc-claims-essential; OIDC Core §5.5."""
    visitor, client, person = Visitor(site), site.client(), site.person()
    wish = json.dumps({"userinfo": {"name": {"essential": True}}})
    tokens = _tokens(visitor, client, person, scope="openid", claims=wish)
    assert _userinfo(visitor, tokens)["name"] == "Nguyễn Văn An"
    assert "name" not in _claims(tokens["id_token"])


def test_the_request_may_come_by_post_from_another_site(site: Site) -> None:
    """oidcc-ensure-post-request-succeeds: checked, parked, answered by a GET of ours."""
    visitor, client, person = Visitor(site), site.client(), site.person()
    begun = visitor.begin(client)
    headers = {"Origin": "http://localhost:9000", "Sec-Fetch-Site": "cross-site"}
    posted = Visitor(site).open("/authorize", "POST", data=begun.parameters, headers=headers)
    page = visitor.follow(posted)
    answer = answer_in(visitor.consent(visitor.sign_in(page, person)))
    assert redeem(visitor, begun, answer["code"]).status_code == 200


@pytest.mark.parametrize("wait", [0, 30])
def test_a_used_code_is_refused_and_takes_its_token_along(site: Site, wait: int) -> None:
    """oidcc-codereuse, oidcc-codereuse-30seconds."""
    visitor, client, person = Visitor(site), site.client(), site.person()
    begun = visitor.begin(client)
    code = visitor.code_for(begun, person)
    tokens = redeem(visitor, begun, code).json
    site.clock.turn(wait)
    again = redeem(visitor, begun, code)
    assert (again.status_code, again.json["error"]) == (400, "invalid_grant")
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert visitor.open("/userinfo", headers=bearer).status_code == 401


def test_a_refreshed_id_token_is_about_the_same_sign_in(site: Site) -> None:
    """oidcc-refresh-token; OIDC Core §12.2."""
    visitor, client, person = Visitor(site), site.client(), site.person()
    tokens = _tokens(visitor, client, person, scope="openid offline_access", prompt="consent")
    site.clock.turn(20)
    fields = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    renewed = post_as(visitor, client, "/token", fields).json
    before, after = _claims(tokens["id_token"]), _claims(renewed["id_token"])
    for name in ("iss", "sub", "aud", "auth_time"):
        assert after[name] == before[name]
    assert after["iat"] > before["iat"]
    assert renewed["access_token"] != tokens["access_token"]
    other = site.client()
    foreign = post_as(visitor, other, "/token", dict(fields))
    assert foreign.json["error"] == "invalid_grant"


@pytest.mark.parametrize("name", ["request", "request_uri"])
def test_a_request_object_is_refused_never_ignored(site: Site, name: str) -> None:
    """oidcc-unsigned-request-object-…; OIDC Core §3.1.2.6."""
    visitor, client = Visitor(site), site.client()
    begun = visitor.begin(client, **{name: "eyJhbGciOiJub25lIn0.e30."})
    assert answer_in(visitor.authorize(begun))["error"] == f"{name}_not_supported"
    unproven = visitor.begin(client, redirect_uri=f"{CALLBACK}/x", **{name: "x"})
    assert "Location" not in visitor.authorize(unproven).headers


def test_a_client_may_show_its_secret_in_the_form(site: Site) -> None:
    """oidcc-server-client-secret-post."""
    visitor, person = Visitor(site), site.person()
    client = site.client(authentication_method="client_secret_post")
    assert _tokens(visitor, client, person)["id_token"]


def test_an_answer_by_form_post_is_a_form_to_the_client(site: Site) -> None:
    """OAuth 2.0 Form Post Response Mode §2: success and error."""
    visitor, client, person = Visitor(site), site.client(), site.person()
    refused = visitor.begin(client, response_mode="form_post", prompt="none")
    error = visitor.authorize(refused)
    begun = visitor.begin(client, response_mode="form_post")
    answer = visitor.consent(visitor.sign_in(visitor.authorize(begun), person))
    for page, member in ((error, "error"), (answer, "code")):
        form = Page(page.text).forms[0]
        assert (page.status_code, form["action"]) == (200, CALLBACK)
        assert member in form["fields"]
        assert form["fields"]["iss"] == ISSUER
        assert "http://localhost:9000" in page.headers["Content-Security-Policy"]
    fields = Page(answer.text).forms[0]["fields"]
    assert fields["state"] == begun.state
    assert redeem(visitor, begun, fields["code"]).status_code == 200
