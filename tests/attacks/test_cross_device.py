"""QR sign-in through the pages: other browsers, other people, other sites (decision 0012).

I-01, I-02, I-05, I-07, I-12, I-19, I-22, MF-03, MF-06, SE-02.
"""

import logging
import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from idp.administration import locks
from tests.support.site import ISSUER, TEST_ORIGIN, Site, TestPerson
from tests.support.visitor import Answer, Page, Visitor

SCREEN = "198.51.100.9"
FOREIGN = "https://evil.example"


def _phone(site: Site, person: TestPerson) -> Visitor:
    visitor = Visitor(site)
    visitor.sign_in(visitor.follow(visitor.open("/sign-in")), person)
    return visitor


def _screen(site: Site, address: str = SCREEN) -> tuple[Visitor, Answer]:
    """A big screen, and its page with the code."""
    visitor = Visitor(site, address)
    page = visitor.follow(visitor.open("/sign-in"))
    return visitor, visitor.follow(visitor.press(page, "cross-device"))


def _text(page: Answer, element: str) -> str:
    found = re.search(rf'id="{element}"[^>]*>([^<]+)<', page.text)
    assert found, page.text
    return found[1]


def _link(page: Answer) -> str:
    return _text(page, "approve-link")


def _number(page: Answer) -> str:
    return _text(page, "approve-number")


def _address(page: Answer) -> str:
    return str(Page(page.text).form_of("login-cancel")["action"])


def _approve(phone: Visitor, page: Answer) -> Answer:
    shown = phone.open(_link(page))
    return phone.press(shown, "approve-confirm", number=_number(page))


def _problem(answer: Answer) -> str:
    return _text(answer, "error-code")


def test_the_phone_sees_who_asks_and_the_screen_goes_on_by_itself(site: Site) -> None:
    person, client = site.person(totp=True), site.client()
    phone = _phone(site, person)
    screen = Visitor(site, SCREEN)
    begun = screen.begin(client)
    page = screen.follow(screen.press(screen.authorize(begun), "cross-device"))
    assert page.headers["Refresh"] == f"3;url={_address(page)}"
    shown = phone.open(_link(page))
    assert client.client.name in shown.text
    assert _text(shown, "approve-address") == SCREEN
    assert shown.text.count('name="number"') == 3
    done = phone.press(shown, "approve-confirm", number=_number(page))
    assert "answer-approved" in Page(done.text).ids
    consent = screen.follow(screen.open(_address(page)))
    assert "consent-allow" in Page(consent.text).ids
    told = site.events("signed_in")[-1]["details"]
    assert (told["level"], told["methods"]) == (2, ["mca", "mfa"])


def test_i_02_another_browser_cannot_use_the_address_of_the_screen(site: Site) -> None:
    phone = _phone(site, site.person())
    screen, page = _screen(site)
    thief = Visitor(site, "192.0.2.66")
    assert _problem(thief.open(_address(page))) == "expired_page"
    _approve(phone, page)
    assert _problem(thief.open(_address(page))) == "expired_page"
    assert screen.open(_address(page)).headers["Location"] == "/account"


def test_i_01_of_two_people_and_many_tabs_one_of_each_counts(site: Site) -> None:
    people = [site.person("an.nguyen"), site.person("binh.tran")]
    phones = [_phone(site, person) for person in people]
    screen, page = _screen(site)
    pages = [phone.open(_link(page)) for phone in phones]
    before = len(site.events("signed_in"))

    def press(index: int) -> Answer:
        number = _number(page)
        return phones[index].press(pages[index], "approve-confirm", number=number)

    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(press, range(2)))
    assert sorted(answer.status_code for answer in answers) == [200, 400]
    assert len(site.events("cross_device_approved")) == 1
    with ThreadPoolExecutor(8) as threads:
        looks = list(threads.map(lambda _: screen.open(_address(page)), range(8)))
    # A tab that looks between the spending and the session sees the page that offers a new code.
    assert {look.status_code for look in looks} <= {200, 303, 400}
    assert len(site.events("signed_in")) == before + 1


