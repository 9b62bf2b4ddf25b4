"""The clerks' page of the hub: its back end has the clerk's own token, and nothing more."""

import json
import re
import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient
from joserfc import jwt
from werkzeug.test import TestResponse

from examples.document_hub.app import create
from examples.document_hub.settings import Settings
from tests.examples.conftest import HUB
from tests.examples.issuer import Running, a_key

LETTER = {"to": "H01.02", "title": "Công văn số 1", "text": "Kính gửi quý cơ quan."}
OWN_KEY = a_key("hub")


@pytest.fixture
def hub(running: Running, var: Path) -> FlaskClient:
    """A browser at the hub."""
    var.mkdir()
    (var / "hub.jwk").write_text(json.dumps(OWN_KEY.as_dict(private=True)))
    settings = Settings(
        issuer=running.issuer.url,
        client_id="hub-client",
        private_key_file=var / "hub.jwk",
        url=HUB,
        bind="127.0.0.1:8002",
        var=var,
    )
    return create(settings).test_client()


def sign_in(hub: FlaskClient, running: Running, **changes: Any) -> dict[str, list[str]]:
    """A clerk is signed in with this access token; what the provider was asked."""
    asked = parse_qs(urlsplit(hub.get("/sign-in").headers["Location"]).query)
    issuer, now = running.issuer, int(time.time())
    claims: dict[str, Any] = {"iss": issuer.url, "sub": "clerk", "aud": "hub-client"}
    claims |= {"exp": now + 300, "iat": now, "nonce": asked["nonce"][0]}
    issuer.token_answer = {
        "access_token": issuer.access_token(HUB, **changes),
        "token_type": "Bearer",
        "expires_in": 300,
        "id_token": issuer.signed(claims, "JWT"),
    }
    query = urlencode({"state": asked["state"][0], "iss": issuer.url, "code": "code"})
    assert hub.get(f"/callback?{query}").status_code == 303
    return asked


def send(hub: FlaskClient, fields: dict[str, str]) -> TestResponse:
    """The form of the page, filled in and sent."""
    found = re.search(r'name="csrf" value="([^"]+)"', hub.get("/").text)
    assert found is not None
    return hub.post("/send", data={**fields, "csrf": found.group(1)})


def test_a_clerk_signs_in_and_sends_a_document(hub: FlaskClient, running: Running) -> None:
    assert 'id="hub-signin"' in hub.get("/").text
    asked = sign_in(hub, running)
    assert asked["resource"] == [HUB]
    assert asked["acr_values"] == [f"{running.issuer.url}/loa/2"]
    assert send(hub, LETTER).status_code == 303
    page = hub.get("/").text
    assert 'id="hub-sent"' in page and "Công văn số 1" in page and 'id="hub-signout"' in page


def test_the_hub_proves_itself_with_a_short_assertion_for_the_issuer(
    hub: FlaskClient, running: Running
) -> None:
    """RFC 7523 §3."""
    sign_in(hub, running)
    form = running.issuer.forms[-1]
    claims = jwt.decode(form["client_assertion"][0], OWN_KEY, algorithms=["ES256"]).claims
    assert claims["aud"] == running.issuer.url
    assert claims["iss"] == claims["sub"] == "hub-client"
    assert claims["exp"] - claims["iat"] == 60
    assert "client_secret" not in form


def test_a_clerk_whose_level_is_too_low_is_led_to_a_step_up(
    hub: FlaskClient, running: Running
) -> None:
    """RFC 9470 §4."""
    sign_in(hub, running, acr=f"{running.issuer.url}/loa/1")
    page = hub.get("/").text
    assert 'id="hub-step-up"' in page and 'id="hub-send"' not in page


def test_a_citizen_is_told_that_the_account_speaks_for_no_agency(
    hub: FlaskClient, running: Running
) -> None:
    sign_in(hub, running, org_code=None)
    assert 'id="hub-need"' in hub.get("/").text


def test_a_mistake_keeps_what_was_typed_and_names_the_field(
    hub: FlaskClient, running: Running
) -> None:
    sign_in(hub, running)
    answer = send(hub, {**LETTER, "to": "không phải mã"})
    assert answer.status_code == 400
    assert 'aria-describedby="to-hint to-error"' in answer.text
    assert "Kính gửi quý cơ quan." in answer.text


def test_a_form_of_another_site_sends_nothing(hub: FlaskClient, running: Running) -> None:
    sign_in(hub, running)
    assert hub.post("/send", data=LETTER).status_code == 400
    assert "Công văn số 1" not in hub.get("/").text


def test_a_session_that_ran_out_keeps_the_draft(hub: FlaskClient, running: Running) -> None:
    sign_in(hub, running)
    found = re.search(r'name="csrf" value="([^"]+)"', hub.get("/").text)
    assert found is not None
    sign_in(hub, running, exp=1)
    assert 'id="hub-signin"' in hub.get("/").text
    sign_in(hub, running)
    assert send(hub, {**LETTER, "title": ""}).status_code == 400
    assert "Kính gửi quý cơ quan." in hub.get("/").text


def test_the_cookie_of_the_hub_ends_in_its_port(hub: FlaskClient) -> None:
    assert hub.get("/sign-in").headers["Set-Cookie"].startswith("hub-session-8002=")
