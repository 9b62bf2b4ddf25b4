"""MF for codes by message: bound, counted exactly, once, and seen nowhere but in the message."""

import logging
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from werkzeug.test import Client as WerkzeugClient

from idp.workplaces import PLACES
from tests.support.post import REACHABLE, Received, delivered
from tests.support.site import TEST_ORIGIN, Site, TestPerson
from tests.support.visitor import Answer, Page, Visitor

PARALLEL = 200
FREE = 5  # wrong guesses that are answered (I-06)


def _person(site: Site, username: str = "an.nguyen", phone: str = "+84912345678") -> TestPerson:
    """Somebody with codes by SMS."""
    person = site.person(username, claims={**REACHABLE, "phone_number": phone})
    with site.provider.unit(TEST_ORIGIN) as unit:
        identity = unit.identity
        assert identity.credentials.set_one_time_messages(
            person.account_id, "sms", on=True, at=identity.now
        )
        unit.commit()
    return person


def _at_the_code(site: Site, person: TestPerson) -> tuple[Visitor, Answer]:
    """A browser whose code was sent."""
    visitor = Visitor(site)
    typed = {"username": person.username, "password": person.password}
    page = visitor.follow(visitor.open("/sign-in"))
    page = visitor.follow(visitor.press(page, "login-submit", **typed))
    return visitor, visitor.follow(visitor.press(page, "otp-send"))


def _newest(site: Site) -> Received:
    return [one for one in delivered(site) if "ma dang nhap" in one.text][-1]


def _wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def _is_in(answer: Answer) -> bool:
    return answer.status_code == 303 and answer.headers["Location"] == "/account"


def _at_once(site: Site, visitor: Visitor, page: Answer, codes: list[str]) -> list[Answer]:
    """What many requests of one browser are answered that leave at the same moment."""
    form = Page(page.text).form_of("otp-submit")
    names = ("browser-8000", "device-8000")
    kept = {name: visitor.browser.get_cookie(name, domain="localhost") for name in names}
    cookies = "; ".join(f"{name}={kept.value}" for name, kept in kept.items() if kept is not None)

    def guess(code: str) -> Answer:
        fields = {**form["fields"], "otp": code}
        twin = Visitor(site)
        twin.browser = WerkzeugClient(site.application, use_cookies=False)
        return twin.open(form["action"], "POST", data=fields, headers={"Cookie": cookies})

    with ThreadPoolExecutor(PLACES) as threads:  # as many as are at work at once in a worker
        return list(threads.map(guess, codes))


def test_i_06_of_two_hundred_guesses_at_once_exactly_five_are_answered(site: Site) -> None:
    visitor, page = _at_the_code(site, _person(site))
    code = _newest(site).code()
    answers = _at_once(site, visitor, page, [_wrong(code)] * PARALLEL)
    statuses = [answer.status_code for answer in answers]
    assert (statuses.count(400), statuses.count(429)) == (FREE, PARALLEL - FREE)
    assert len(site.events("sign_in_failed")) == FREE
    assert visitor.press(page, "otp-submit", otp=code).status_code == 429
    site.clock.turn(30)
    assert _is_in(visitor.press(page, "otp-submit", otp=code))


def test_i_01_of_many_who_bring_the_right_code_at_once_one_gets_in(site: Site) -> None:
    visitor, page = _at_the_code(site, _person(site))
    answers = _at_once(site, visitor, page, [_newest(site).code()] * 50)
    sessions = [
        answer
        for answer in answers
        if any("session-8000=" in one for one in answer.headers.getlist("Set-Cookie"))
    ]
    assert len(sessions) == 1
    assert len(site.events("signed_in")) == 1


def test_i_02_a_code_of_another_sign_in_or_person_is_refused_and_stays(site: Site) -> None:
    one, other = _person(site), _person(site, "binh.tran", "+84987654321")
    first, page = _at_the_code(site, one)
    code = _newest(site).code()
    second, elsewhere = _at_the_code(site, other)
    if _newest(site).code() != code:
        assert second.press(elsewhere, "otp-submit", otp=code).status_code == 400
    assert _is_in(first.press(page, "otp-submit", otp=code))


def test_i_20_a_code_of_five_minutes_ago_is_refused(site: Site) -> None:
    visitor, page = _at_the_code(site, _person(site))
    code = _newest(site).code()
    site.clock.turn(300)
    assert visitor.press(page, "otp-submit", otp=code).status_code == 400


def test_rc_01_a_newer_code_kills_the_older(site: Site) -> None:
    visitor, page = _at_the_code(site, _person(site))
    older = _newest(site).code()
    page = visitor.follow(visitor.press(page, "otp-send"))
    newer = _newest(site).code()
    if newer != older:
        assert visitor.press(page, "otp-submit", otp=older).status_code == 400
    assert _is_in(visitor.press(page, "otp-submit", otp=newer))


def test_i_05_a_code_is_worth_nothing_after_its_factor_was_switched_off(site: Site) -> None:
    """Judged again at every step: the password alone decides then, as the person wants."""
    person = _person(site)
    visitor, page = _at_the_code(site, person)
    with site.provider.unit(TEST_ORIGIN) as unit:
        unit.identity.credentials.set_one_time_messages(
            person.account_id, "sms", on=False, at=unit.identity.now
        )
        unit.commit()
    assert _is_in(visitor.press(page, "otp-submit", otp=_newest(site).code()))
    assert site.events("signed_in")[0]["details"]["methods"] == ["pwd"]


def test_i_18_a_code_is_seen_in_its_message_alone(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    """Not in the database before or after its delivery, the trail, logs or pages."""
    caplog.set_level(logging.DEBUG)
    visitor, page = _at_the_code(site, _person(site))
    before = _dump(site)
    code = _newest(site).code()
    landed = visitor.follow(visitor.press(page, "otp-submit", otp=code))
    seen = (before, _dump(site), page.text, landed.text, caplog.text)
    # Random digits may stand by chance inside a hash: only a code that stands by itself counts.
    assert not [place for place in seen if f'"{code}"' in place or f" {code}" in place]
    assert f">{code}<" not in page.text + landed.text


def _dump(site: Site) -> str:
    with sqlite3.connect(Path(site.provider.settings.var) / "idp.db") as connection:
        return "\n".join(connection.iterdump())