def test_i_01_an_answered_request_is_over(site: Site) -> None:
    phone = _phone(site, site.person())
    _, page = _screen(site)
    shown = phone.open(_link(page))
    number = _number(page)
    phone.press(shown, "approve-confirm", number=number)
    assert _problem(phone.press(shown, "approve-confirm", number=number)) == "approval_over"
    assert _problem(phone.open(_link(page))) == "approval_over"


def test_a_code_is_good_for_three_minutes(site: Site) -> None:
    phone = _phone(site, site.person())
    screen, page = _screen(site)
    site.clock.turn(181)
    assert _problem(phone.open(_link(page))) == "approval_over"
    later = screen.open(_address(page))
    assert "approve-link" not in Page(later.text).ids
    assert "Refresh" not in later.headers  # bounded: nobody is asked for ever


def test_one_wrong_number_ends_it(site: Site) -> None:
    phone = _phone(site, site.person())
    screen, page = _screen(site)
    shown = phone.open(_link(page))
    done = phone.press(shown, "approve-confirm", number="00")
    assert "answer-wrong-number" in Page(done.text).ids
    assert _problem(_approve_again(phone, shown, page)) == "approval_over"
    assert "approve-link" not in Page(screen.open(_address(page)).text).ids
    (told,) = site.events("cross_device_refused")
    assert told["details"]["reason"] == "wrong_number"


def _approve_again(phone: Visitor, shown: Answer, page: Answer) -> Answer:
    return phone.press(shown, "approve-confirm", number=_number(page))


def test_no_number_is_no_answer_and_a_refusal_needs_none(site: Site) -> None:
    phone = _phone(site, site.person())
    screen, page = _screen(site)
    shown = phone.open(_link(page))
    again = phone.press(shown, "approve-confirm")
    assert again.status_code == 400
    assert "number-error" in Page(again.text).ids
    done = phone.press(again, "approve-refuse")
    assert "answer-refused" in Page(done.text).ids
    assert "approve-link" not in Page(screen.open(_address(page)).text).ids


def test_i_05_a_locked_account_approves_nothing(site: Site) -> None:
    person = site.person()
    phone = _phone(site, person)
    screen, page = _screen(site)
    shown = phone.open(_link(page))
    _locked(site, person)
    answer = phone.press(shown, "approve-confirm", number=_number(page))
    assert answer.headers["Location"].startswith("/sign-in/")
    assert "approve-link" in Page(screen.open(_address(page)).text).ids


def test_i_05_locked_or_signed_out_between_nobody_gets_in(site: Site) -> None:
    person = site.person()
    phone = _phone(site, person)
    screen, page = _screen(site)
    _approve(phone, page)
    phone.press(phone.open("/account"), "end-all-sessions")
    lost = screen.open(_address(page))
    assert (lost.status_code, "cross-device-error" in Page(lost.text).ids) == (400, True)
    phone = _phone(site, person)
    other, page = _screen(site)
    _approve(phone, page)
    _locked(site, person)
    assert other.open(_address(page)).status_code == 400
    assert len(site.events("signed_in")) == 2  # the phone's own


def _locked(site: Site, person: TestPerson) -> None:
    with site.provider.unit(TEST_ORIGIN) as unit:
        locks.lock(person.username, "operator", unit.administration)
        unit.commit()


def test_i_12_opening_an_address_approves_nothing(site: Site) -> None:
    phone = _phone(site, site.person())
    screen, page = _screen(site)
    query = f"?decision=approve&number={_number(page)}"
    assert "approve-confirm" in Page(phone.open(_link(page) + query).text).ids
    assert "approve-link" in Page(screen.open(_address(page)).text).ids
    assert not site.events("cross_device_approved")


