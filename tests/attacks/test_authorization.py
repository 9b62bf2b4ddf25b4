"""AZ, RU: the authorization endpoint answers clients at proven places only."""

import json
from urllib.parse import urlencode

import pytest

from tests.support.site import CALLBACK, ISSUER, Site
from tests.support.visitor import Page, Visitor, answer_in, redeem

EVIL = "https://evil.example/callback"


@pytest.mark.parametrize("client_id", ["", "nobody", "\x00", "x" * 20_000, "é"])
def test_az_01_without_a_client_a_person_sees_a_page(site: Site, client_id: str) -> None:
    """RFC 6749 §3.1.2.4."""
    query = urlencode({"client_id": client_id, "redirect_uri": EVIL, "response_type": "code"})
    answer = Visitor(site).open(f"/authorize?{query}")
    assert 400 <= answer.status_code < 500
    assert "Location" not in answer.headers
    assert "error-code" in Page(answer.text).ids


@pytest.mark.parametrize("response_type", ["", "token", "id_token", "code token", "CODE", "x"])
def test_az_02_a_bad_response_type_is_told_where_the_redirect_is_proven(
    site: Site, response_type: str
) -> None:
    """RFC 6749 §4.1.2.1, RFC 9207 §2."""
    visitor, client = Visitor(site), site.client()
    begun = visitor.begin(client, response_type=response_type)
    answer = answer_in(visitor.authorize(begun))
    assert answer["error"] in ("invalid_request", "unsupported_response_type")
    assert (answer["state"], answer["iss"]) == (begun.state, ISSUER)
    unproven = visitor.begin(client, response_type=response_type, redirect_uri=EVIL)
    assert "Location" not in visitor.authorize(unproven).headers


def test_az_03_prompt_none_never_shows_a_page(site: Site) -> None:
    """OIDC Core §3.1.2.6: no session, too old a session, missing consent."""
    visitor, client, person = Visitor(site), site.client(), site.person()
    silent = visitor.begin(client, prompt="none")
    assert answer_in(visitor.authorize(silent))["error"] == "login_required"
    visitor.code_for(visitor.begin(client), person)
    assert "code" in answer_in(visitor.authorize(visitor.begin(client, prompt="none")))
    more = visitor.begin(client, prompt="none", scope="openid profile email")
    assert answer_in(visitor.authorize(more))["error"] == "consent_required"
    essential = {"id_token": {"acr": {"essential": True, "value": f"{ISSUER}/loa/2"}}}
    strong = visitor.begin(client, prompt="none", claims=json.dumps(essential))
    assert answer_in(visitor.authorize(strong))["error"] == "login_required"
    site.clock.turn(31 * 60)
    assert answer_in(visitor.authorize(silent))["error"] == "login_required"


@pytest.mark.parametrize("name", ["scope", "state", "nonce", "prompt", "code_challenge"])
def test_az_04_a_repeated_parameter_is_refused(site: Site, name: str) -> None:
    """RFC 6749 §3.1."""
    visitor, client = Visitor(site), site.client()
    begun = visitor.begin(client, prompt="login")
    query = urlencode([*begun.parameters.items(), (name, "again")])
    assert answer_in(visitor.open(f"/authorize?{query}"))["error"] == "invalid_request"


@pytest.mark.parametrize("name", ["client_id", "redirect_uri"])
def test_az_04_a_repeated_destination_is_a_page(site: Site, name: str) -> None:
    """In doubt about the destination nobody is redirected."""
    visitor, client = Visitor(site), site.client()
    begun = visitor.begin(client)
    query = urlencode([*begun.parameters.items(), (name, begun.parameters[name])])
    answer = visitor.open(f"/authorize?{query}")
    assert answer.status_code == 400
    assert "Location" not in answer.headers


def test_az_04_one_value_in_the_query_and_one_in_the_body_is_refused(site: Site) -> None:
    """A name in two places counts as repeated."""
    visitor, client = Visitor(site), site.client()
    begun = visitor.begin(client)
    answer = visitor.open(f"/authorize?{urlencode(begun.parameters)}", "POST", data={"state": "b"})
    assert answer_in(answer)["error"] == "invalid_request"


