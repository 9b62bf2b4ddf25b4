"""RT, UI, JW-05: refresh, userinfo, introspection, revocation."""

import time

import pytest

from idp.administration import clients
from tests.support.site import TEST_ORIGIN, Site, TestClient
from tests.support.visitor import Answer, Visitor, post_as, redeem


def _tokens(site: Site, client: TestClient, visitor: Visitor, **asked: str) -> dict[str, str]:
    person = site.person()
    begun = visitor.begin(client, **asked)
    answer = redeem(visitor, begun, visitor.code_for(begun, person)).json
    assert answer is not None
    return dict(answer)


def _refresh(visitor: Visitor, client: TestClient, token: str, **more: str) -> Answer:
    fields = {"grant_type": "refresh_token", "refresh_token": token, **more}
    return post_as(visitor, client, "/token", fields)


def test_rt_01_a_rotated_token_shown_again_ends_its_family(site: Site) -> None:
    """RFC 9700 §4.14.2: event and a notice on the person's next page."""
    visitor = Visitor(site)
    client = site.client(authentication_method="none")
    tokens = _tokens(site, client, visitor)
    second = _refresh(visitor, client, tokens["refresh_token"])
    assert second.status_code == 200
    assert _refresh(visitor, client, tokens["refresh_token"]).json["error"] == "invalid_grant"
    third = _refresh(visitor, client, second.json["refresh_token"])
    assert third.json["error"] == "invalid_grant"
    bearer = {"Authorization": f"Bearer {second.json['access_token']}"}
    assert visitor.open("/userinfo", headers=bearer).status_code == 401
    assert len(site.events("refresh_reuse")) == 1
    page = visitor.follow(visitor.open("/account"))
    assert "khóa của dịch vụ được dùng hai lần" in page.text


def test_rt_03_more_than_was_granted_is_refused(site: Site) -> None:
    """RFC 6749 §6, RFC 8707 §2.2."""
    visitor, client = Visitor(site), site.client()
    tokens = _tokens(site, client, visitor)
    token = tokens["refresh_token"]
    other = site.client()
    assert _refresh(visitor, other, token).json["error"] == "invalid_grant"
    more = _refresh(visitor, client, token, scope="openid email")
    assert more.json["error"] == "invalid_scope"
    elsewhere = _refresh(visitor, client, token, resource="https://other.example")
    assert elsewhere.json["error"] == "invalid_target"
    assert _refresh(visitor, client, token, scope="openid").status_code == 200


def test_rt_04_sign_out_ends_session_bound_refresh_tokens(site: Site) -> None:
    """What ends what."""
    visitor, client = Visitor(site), site.client()
    tokens = _tokens(site, client, visitor)
    visitor.press(visitor.open("/end-session"), "logout-confirm")
    answer = _refresh(visitor, client, tokens["refresh_token"])
    assert answer.json["error"] == "invalid_grant"


def test_rt_04_a_disabled_client_is_refused(site: Site) -> None:
    """Client disabled: `invalid_client`, after the second that caches live."""
    visitor, client = Visitor(site), site.client()
    tokens = _tokens(site, client, visitor)
    with site.provider.unit(TEST_ORIGIN) as unit:
        clients.disable(client.id, "test", unit.administration)
        unit.commit()
    time.sleep(1.1)  # what is cached is at most a second old, by a clock that nobody turns
    answer = _refresh(visitor, client, tokens["refresh_token"])
    assert (answer.status_code, answer.json["error"]) == (401, "invalid_client")


def test_rt_04_a_locked_person_is_refused(site: Site) -> None:
    """I-05: authority at the time of use."""
    from idp.administration import locks

    visitor, client = Visitor(site), site.client()
    tokens = _tokens(site, client, visitor, prompt="consent", scope="openid offline_access")
    with site.provider.unit(TEST_ORIGIN) as unit:
        locks.lock("an.nguyen", "operator", unit.administration)
        unit.commit()
    answer = _refresh(visitor, client, tokens["refresh_token"])
    assert answer.json["error"] == "invalid_grant"
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert visitor.open("/userinfo", headers=bearer).status_code == 401


