"""Rows of the certification suite about leaving: RP-initiated and back-channel logout."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs

import pytest
from joserfc import jws

from idp.jobs.deliver_logouts import deliver_logouts
from idp.outbound.fetch import Outbound
from tests.support.site import ISSUER, SIGNED_OUT, TEST_ORIGIN, Site, TestClient
from tests.support.visitor import Page, Visitor, answer_in, redeem

STATE = "s" * 128


def _id_token(site: Site, visitor: Visitor, client: TestClient) -> str:
    begun = visitor.begin(client)
    answer = redeem(visitor, begun, visitor.code_for(begun, site.person())).json
    assert answer is not None
    return str(answer["id_token"])


def _is_signed_in(visitor: Visitor, client: TestClient) -> bool:
    return "code" in answer_in(visitor.authorize(visitor.begin(client, prompt="none")))


@pytest.mark.parametrize("state", [STATE, ""])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_genuine_hint_leads_back_at_once(site: Site, method: str, state: str) -> None:
    """oidcc-rp-initiated-logout, -no-state: only `state` is added; the session is really gone."""
    visitor, client = Visitor(site), site.client()
    asked = {
        "id_token_hint": _id_token(site, visitor, client),
        "post_logout_redirect_uri": SIGNED_OUT,
        **({"state": state} if state else {}),
    }
    told = {"query_string": asked} if method == "GET" else {"data": asked}
    answer = visitor.follow(visitor.open("/end-session", method, **told))
    expected = f"{SIGNED_OUT}?state={state}" if state else SIGNED_OUT
    assert answer.headers["Location"] == expected
    assert not _is_signed_in(visitor, client)


@pytest.mark.parametrize("asked", [{}, {"state": STATE}], ids=str)
def test_without_a_hint_the_person_is_asked_and_then_signed_out(
    site: Site, asked: dict[str, str]
) -> None:
    """oidcc-rp-initiated-logout-no-params, -only-state."""
    visitor, client = Visitor(site), site.client()
    _id_token(site, visitor, client)
    question = visitor.open("/end-session", query_string=asked)
    answer = visitor.press(question, "logout-confirm")
    assert "signed-out" in Page(answer.text).ids
    assert not _is_signed_in(visitor, client)


def test_a_hint_without_a_way_back_ends_on_our_page(site: Site) -> None:
    """oidcc-rp-initiated-logout-no-post-logout-redirect-uri; an old hint is as good."""
    visitor, client = Visitor(site), site.client()
    hint = _id_token(site, visitor, client)
    site.clock.turn(1000)
    answer = visitor.open("/end-session", query_string={"id_token_hint": hint})
    assert "signed-out" in Page(answer.text).ids
    assert not _is_signed_in(visitor, client)


@pytest.mark.parametrize("uri", [f"{SIGNED_OUT}/x", f"{SIGNED_OUT}?a=b", "https://evil.example"])
def test_an_unregistered_way_back_leads_nowhere(site: Site, uri: str) -> None:
    """oidcc-rp-initiated-logout-bad-post-logout-redirect-uri, -query-added-to-…."""
    visitor, client = Visitor(site), site.client()
    asked = {"id_token_hint": _id_token(site, visitor, client), "post_logout_redirect_uri": uri}
    answer = visitor.follow(visitor.open("/end-session", query_string=asked))
    assert "Location" not in answer.headers
    assert {"error-code", "logout-confirm", "signed-out"} & Page(answer.text).ids


def test_a_way_back_without_a_hint_is_not_taken(site: Site) -> None:
    """oidcc-rp-initiated-logout-no-id-token-hint: nobody proved which client asks."""
    visitor, client = Visitor(site), site.client()
    _id_token(site, visitor, client)
    asked = {"post_logout_redirect_uri": SIGNED_OUT, "state": STATE}
    answer = visitor.follow(visitor.open("/end-session", query_string=asked))
    assert "Location" not in answer.headers
    assert {"error-code", "logout-confirm"} & Page(answer.text).ids
    assert _is_signed_in(visitor, client)


def test_a_forged_hint_leads_nowhere(site: Site) -> None:
    """oidcc-rp-initiated-logout-modified-id-token-hint (`none`), -bad-id-token-hint."""
    visitor, client = Visitor(site), site.client()
    header, payload, signature = _id_token(site, visitor, client).split(".")
    for forged in (f"eyJhbGciOiJub25lIn0.{payload}.", f"{header}.{payload}.{signature[::-1]}"):
        asked = {"id_token_hint": forged, "post_logout_redirect_uri": SIGNED_OUT, "state": "x"}
        answer = visitor.open("/end-session", query_string=asked)
        assert (answer.status_code, "Location" in answer.headers) == (400, False)
        assert "error-code" in Page(answer.text).ids
    assert _is_signed_in(visitor, client)


class _Receiver(HTTPServer):
    """A client's back-channel endpoint that keeps what it was sent."""

    def __init__(self, status: int) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status = status
        self.received: list[tuple[str, dict[str, list[str]]]] = []


