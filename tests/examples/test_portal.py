"""The portal against an issuer on a real port: whole sign-ins, and every answer it must refuse."""

import base64
import hashlib
import re
import time
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.examples.conftest import PORTAL
from tests.examples.issuer import Running, a_key

NAME = "Nguyễn Thị Ánh"


def begin(portal: FlaskClient, address: str = "/sign-in") -> dict[str, str]:
    """The parameters with which the portal sends a browser to the provider."""
    answer = portal.get(address)
    assert answer.status_code == 303
    query = parse_qs(urlsplit(answer.headers["Location"]).query, strict_parsing=True)
    return {name: values[0] for name, values in query.items()}


def finish(
    portal: FlaskClient,
    running: Running,
    asked: dict[str, str],
    answer: dict[str, str | None] | None = None,
    **claims: Any,
) -> TestResponse:
    """The browser returns with a code; `answer` and `claims` change what the provider says."""
    issuer, now = running.issuer, int(time.time())
    access_token = issuer.access_token(issuer.url, client_id="portal-client")
    digest = hashlib.sha256(access_token.encode()).digest()[:16]
    said: dict[str, Any] = {
        "iss": issuer.url,
        "sub": "person",
        "aud": "portal-client",
        "exp": now + 300,
        "iat": now,
        "auth_time": now,
        "nonce": asked["nonce"],
        "acr": f"{issuer.url}/loa/1",
        "amr": ["pwd"],
        "sid": "session",
        "at_hash": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
    }
    said.update(claims)
    kept = {name: value for name, value in said.items() if value is not None}
    issuer.token_answer = {
        "access_token": access_token,
        "token_type": "Bearer",
        "expires_in": 300,
        "id_token": issuer.signed(kept, "JWT"),
    }
    if not issuer.userinfo:
        issuer.userinfo = {"sub": "person", "name": NAME}
    query = {"state": asked["state"], "iss": issuer.url, "code": "code", **(answer or {})}
    return portal.get("/callback", query_string=urlencode({k: v for k, v in query.items() if v}))


def test_who_acts_for_somebody_is_told_for_whom(portal: FlaskClient, running: Running) -> None:
    principal = {"type": "organisation", "org_code": "0100233488", "org_name": "Hạt Giống"}
    asked = begin(portal)
    assert "on_behalf_of" in asked["scope"].split()
    finish(portal, running, asked, act={"sub": "person"}, on_behalf_of=principal)
    page = portal.get("/")
    assert text_of(page, "portal-acting") == "Hạt Giống"
    assert text_of(page, "portal-name") == NAME


def test_who_acts_for_themself_reads_of_nobody_else(portal: FlaskClient, running: Running) -> None:
    finish(portal, running, begin(portal))
    assert 'id="portal-acting"' not in portal.get("/").text


def test_another_capacity_is_asked_for_by_consent(portal: FlaskClient) -> None:
    assert begin(portal, "/sign-in?ask=again")["prompt"] == "consent"
    assert "prompt" not in begin(portal)


def text_of(page: TestResponse, element: str) -> str:
    """The text of the element with this id; empty if there is none."""
    found = re.search(rf'id="{element}"[^>]*>([^<]*)<', page.text)
    return found.group(1).strip() if found else ""


def test_a_person_signs_in_and_sees_name_and_level(portal: FlaskClient, running: Running) -> None:
    assert 'id="portal-signin"' in portal.get("/").text
    asked = begin(portal)
    assert finish(portal, running, asked).headers["Location"] == "/"
    page = portal.get("/")
    assert text_of(page, "portal-name") == NAME
    assert text_of(page, "portal-level").startswith("Mức độ 1")
    for element in ("portal-signout", "portal-step-up", "portal-id-token", "portal-access-token"):
        assert f'id="{element}"' in page.text
    form = running.issuer.forms[-1]
    proof = hashlib.sha256(form["code_verifier"][0].encode()).digest()
    assert base64.urlsafe_b64encode(proof).rstrip(b"=").decode() == asked["code_challenge"]
    assert asked["code_challenge_method"] == "S256"
    assert form["redirect_uri"] == [f"{PORTAL}/callback"]


def test_the_page_speaks_english_when_asked(portal: FlaskClient, running: Running) -> None:
    finish(portal, running, begin(portal))
    assert text_of(portal.get("/?lang=en"), "portal-level").startswith("Level 1")
    assert text_of(portal.get("/"), "portal-level").startswith("Level 1"), "it is remembered"
    assert text_of(portal.get("/?lang=vi"), "portal-level").startswith("Mức độ 1")


@pytest.mark.parametrize(
    ("userinfo", "shown"),
    [
        ({}, "Chưa có nguồn xác minh"),
        ({"identity_source": "Cơ sở dữ liệu dân cư"}, "Cơ sở dữ liệu dân cư"),
        ({"verified_claims": {"verification": {"trust_framework": "vn_eid"}}}, "vn_eid"),
        ({"verified_claims": [{"verification": {"trust_framework": "vn_eid"}}, 7]}, "vn_eid"),
    ],
)
def test_the_verified_source_is_shown(
    portal: FlaskClient, running: Running, userinfo: dict[str, Any], shown: str
) -> None:
    running.issuer.userinfo = {"sub": "person", "name": NAME, **userinfo}
    finish(portal, running, begin(portal))
    assert text_of(portal.get("/"), "portal-source") == shown


