"""Signing out of the portal, from here and from there: RP-Initiated and Back-Channel Logout."""

import re
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from examples.relying_party.logout import LOGOUT_EVENT
from tests.examples.conftest import PORTAL
from tests.examples.issuer import Running
from tests.examples.test_portal import begin, finish


def logout_token(running: Running, typ: str = "logout+jwt", **changes: Any) -> str:
    """A logout token for the session of the person who is signed in."""
    now = int(time.time())
    claims: dict[str, Any] = {
        "iss": running.issuer.url,
        "aud": "portal-client",
        "iat": now,
        "exp": now + 120,
        "jti": "once",
        "sid": "session",
        "sub": "person",
        "events": {LOGOUT_EVENT: {}},
    }
    claims.update(changes)
    kept = {name: value for name, value in claims.items() if value is not None}
    return running.issuer.signed(kept, typ)


def is_signed_in(portal: FlaskClient) -> bool:
    """Whether the portal knows a person in this browser."""
    return 'id="portal-name"' in portal.get("/").text


def test_signing_out_ends_the_visit_and_leads_to_the_provider(
    portal: FlaskClient, running: Running
) -> None:
    finish(portal, running, begin(portal))
    found = re.search(r'name="csrf" value="([^"]+)"', portal.get("/").text)
    assert found is not None
    answer = portal.post("/sign-out", data={"csrf": found.group(1)})
    assert answer.status_code == 303
    address = urlsplit(answer.headers["Location"])
    query = parse_qs(address.query)
    assert address.path == "/end"
    assert query["id_token_hint"] == [running.issuer.token_answer["id_token"]]
    assert query["post_logout_redirect_uri"] == [f"{PORTAL}/signed-out"]
    assert not is_signed_in(portal)
    assert 'id="portal-signin"' in portal.get("/signed-out").text


def test_another_site_cannot_sign_a_person_out(portal: FlaskClient, running: Running) -> None:
    finish(portal, running, begin(portal))
    assert portal.post("/sign-out", data={"csrf": "guessed"}).status_code == 400
    assert portal.get("/sign-out").status_code == 405
    assert is_signed_in(portal)


@pytest.mark.parametrize("changes", [{}, {"sub": None}, {"sid": None}], ids=["both", "sid", "sub"])
def test_the_provider_ends_the_visit(
    portal: FlaskClient, running: Running, changes: dict[str, Any]
) -> None:
    finish(portal, running, begin(portal))
    answer = portal.post(
        "/backchannel-logout", data={"logout_token": logout_token(running, **changes)}
    )
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert not is_signed_in(portal)


def test_another_session_of_the_person_goes_on(portal: FlaskClient, running: Running) -> None:
    finish(portal, running, begin(portal))
    token = logout_token(running, sid="another")
    assert portal.post("/backchannel-logout", data={"logout_token": token}).status_code == 200
    assert is_signed_in(portal)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"typ": "JWT"}, id="another type"),
        pytest.param({"nonce": "n"}, id="a nonce"),
        pytest.param({"events": {}}, id="no event"),
        pytest.param({"events": {LOGOUT_EVENT: None}}, id="an event without object"),
        pytest.param({"aud": "another-client"}, id="another audience"),
        pytest.param({"iss": "http://localhost:9999"}, id="another issuer"),
        pytest.param({"exp": 1}, id="expired"),
        pytest.param({"jti": None}, id="no number"),
        pytest.param({"sid": None, "sub": None}, id="nobody named"),
    ],
)
def test_a_logout_token_that_does_not_fit_ends_nothing(
    portal: FlaskClient, running: Running, changes: dict[str, Any]
) -> None:
    """Back-Channel Logout §2.6."""
    finish(portal, running, begin(portal))
    typ = str(changes.get("typ", "logout+jwt"))
    claims = {name: value for name, value in changes.items() if name != "typ"}
    token = logout_token(running, typ, **claims)
    answer = portal.post("/backchannel-logout", data={"logout_token": token})
    assert (answer.status_code, answer.get_json()) == (400, {"error": "invalid_request"})
    assert is_signed_in(portal)


def test_a_logout_token_is_accepted_once(portal: FlaskClient, running: Running) -> None:
    token = {"logout_token": logout_token(running)}
    assert portal.post("/backchannel-logout", data=token).status_code == 200
    assert portal.post("/backchannel-logout", data=token).status_code == 400
