"""LO: nobody else signs a person out, and what is signed out stays signed out."""

import pytest

from tests.support.site import CALLBACK, ISSUER, PASSWORD, SIGNED_OUT, Site, TestClient
from tests.support.visitor import Begun, Page, Visitor, answer_in, post_as, redeem

CROSS_SITE = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}


def _signed_in(site: Site, visitor: Visitor, client: TestClient) -> dict[str, str]:
    begun = visitor.begin(client)
    answer = redeem(visitor, begun, visitor.code_for(begun, site.person())).json
    assert answer is not None
    return dict(answer)


def _still_signed_in(visitor: Visitor, client: TestClient) -> bool:
    silent: Begun = visitor.begin(client, prompt="none")
    return "code" in answer_in(visitor.authorize(silent))


def test_lo_01_another_site_can_only_make_us_ask(site: Site) -> None:
    """RP-Initiated Logout §2, §6: a GET from elsewhere without a hint ends in a question."""
    visitor, client = Visitor(site), site.client()
    _signed_in(site, visitor, client)
    for query in ("", f"?client_id={client.id}", f"?client_id={client.id}&logout_hint=x"):
        page = visitor.open(f"/end-session{query}", headers=CROSS_SITE)
        assert "logout-confirm" in Page(page.text).ids
    assert _still_signed_in(visitor, client)


def test_lo_01_a_foreign_post_is_asked_about_in_our_own_get(site: Site) -> None:
    """Our Lax cookie stays behind at a cross-site POST; the GET after it asks."""
    visitor, client = Visitor(site), site.client()
    _signed_in(site, visitor, client)
    asked = {"client_id": client.id}
    posted = Visitor(site).open("/end-session", "POST", data=asked, headers=CROSS_SITE)
    assert posted.status_code == 303
    question = visitor.open(posted.headers["Location"])
    assert "logout-confirm" in Page(question.text).ids
    assert _still_signed_in(visitor, client)


def test_lo_01_the_question_is_not_answered_by_another_site(site: Site) -> None:
    """I-12: the right token, from our own page."""
    visitor, client = Visitor(site), site.client()
    _signed_in(site, visitor, client)
    form = Page(visitor.open("/end-session").text).form_of("logout-confirm")
    yes = {"decision": "confirm"}
    forged = visitor.open(form["action"], "POST", data=yes)
    foreign = visitor.open(
        form["action"], "POST", data={**form["fields"], **yes}, headers=CROSS_SITE
    )
    assert (forged.status_code, foreign.status_code) == (403, 403)
    assert _still_signed_in(visitor, client)


def test_lo_01_a_hint_of_somebody_else_does_not_spare_the_question(site: Site) -> None:
    """A genuine hint of the attacker's own session proves nothing about this browser."""
    visitor, attacker, client = Visitor(site), Visitor(site), site.client()
    _signed_in(site, visitor, client)
    begun = attacker.begin(client)
    code = attacker.code_for(begun, site.person("ke.gian"))
    hint = redeem(attacker, begun, code).json["id_token"]
    page = visitor.open(f"/end-session?id_token_hint={hint}", headers=CROSS_SITE)
    assert "logout-confirm" in Page(page.text).ids
    assert _still_signed_in(visitor, client)


@pytest.mark.parametrize(
    "uri",
    [
        "https://evil.example/",
        f"{SIGNED_OUT}?extra=1",
        f"{SIGNED_OUT}/",
        f"{SIGNED_OUT}#x",
        CALLBACK,
        "//localhost:9000/signed-out",
        "javascript:alert(1)",
    ],
)
def test_lo_02_only_a_registered_uri_leads_away(site: Site, uri: str) -> None:
    """RP-Initiated Logout §3."""
    visitor, client = Visitor(site), site.client()
    hint = _signed_in(site, visitor, client)["id_token"]
    query = {"id_token_hint": hint, "post_logout_redirect_uri": uri}
    answer = visitor.open("/end-session", query_string=query)
    assert answer.status_code == 400
    assert "Location" not in answer.headers
    assert "error-code" in Page(answer.text).ids
    assert _still_signed_in(visitor, client)


def test_lo_02_the_uri_and_the_hint_belong_to_one_client(site: Site) -> None:
    """§2: `client_id` and audience agree; another client's URI is no way back."""
    visitor, client = Visitor(site), site.client()
    other = site.client(post_logout_redirect_uris=("http://localhost:9000/other",))
    hint = _signed_in(site, visitor, client)["id_token"]
    wrong = [
        {"id_token_hint": hint, "client_id": other.id, "post_logout_redirect_uri": SIGNED_OUT},
        {"id_token_hint": hint, "post_logout_redirect_uri": "http://localhost:9000/other"},
        {"post_logout_redirect_uri": SIGNED_OUT},
        {"client_id": other.id, "post_logout_redirect_uri": SIGNED_OUT},
        {"client_id": "nobody", "post_logout_redirect_uri": SIGNED_OUT},
        {"id_token_hint": f"{hint[:-3]}AAA", "post_logout_redirect_uri": SIGNED_OUT},
    ]
    for query in wrong:
        answer = visitor.open("/end-session", query_string=query)
        assert (answer.status_code, "Location" in answer.headers) == (400, False), query
    assert _still_signed_in(visitor, client)


def test_lo_03_after_sign_out_nothing_works_any_more(site: Site) -> None:
    """Old cookie, refresh token, the back button, the parked page."""
    visitor, client = Visitor(site), site.client()
    tokens = _signed_in(site, visitor, client)
    cookie = visitor.browser.get_cookie("session-8000", domain="localhost")
    before = visitor.open("/account")
    question = visitor.open("/end-session")
    visitor.press(question, "logout-confirm")
    assert (before.headers["Cache-Control"], before.status_code) == ("no-store", 200)
    assert cookie is not None
    assert visitor.browser.get_cookie("session-8000", domain="localhost") is None
    visitor.browser.set_cookie("session-8000", cookie.value, domain="localhost")
    assert visitor.open("/account").headers["Location"] == "/sign-in"
    silent = answer_in(visitor.authorize(visitor.begin(client, prompt="none")))
    assert silent["error"] == "login_required"
    fields = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    assert post_as(visitor, client, "/token", fields).json["error"] == "invalid_grant"
    assert visitor.press(question, "logout-confirm").status_code == 400
    posted = visitor.press(before, "sign-out") if _has(before.text, "sign-out") else None
    assert posted is None or "session-8000=;" in posted.headers.get("Set-Cookie", "")


def _has(text: str, button: str) -> bool:
    return any(button in form["buttons"] for form in Page(text).forms)


def test_lo_03_the_back_button_does_not_sign_in_again(site: Site) -> None:
    """The sign-in form of a finished attempt is dead, with the right password too."""
    visitor, client, person = Visitor(site), site.client(), site.person()
    page = visitor.authorize(visitor.begin(client))
    visitor.consent(visitor.sign_in(page, person))
    visitor.press(visitor.open("/end-session"), "logout-confirm")
    again = visitor.press(page, "login-submit", username=person.username, password=PASSWORD)
    followed = visitor.follow(again)
    assert not followed.headers.get("Location", "").startswith(CALLBACK)
    assert visitor.open("/account").headers["Location"] == "/sign-in"
    assert ISSUER not in followed.headers.get("Location", "")