def test_stepping_up_asks_for_the_level_and_changes_the_cookie(
    portal: FlaskClient, running: Running
) -> None:
    finish(portal, running, begin(portal))
    before = portal.get_cookie("portal-session-8001", domain="localhost")
    asked = begin(portal, "/sign-in?level=2")
    assert asked["acr_values"].split()[0] == "LoA2"
    finish(portal, running, asked, acr="LoA2")
    after = portal.get_cookie("portal-session-8001", domain="localhost")
    page = portal.get("/")
    assert text_of(page, "portal-level").startswith("Mức độ 2")
    assert 'id="portal-step-up"' not in page.text
    assert before is not None and after is not None and before.value != after.value


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ({"state": "another"}, "sign_in_not_begun_here"),
        ({"state": None}, "sign_in_not_begun_here"),
        ({"iss": "http://localhost:9999"}, "answer_of_another_issuer"),
        ({"iss": None}, "answer_of_another_issuer"),
        ({"iss": None, "code": None, "error": "access_denied"}, "answer_of_another_issuer"),
        ({"code": None, "error": "access_denied"}, "access_denied"),
        ({"code": None}, "answer_without_code"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused(
    portal: FlaskClient, running: Running, answer: dict[str, str | None], code: str
) -> None:
    """RFC 9207 §2.4, RFC 6749 §10.12."""
    page = finish(portal, running, begin(portal), answer)
    assert page.status_code == 400
    assert text_of(page, "error-code") == code
    assert not running.issuer.forms, "no code was redeemed"
    assert 'id="portal-name"' not in portal.get("/").text


@pytest.mark.parametrize(
    "claims",
    [
        pytest.param({"nonce": "another"}, id="another nonce"),
        pytest.param({"nonce": None}, id="no nonce"),
        pytest.param({"aud": "another-client"}, id="another audience"),
        pytest.param({"iss": "http://localhost:9999"}, id="another issuer"),
        pytest.param({"exp": 1}, id="expired"),
        pytest.param({"at_hash": "AAAA"}, id="another access token"),
        pytest.param({"sub": None}, id="nobody"),
    ],
)
def test_an_id_token_that_does_not_fit_is_refused(
    portal: FlaskClient, running: Running, claims: dict[str, Any]
) -> None:
    """OIDC Core §3.1.3.7."""
    page = finish(portal, running, begin(portal), **claims)
    assert text_of(page, "error-code") == "id_token_refused"
    assert 'id="portal-name"' not in portal.get("/").text


def test_an_id_token_of_a_strangers_key_is_refused(portal: FlaskClient, running: Running) -> None:
    running.issuer.published, running.issuer.key = [running.issuer.key], a_key("first")
    page = finish(portal, running, begin(portal))
    assert text_of(page, "error-code") == "id_token_refused"


def test_userinfo_about_somebody_else_is_refused(portal: FlaskClient, running: Running) -> None:
    """OIDC Core §5.3.2."""
    running.issuer.userinfo = {"sub": "somebody else", "name": NAME}
    page = finish(portal, running, begin(portal))
    assert text_of(page, "error-code") == "userinfo_of_another_person"


def test_an_answer_is_accepted_once_and_in_the_browser_that_asked(
    portal: FlaskClient, running: Running
) -> None:
    asked = begin(portal)
    stranger = portal.application.test_client()
    assert finish(stranger, running, asked).status_code == 400
    assert finish(portal, running, asked).status_code == 303
    assert finish(portal, running, asked).status_code == 400


def test_a_refusal_of_the_token_endpoint_is_a_page(portal: FlaskClient, running: Running) -> None:
    asked = begin(portal)
    finish(portal, running, begin(portal), {"state": "another"})
    running.issuer.token_answer = {"error": "invalid_grant"}
    query = urlencode({"state": asked["state"], "iss": running.issuer.url, "code": "old"})
    page = portal.get(f"/callback?{query}")
    assert (page.status_code, text_of(page, "error-code")) == (400, "invalid_grant")


def test_a_provider_that_is_down_is_a_page_too(portal: FlaskClient, running: Running) -> None:
    running.stop()
    page = portal.get("/sign-in")
    running.start()
    assert (page.status_code, text_of(page, "error-code")) == (503, "temporarily_unavailable")


def test_an_error_code_is_shown_as_text(portal: FlaskClient, running: Running) -> None:
    page = finish(portal, running, begin(portal), {"code": None, "error": "<script>1</script>"})
    assert "<script" not in page.text


def test_cookies_are_out_of_reach_and_end_in_the_port(portal: FlaskClient) -> None:
    cookie = portal.get("/sign-in").headers["Set-Cookie"]
    assert cookie.startswith("portal-session-8001=")
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Secure" not in cookie


def test_every_page_forbids_scripts_frames_and_caches(portal: FlaskClient) -> None:
    headers = portal.get("/").headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
