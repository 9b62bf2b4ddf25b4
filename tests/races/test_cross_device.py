"""A phone's approval has one winner, whichever workers are asked (I-01; decision 0012)."""

import re

import pytest

from tests.races.browsing import Answered, Browser
from tests.races.racing import racers
from tests.races.serving import Serving
from tests.support.scale import count
from tests.support.visitor import Page

pytestmark = [pytest.mark.patient, pytest.mark.timeout(240)]

PHONES = 4  # each costs a password's hash


def _shown(page: Answered, element: str) -> str:
    found = re.search(rf'id="{element}"[^>]*>([^<]+)<', page.text)
    assert found, page.text
    return found[1]


def _signed_in(served: Serving, username: str) -> Browser:
    person, phone = served.site.person(username), Browser(served)
    page = phone.follow(phone.ask("/sign-in"))
    phone.press(page, "login-submit", username=person.username, password=person.password)
    return phone


def test_of_many_phones_one_approves_and_of_many_looks_one_signs_in(served: Serving) -> None:
    _race(served)


def test_the_durable_half_decides_where_the_other_is_in_redis(served_with_redis: Serving) -> None:
    """Decision 0002."""
    _race(served_with_redis)


def _race(served: Serving) -> None:
    phones = [_signed_in(served, f"approval.race.{number}") for number in range(PHONES)]
    screens = [Browser(served) for _ in range(2)]  # the second one races in vain
    page = screens[0].follow(screens[0].ask("/sign-in"))
    page = screens[0].press(page, "cross-device")
    link, number = _shown(page, "approve-link"), _shown(page, "approve-number")
    address = str(Page(page.text).form_of("login-cancel")["action"])
    forms = [phone.filled(phone.ask(link), "approve-confirm", number=number) for phone in phones]
    with racers(served, count("racers")) as running:
        presses = [forms[index % PHONES] for index in range(count("racers"))]
        answers = running.race(presses)
        approved = [one for one in answers if "answer-approved" in Page(one.text).ids]
        assert len(approved) == 1
        assert {one.status for one in answers if one not in approved} == {400}
        looks = [screens[index % 2].sent(address) for index in range(count("racers"))]
        answers = running.race(looks)
        session = f"session-{served.port}"
        assert [session in one.cookies for one in answers].count(True) == 1
    for browser in (*phones, *screens):
        browser.close()