def test_az_05_only_registered_scopes_and_the_hinted_person(site: Site) -> None:
    """Unregistered scopes are dropped; a hint of another person ends in `login_required`."""
    visitor, client, person = Visitor(site), site.client(), site.person()
    begun = visitor.begin(client, scope="openid profile personal_number nonsense")
    tokens = redeem(visitor, begun, visitor.code_for(begun, person)).json
    assert tokens["scope"] == "openid profile"
    other = Visitor(site)
    second = site.person("binh.tran")
    other.code_for(other.begin(client), second)
    hinted = other.begin(client, prompt="none", id_token_hint=tokens["id_token"])
    assert answer_in(other.authorize(hinted))["error"] == "login_required"


def test_az_06_pages_cannot_be_framed_or_opened_by_others(site: Site) -> None:
    """Framing refused, opener isolated, nothing stored."""
    visitor, client = Visitor(site), site.client()
    page = visitor.authorize(visitor.begin(client))
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Frame-Options"] == "DENY"
    assert page.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert page.headers["Cache-Control"] == "no-store"


def test_az_07_hostile_text_is_inert_on_every_page(site: Site) -> None:
    """HTML in state, login_hint, ui_locales; form_post mode."""
    hostile = "\"><script>alert(1)</script>{{7331*7331}}'"
    visitor, client, person = Visitor(site), site.client(client_name=hostile), site.person()
    begun = visitor.begin(
        client,
        state=hostile,
        login_hint=hostile,
        ui_locales=hostile,
        response_mode="form_post",
    )
    page = visitor.authorize(begun)
    assert "<script>alert" not in page.text
    assert "53743561" not in page.text.replace(begun.parameters["code_challenge"], "")
    page = visitor.sign_in(page, person)
    assert "<script>alert" not in page.text
    answer = visitor.consent(page)
    assert "<script>alert" not in answer.text
    assert CALLBACK in answer.text
    fields = Page(answer.text).forms[0]["fields"]
    assert fields["state"] == hostile


VARIANTS = [
    "http://localhost:9000/callback/",
    "http://localhost:9000/callback/more",
    "http://localhost:9000/callbac",
    "http://localhost:9000/CALLBACK",
    "http://localhost:9001/callback",
    "https://localhost:9000/callback",
    "http://LOCALHOST:9000/callback",
    "http://localhost./callback",
    "http://localhost:9000@evil.example/callback",
    "http://ok@localhost:9000/callback",
    "http://a@b@localhost:9000/callback",
    "http://localhost.evil.example:9000/callback",
    "http://evil.localhost:9000/callback",
    "//localhost:9000/callback",
    "http:/localhost:9000/callback",
    "javascript:alert(1)",
    "data:text/html,x",
    "http://localhost:9000/callback?x=1",
    "http://localhost:9000/callback#x",
    "http://localhost:9000/callback?",
    "http://localhost:9000/callback#",
    "http://localhost:9000/./callback",
    "http://localhost:9000/a/../callback",
    "http://localhost:9000/%2e%2e/callback",
    "http://localhost:9000/..;/callback",
    "http://localhost:9000/%252e%252e/callback",
    "http://localhost:9000\\callback",
    "http://localhost:9000/call\tback",
    "http://localhost:9000/call\nback",
    "http://localhost:9000//callback",
    " http://localhost:9000/callback",
    "http://localhost:9000/callback ",
    "http://127.0.0.1:9000/callback",
    "http://[::1]:9000/callback",
    "",
]


@pytest.mark.parametrize("redirect_uri", VARIANTS)
def test_ru_01_to_03_only_the_identical_uri_passes(site: Site, redirect_uri: str) -> None:
    """OIDC Core §3.1.2.1."""
    visitor, client = Visitor(site), site.client()
    answer = visitor.authorize(visitor.begin(client, redirect_uri=redirect_uri))
    assert answer.status_code == 400
    assert "Location" not in answer.headers