class _Handler(BaseHTTPRequestHandler):
    """Answers every POST with the receiver's status."""

    server: _Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.received.append((self.headers["Content-Type"], parse_qs(body)))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *arguments: Any) -> None:
        del format, arguments


@contextmanager
def _receiving(status: int = 200) -> Iterator[_Receiver]:
    server = _Receiver(status)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def _deliver(site: Site) -> int:
    """One round of the worker, with localhost allowed."""
    outbound = Outbound(allow=("localhost",), ca_bundle=None, demonstration=True)
    return deliver_logouts(replace(site.provider, outbound=outbound), TEST_ORIGIN)


def _left(site: Site, receiver: _Receiver) -> tuple[TestClient, dict[str, Any]]:
    """Somebody has signed in at a client and out again; the claims of the client's ID token."""
    visitor = Visitor(site)
    uri = f"http://localhost:{receiver.server_port}/backchannel_logout"
    client = site.client(backchannel_logout_uri=uri)
    hint = _id_token(site, visitor, client)
    visitor.open("/end-session", query_string={"id_token_hint": hint})
    return client, dict(json.loads(jws.extract_compact(hint.encode()).payload))


def test_a_client_is_told_by_a_logout_token_that_the_session_ended(site: Site) -> None:
    """oidcc-backchannel-rp-initiated-logout; OIDC Back-Channel Logout §2.4, §2.5."""
    with _receiving() as receiver:
        client, signed_in = _left(site, receiver)
        assert _deliver(site) == 1
        assert _deliver(site) == 0
    ((kind, form),) = receiver.received
    assert kind == "application/x-www-form-urlencoded"
    assert list(form) == ["logout_token"]
    token = jws.extract_compact(form["logout_token"][0].encode())
    claims = json.loads(token.payload)
    assert token.headers()["typ"] == "logout+jwt"
    assert claims["iss"] == ISSUER
    assert claims["aud"] == client.id
    assert claims["events"] == {"http://schemas.openid.net/event/backchannel-logout": {}}
    assert (claims["sub"], claims["sid"]) == (signed_in["sub"], signed_in["sid"])
    assert "nonce" not in claims
    assert claims["iat"] == site.clock.now() < claims["exp"] <= site.clock.now() + 120
    assert len(site.events("logout_delivered")) == 1


def test_a_client_that_fails_is_told_again_with_a_fresh_token(site: Site) -> None:
    """§2.5: tried again, later and later; a new `jti` each time (LO-03)."""
    with _receiving(500) as receiver:
        _left(site, receiver)
        assert _deliver(site) == 1
        assert _deliver(site) == 0
        site.clock.turn(5)
        assert _deliver(site) == 1
        receiver.status = 204
        site.clock.turn(30)
        assert _deliver(site) == 1
    tokens = [form["logout_token"][0] for _, form in receiver.received]
    identifiers = {json.loads(jws.extract_compact(t.encode()).payload)["jti"] for t in tokens}
    assert len(identifiers) == 3
    assert len(site.events("logout_failed")) == 2
    assert site.events("logout_delivered")[0]["details"]["attempts"] == 3
