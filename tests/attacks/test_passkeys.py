"""MF, EN: passkeys through the pages, with an authenticator that also lies."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from joserfc import jws

from tests.support.authenticator import Authenticator
from tests.support.site import ISSUER, PASSWORD, Site, TestPerson
from tests.support.visitor import Answer, Page, Visitor, answer_in, redeem
from tests.support.visitor import options_in as options

RECENT = 600  # seconds
STEP = 30  # seconds: the code of this moment enrolled the passkey


def _signed_in(site: Site, person: TestPerson) -> Visitor:
    visitor = Visitor(site)
    visitor.sign_in(visitor.follow(visitor.open("/sign-in")), person)
    return visitor


def _enrolled(site: Site, person: TestPerson, name: str = "Điện thoại") -> Authenticator:
    visitor, device = _signed_in(site, person), Authenticator(origin=ISSUER)
    page = visitor.open("/account/passkeys")
    done = visitor.answer(page, device.make(options(page)), name=name)
    assert (done.status_code, done.headers["Location"]) == (303, "/account")
    return device


def _asked(site: Site, address: str = "203.0.113.7") -> tuple[Visitor, Answer]:
    visitor = Visitor(site, address)
    return visitor, visitor.follow(visitor.open("/sign-in"))


def _by_passkey(site: Site) -> list[dict[str, Any]]:
    told = [one["details"] for one in site.events("signed_in")]
    return [one for one in told if "swk" in one["methods"]]


def _is_in(answer: Answer) -> bool:
    return answer.status_code == 303 and answer.headers["Location"] == "/account"


def test_a_passkey_signs_in_without_a_name(site: Site) -> None:
    device = _enrolled(site, site.person())
    visitor, page = _asked(site)
    assert _is_in(visitor.answer(page, device.sign(options(page))))
    (told,) = _by_passkey(site)
    assert (told["level"], told["methods"]) == (2, ["swk", "user", "mfa"])


def test_mf_04_an_answer_counts_once_in_the_browser_that_was_asked(site: Site) -> None:
    """I-01, I-02."""
    device = _enrolled(site, site.person())
    visitor, page = _asked(site)
    thief, other = _asked(site, "192.0.2.66")
    response = device.sign(options(page))
    assert thief.answer(other, response).status_code == 400
    action = Page(page.text).form_named("passkey-form")["action"]
    stolen = thief.open(action, "POST", data={"passkey": response}, headers={"Origin": ISSUER})
    assert stolen.status_code == 400
    assert _is_in(visitor.answer(page, response))
    assert visitor.answer(page, response).headers["Location"] == "/account"
    late, again = _asked(site)
    assert late.answer(again, response).status_code == 400
    assert len(_by_passkey(site)) == 1


def test_mf_04_of_many_at_once_one_gets_in(site: Site) -> None:
    """I-01: the challenge is spent before the answer is told."""
    device = _enrolled(site, site.person())
    visitor, page = _asked(site)
    response = device.sign(options(page))
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: visitor.answer(page, response), range(8)))
    assert {answer.status_code for answer in answers} <= {303, 400}
    assert len(_by_passkey(site)) == 1


def test_mf_04_an_expired_challenge_is_refused(site: Site) -> None:
    device = _enrolled(site, site.person())
    visitor, page = _asked(site)
    response = device.sign(options(page))
    site.clock.turn(1801)
    assert visitor.answer(page, response).status_code == 400
    assert "expired" in Page(visitor.answer(page, response).text).text


def test_mf_04_an_answer_to_another_ceremony_is_refused(site: Site) -> None:
    """A key that was made is no sign-in, and a sign-in makes no key."""
    person = site.person()
    device = _enrolled(site, person)
    visitor, page = _asked(site)
    made = device.make(json.dumps({**json.loads(options(page)), **_creation()}))
    assert visitor.answer(page, made).status_code == 400
    inside = _signed_in_by(site, device)
    own = inside.open("/account/passkeys")
    signed = device.sign(json.dumps({**json.loads(options(own)), "rpId": "x"}))
    assert inside.answer(own, signed).status_code == 400


def _creation() -> dict[str, Any]:
    return {"rp": {"id": "localhost"}, "user": {"id": "AAAA"}}


def _signed_in_by(site: Site, device: Authenticator) -> Visitor:
    visitor, page = _asked(site)
    assert _is_in(visitor.answer(page, device.sign(options(page))))
    return visitor


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": f"{ISSUER}.evil.example"},
        {"origin": ISSUER.replace("://", "://evil-")},
        {"origin": f"{ISSUER}1"},
        {"rp_id": "evil.example"},
        {"handle": b"another person"},
        {"handle": None},
        {"id": "AAAAAAAAAAAAAAAAAAAAAA"},
        {"challenge": "AAAAAAAAAAAAAAAAAAAAAAAA"},
    ],
)
def test_mf_05_a_wrong_answer_leaves_a_page_with_a_next_step(
    site: Site, wrong: dict[str, Any]
) -> None:
    device = _enrolled(site, site.person())
    visitor, page = _asked(site)
    refused = visitor.answer(page, device.sign(options(page), **wrong))
    assert refused.status_code == 400
    assert {"error-summary", "passkey-form-error", "username"} <= Page(refused.text).ids
    assert _is_in(visitor.answer(refused, device.sign(options(refused))))


def test_mf_05_without_user_verification_nobody_gets_in(site: Site) -> None:
    device = _enrolled(site, site.person())
    device.verifies = False
    visitor, page = _asked(site)
    assert visitor.answer(page, device.sign(options(page))).status_code == 400


def test_mf_05_a_counter_that_goes_back_is_refused_and_told(site: Site) -> None:
    person = site.person()
    device = _enrolled(site, person)
    device.counter = 9
    _signed_in_by(site, device)
    device.counter = 2
    visitor, page = _asked(site)
    assert visitor.answer(page, device.sign(options(page))).status_code == 400
    (event,) = site.events("passkey_counter_regressed")
    assert (event["subject"], event["actor"]) == (person.account_id, "anonymous")


def test_mf_06_nothing_changes_without_recent_strong_authentication(site: Site) -> None:
    """I-14."""
    device = _enrolled(site, site.person())
    visitor = _signed_in_by(site, device)
    page = visitor.open("/account/passkeys")
    response = device.make(options(page))
    site.clock.turn(RECENT + 1)
    for button in ("rename-passkey-1", "remove-passkey-1"):
        answer = visitor.press(page, button)
        assert answer.headers["Location"].startswith("/sign-in/")
    assert visitor.answer(page, response).headers["Location"].startswith("/sign-in/")
    assert visitor.open("/account/passkeys").headers["Location"].startswith("/sign-in/")
    assert site.events("passkey_removed") == []
    assert len(site.events("passkey_enrolled")) == 1


def test_mf_06_a_removed_key_lets_nobody_in_and_its_owner_is_told(site: Site) -> None:
    person = site.person()
    device = _enrolled(site, person)
    visitor = _signed_in_by(site, device)
    page = visitor.open("/account/passkeys")
    assert visitor.press(page, "remove-passkey-1").headers["Location"] == "/account/passkeys"
    other, asked = _asked(site)
    assert other.answer(asked, device.sign(options(asked))).status_code == 400
    assert [one["subject"] for one in site.events("passkey_removed")] == [person.account_id]
    kinds = [one["details"]["kind"] for one in site.events("person_notified")]
    assert {"passkey_enrolled", "passkey_removed"} <= set(kinds)


def test_mf_06_another_persons_key_stays(site: Site) -> None:
    device = _enrolled(site, site.person())
    own = _signed_in_by(site, device).open("/account/passkeys")
    key = Page(own.text).form_of("remove-passkey-1")["fields"]["key"]
    stranger = _signed_in(site, site.person("kẻ.khác"))
    page = stranger.open("/account/passkeys")
    csrf = Page(page.text).form_named("passkey-form")["fields"]["csrf"]
    fields = {"csrf": csrf, "key": key, "remove": "1"}
    stranger.open("/account/passkeys", "POST", data=fields, headers={"Origin": ISSUER})
    assert site.events("passkey_removed") == []
    _signed_in_by(site, device)


def test_en_01_the_options_are_the_same_for_everybody(site: Site) -> None:
    """Known, unknown and locked names: nothing before the answer depends on an account."""
    _enrolled(site, site.person())
    asked = []
    for name in ("an.nguyen", "nobody.at.all", ""):
        visitor, page = _asked(site)
        refused = visitor.press(page, "login-submit", username=name, password="sai mất rồi nhé")
        for answer in (page, refused):
            told = json.loads(options(answer))
            assert len(told.pop("challenge")) == 43
            asked.append(told)
    assert all(one == asked[0] for one in asked)
    assert asked[0]["allowCredentials"] == []


def test_en_04_the_owner_gets_in_by_passkey_while_others_guess(site: Site) -> None:
    """I-06."""
    person = site.person()
    device = _enrolled(site, person)
    thief, page = _asked(site, "192.0.2.66")
    for _ in range(12):
        thief.press(page, "login-submit", username=person.username, password="đoán bừa thôi")
    assert (
        thief.press(page, "login-submit", username=person.username, password=PASSWORD).status_code
        == 429
    )
    _signed_in_by(site, device)


def test_mf_03_the_password_alone_is_not_enough_for_who_has_a_passkey(site: Site) -> None:
    person = site.person(totp=True)
    device = _enrolled(site, person)
    visitor, page = _asked(site)
    asked = visitor.follow(
        visitor.press(page, "login-submit", username=person.username, password=PASSWORD)
    )
    shown = Page(asked.text)
    assert {"passkey-signin", "other-ways", "login-cancel"} <= shown.ids
    attempt = shown.form_named("passkey-form")["action"].rpartition("/")[2]
    assert "otp-submit" in Page(visitor.open(f"/second-factor/{attempt}").text).ids
    assert visitor.answer(asked, "{}").status_code == 400
    again = visitor.open(f"/passkey/{attempt}")
    assert _is_in(visitor.answer(again, device.sign(options(again), handle=None)))


@pytest.mark.parametrize("essential", [True, False])
def test_phr_leads_to_the_passkey_of_who_has_one_and_is_told_in_the_token(
    site: Site, essential: bool
) -> None:
    """Settled, `acr`; OIDC Core §5.5.1.1."""
    person = site.person(totp=True)
    device, client = _enrolled(site, person), site.client()
    wish = (
        {"claims": json.dumps({"id_token": {"acr": {"essential": True, "value": "phr"}}})}
        if essential
        else {"acr_values": "phr"}
    )
    visitor = Visitor(site)
    begun = visitor.begin(client, **wish)
    page = visitor.authorize(begun)
    asked = visitor.follow(
        visitor.press(page, "login-submit", username=person.username, password=PASSWORD)
    )
    attempt = Page(asked.text).form_named("passkey-form")["action"].rpartition("/")[2]
    by_code = visitor.open(f"/second-factor/{attempt}")
    site.clock.turn(STEP)
    stepped = visitor.follow(visitor.press(by_code, "otp-submit", otp=site.code_now(person)))
    assert "passkey-signin" in Page(stepped.text).ids  # the code was not what the service asked
    back = visitor.follow(visitor.answer(stepped, device.sign(options(stepped))))
    code = answer_in(visitor.consent(back))["code"]
    token = redeem(visitor, begun, code).json["id_token"]
    told = json.loads(jws.extract_compact(token.encode()).payload)
    assert (told["acr"], told["amr"]) == ("phr", ["pwd", "swk", "user", "otp", "mfa"])


def test_an_essential_phr_of_who_has_no_passkey_cannot_be_met(site: Site) -> None:
    """AZ-05, OIDC Core §5.5.1.1."""
    person, client = site.person(totp=True), site.client()
    visitor = Visitor(site)
    claims = json.dumps({"id_token": {"acr": {"essential": True, "values": ["phrh", "phr"]}}})
    page = visitor.authorize(visitor.begin(client, claims=claims))
    answer = answer_in(visitor.sign_in(page, person))
    assert answer["error"] == "unmet_authentication_requirements"
