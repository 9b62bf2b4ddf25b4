"""The waiting page: in a crowd it stands before the form, and keeps what was asked."""

import re

from tests.support.authenticator import Authenticator
from tests.support.crowd import Crowd
from tests.support.site import ISSUER, PASSWORD, Site, TestPerson
from tests.support.visitor import Answer, Page, Visitor, answer_in
from tests.support.visitor import options_in as options


def test_the_page_asks_again_by_itself_and_says_how_long(site: Site) -> None:
    """JavaScript-free: a header, to the same attempt, and a button that says the same."""
    Crowd(site)
    visitor = Visitor(site)
    address = visitor.open("/sign-in").headers["Location"]
    page = visitor.open(address)
    assert (page.status_code, page.headers["Retry-After"]) == (503, "16")
    assert page.headers["Refresh"] == f"16;url={address}"
    assert _link(page, "retry") == address
    assert re.search(r'id="expected-wait">Khoảng 16 giây', page.text)
    assert not {"login-submit", "password"} & Page(page.text).ids


def test_a_turn_is_kept_and_comes_and_the_service_gets_its_code(site: Site) -> None:
    """Asking more often changes nothing; the crowd may still be there."""
    Crowd(site)
    visitor, person, client = Visitor(site), site.person(), site.client()
    begun = visitor.begin(client)
    page = visitor.authorize(begun)
    address = page.headers["Refresh"].partition("url=")[2]
    assert client.client.name in page.text
    assert "Khoảng 16 giây" in visitor.open(address).text
    site.clock.turn(10)
    assert "Khoảng 6 giây" in visitor.open(address).text
    site.clock.turn(6)
    form = visitor.open(address)
    assert (form.status_code, "login-submit" in Page(form.text).ids) == (200, True)
    answer = visitor.press(form, "login-submit", username=person.username, password=PASSWORD)
    assert answer.status_code == 303


def test_who_has_the_form_signs_in_whatever_crowd_comes(site: Site) -> None:
    visitor, person = Visitor(site), site.person()
    form = visitor.follow(visitor.open("/sign-in"))
    site.clock.turn(1)
    Crowd(site)
    newcomer = Visitor(site)
    assert newcomer.follow(newcomer.open("/sign-in")).status_code == 503
    answer = visitor.press(form, "login-submit", username=person.username, password=PASSWORD)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/account")


def test_a_turn_belongs_to_one_browser(site: Site) -> None:
    """The attempt is sealed and bound; its address alone is nothing."""
    Crowd(site)
    visitor = Visitor(site)
    address = visitor.open("/sign-in").headers["Location"]
    assert visitor.open(address).status_code == 503
    site.clock.turn(60)
    assert Visitor(site).open(address).status_code == 400
    assert visitor.open(address).status_code == 200


def test_a_passkey_gets_in_while_passwords_wait(site: Site) -> None:
    """Nobody guesses a key and no hash is made for one: it neither waits nor takes a place."""
    device = _enrolled(site, site.person())
    crowd = Crowd(site)
    visitor, client = Visitor(site), site.client()
    begun = visitor.begin(client)
    waiting = visitor.authorize(begun)
    assert (waiting.status_code, crowd.places_taken) == (503, 1)
    page = visitor.open(_link(waiting, "passkey-instead"))
    assert (page.status_code, page.headers.get("Refresh")) == (200, None)
    assert {"passkey-signin", "other-ways", "login-cancel"} <= Page(page.text).ids
    assert "login-submit" not in Page(page.text).ids
    landed = visitor.consent(visitor.follow(visitor.answer(page, device.sign(options(page)))))
    assert answer_in(landed)["code"]
    assert crowd.places_taken == 1


def test_a_passkey_that_is_refused_leaves_the_person_where_they_waited(site: Site) -> None:
    """No form for a password comes of it, and the place is kept."""
    device = _enrolled(site, site.person())
    Crowd(site)
    visitor = Visitor(site)
    address = visitor.open("/sign-in").headers["Location"]
    page = visitor.open(_link(visitor.open(address), "passkey-instead"))
    refused = visitor.answer(page, device.sign(options(page), origin="https://evil.example"))
    assert refused.status_code == 400
    assert {"error-summary", "passkey-form-error", "passkey-signin"} <= Page(refused.text).ids
    assert "login-submit" not in Page(refused.text).ids
    site.clock.turn(10)
    assert "Khoảng 6 giây" in visitor.open(address).text
    answer = visitor.answer(refused, device.sign(options(refused)))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/account")


def test_nobody_sends_a_password_past_those_who_wait(site: Site) -> None:
    """The page of the passkey has a token for the form that is not shown yet."""
    person = site.person()
    Crowd(site)
    visitor = Visitor(site)
    address = visitor.open("/sign-in").headers["Location"]
    page = visitor.open(_link(visitor.open(address), "passkey-instead"))
    fields = Page(page.text).form_named("passkey-form")["fields"]
    typed = {"csrf": fields["csrf"], "username": person.username, "password": PASSWORD}
    early = visitor.open(address, "POST", data=typed, headers={"Origin": ISSUER})
    assert (early.status_code, "expected-wait" in Page(early.text).ids) == (503, True)
    site.clock.turn(16)
    in_turn = visitor.open(address, "POST", data=typed, headers={"Origin": ISSUER})
    assert (in_turn.status_code, in_turn.headers["Location"]) == (303, "/account")


def _enrolled(site: Site, person: TestPerson) -> Authenticator:
    """The person's device, with a key that they have made at their own page."""
    visitor, device = Visitor(site), Authenticator(origin=ISSUER)
    visitor.sign_in(visitor.follow(visitor.open("/sign-in")), person)
    page = visitor.open("/account/passkeys")
    assert visitor.answer(page, device.make(options(page)), name="Điện thoại").status_code == 303
    return device


def _link(page: Answer, name: str) -> str:
    found = re.search(rf'id="{name}" href="([^"]+)"', page.text)
    assert found, name
    return found[1]