def test_ui_01_a_wrong_token_meets_a_plain_challenge(site: Site) -> None:
    """RFC 6750 §3; JW-05: an ID token is no access token."""
    visitor, client = Visitor(site), site.client()
    tokens = _tokens(site, client, visitor)
    good = tokens["access_token"]
    changed = good[:-2] + ("AA" if good[-2:] != "AA" else "BB")
    for token in (tokens["id_token"], good[:-5], changed, "x", ""):
        answer = visitor.open("/userinfo", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith('Bearer error="invalid_token", ')
    for header in ({}, {"Authorization": "Basic eA=="}):
        unasked = visitor.open("/userinfo", headers=header)
        # RFC 6750 §3: at least one parameter; §3.1: no error where no token was shown.
        assert unasked.headers["WWW-Authenticate"] == 'Bearer realm="userinfo"'
        assert (unasked.status_code, unasked.data) == (401, b"")
    assert visitor.open(f"/userinfo?access_token={good}").status_code == 401
    hinted = visitor.authorize(visitor.begin(client, id_token_hint=good))
    assert "error=invalid_request" in hinted.headers["Location"]
    site.clock.turn(301)
    bearer = {"Authorization": f"Bearer {good}"}
    assert visitor.open("/userinfo", headers=bearer).status_code == 401


def test_userinfo_answers_in_all_three_ways(site: Site) -> None:
    """OIDC Core §5.3.1: GET, POST with header, POST with the token in the form."""
    visitor, client = Visitor(site), site.client()
    tokens = _tokens(site, client, visitor)
    token = tokens["access_token"]
    bearer = {"Authorization": f"Bearer {token}"}
    answers = [
        visitor.open("/userinfo", headers=bearer),
        visitor.open("/userinfo", "POST", headers=bearer),
        visitor.open("/userinfo", "POST", data={"access_token": token}),
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert answers[0].json == answers[1].json == answers[2].json
    assert answers[0].json["name"] == "Nguyễn Văn An"


def test_ui_02_introspection_tells_only_whom_it_concerns(site: Site) -> None:
    """RFC 7662 §2.2."""
    visitor, client, other = Visitor(site), site.client(), site.client()
    tokens = _tokens(site, client, visitor)
    fields = {"token": tokens["access_token"]}
    assert visitor.open("/introspect", "POST", data=fields).status_code == 401
    assert post_as(visitor, other, "/introspect", dict(fields)).json == {"active": False}
    own = post_as(visitor, client, "/introspect", dict(fields)).json
    assert own["active"] is True
    assert own["client_id"] == client.id


def test_ui_03_a_client_revokes_only_its_own_tokens(site: Site) -> None:
    """RFC 7009 §2.1."""
    visitor, client, other = Visitor(site), site.client(), site.client()
    tokens = _tokens(site, client, visitor)
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    for name in ("access_token", "refresh_token"):
        assert post_as(visitor, other, "/revoke", {"token": tokens[name]}).status_code == 200
    assert visitor.open("/userinfo", headers=bearer).status_code == 200
    assert post_as(visitor, client, "/revoke", {"token": tokens["access_token"]}).status_code == 200
    assert visitor.open("/userinfo", headers=bearer).status_code == 401
    post_as(visitor, client, "/revoke", {"token": tokens["refresh_token"]})
    answer = _refresh(visitor, client, tokens["refresh_token"])
    assert answer.json["error"] == "invalid_grant"


@pytest.mark.parametrize("origin", ["null", "https://evil.example"])
def test_ui_04_no_origin_is_granted_more_than_the_public_documents(site: Site, origin: str) -> None:
    """CORS."""
    visitor = Visitor(site)
    for path in ("/token", "/userinfo", "/introspect", "/revoke", "/authorize", "/account"):
        answer = visitor.open(path, "OPTIONS", headers={"Origin": origin})
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert "Access-Control-Allow-Credentials" not in answer.headers
    public = visitor.open("/jwks", headers={"Origin": origin})
    assert public.headers["Access-Control-Allow-Origin"] == "*"