@pytest.mark.parametrize(
    ("token", "headers"),
    [
        (False, {"Origin": ISSUER}),
        (True, {"Origin": FOREIGN}),
        (True, {"Origin": "null"}),
        (True, {"Origin": ISSUER, "Sec-Fetch-Site": "cross-site"}),
    ],
)
def test_i_12_another_site_approves_nothing(
    site: Site, token: bool, headers: dict[str, str]
) -> None:
    phone = _phone(site, site.person())
    _, page = _screen(site)
    form = Page(phone.open(_link(page)).text).form_of("approve-confirm")
    fields = {"decision": "approve", "number": _number(page)}
    fields |= {"csrf": form["fields"]["csrf"] if token else "c" * 43}
    answer = phone.open(_link(page), "POST", data=fields, headers=headers)
    assert _problem(answer) == "lost_cookie"
    assert not site.events("cross_device_approved")


def test_i_12_the_token_of_one_request_or_session_opens_no_other(site: Site) -> None:
    person = site.person()
    phone = _phone(site, person)
    (_one, page), (_other, second) = _screen(site), _screen(site)
    token = Page(phone.open(_link(page)).text).form_of("approve-confirm")["fields"]["csrf"]
    fields = {"decision": "approve", "number": _number(second), "csrf": token}
    answer = phone.open(_link(second), "POST", data=fields, headers={"Origin": ISSUER})
    assert _problem(answer) == "lost_cookie"


def test_se_02_another_site_cannot_begin_one(site: Site) -> None:
    visitor = Visitor(site, SCREEN)
    form = Page(visitor.follow(visitor.open("/sign-in")).text).form_of("cross-device")
    answer = visitor.open(
        form["action"], "POST", data={**form["fields"], "ask": "1"}, headers={"Origin": FOREIGN}
    )
    assert _problem(answer) == "lost_cookie"
    assert "approve-link" not in Page(visitor.open(form["action"]).text).ids


def test_i_22_the_secret_stands_in_no_log_event_or_referrer(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    phone = _phone(site, site.person())
    _, page = _screen(site)
    secret = _link(page).rsplit("/", 1)[-1]
    with caplog.at_level(logging.DEBUG):
        shown = phone.open(_link(page))
        _approve(phone, page)
    assert shown.headers["Referrer-Policy"] == "strict-origin"
    assert secret not in caplog.text
    assert secret not in str(site.events("cross_device_approved"))
    assert secret not in _address(page)
    stranger = Visitor(site, "192.0.2.66")
    asked = stranger.open(_link(_screen(site)[1]))
    assert asked.headers["Referrer-Policy"] == "strict-origin"
    assert "approve" not in asked.headers["Location"]


def test_whoever_is_not_signed_in_on_the_phone_signs_in_there_first(site: Site) -> None:
    person = site.person()
    _, page = _screen(site)
    phone = Visitor(site)
    own = phone.follow(phone.open(_link(page)))
    # No phone vouches for the phone.
    assert "cross-device" not in Page(own.text).ids
    shown = phone.sign_in(own, person)
    assert "approve-confirm" in Page(shown.text).ids


def test_mf_06_a_relayed_sign_in_has_to_show_a_factor_before_it_changes_one(site: Site) -> None:
    """I-14."""
    phone = _phone(site, site.person())
    screen, page = _screen(site)
    _approve(phone, page)
    assert screen.open(_address(page)).headers["Location"] == "/account"
    for path in ("/account/password", "/account/enrol", "/account/passkeys"):
        answer = screen.open(path)
        assert answer.headers["Location"].startswith("/sign-in/"), path
        again = screen.follow(answer)
        assert "cross-device" not in Page(again.text).ids


def test_i_19_a_source_asks_only_so_often(site: Site) -> None:
    screen, page = _screen(site)
    answers = [screen.press(page, "cross-device") for _ in range(60)]
    assert [one.status_code for one in answers] == [303] * 59 + [429]
    elsewhere, _page = _screen(site, "192.0.2.7")
    assert elsewhere.open("/sign-in").status_code == 303
