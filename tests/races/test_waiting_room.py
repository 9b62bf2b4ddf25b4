"""A crowd signs in at two real workers: newcomers wait before the form, whoever has it finishes."""

import math
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.races.browsing import Answered, Browser
from tests.races.serving import ANSWER_WITHIN, Serving
from tests.support.visitor import Page

pytestmark = [pytest.mark.alone, pytest.mark.timeout(240)]

LONG_ENOUGH = 8.0  # seconds of hashing in the crowd: new sign-ins wait from five on
LONGEST_WAIT = 60.0  # seconds until the last newcomer has the form
WRONG = "không phải mật khẩu này đâu"


def test_whoever_has_the_form_finishes_and_newcomers_wait_for_theirs(served: Serving) -> None:
    """DS-01; no answer takes longer than the patience of the hashing threads, and one hash."""
    person = served.site.person("in.the.crowd")
    typed = {"username": person.username, "password": person.password}
    size = math.ceil(LONG_ENOUGH / served.site.provider.hashing.seconds_each())
    admitted, crowd = Browser(served), [Browser(served) for _ in range(size)]
    form = _sign_in_page(admitted)
    forms = [_sign_in_page(browser) for browser in crowd]
    assert {answer.status for answer in forms} == {200}
    with ThreadPoolExecutor(size) as threads:
        posted = [
            threads.submit(
                browser.press, page, "login-submit", username=f"nobody.{number}", password=WRONG
            )
            for number, (browser, page) in enumerate(zip(crowd, forms, strict=True))
        ]
        newcomers = _until_one_waits(served)
        landed = _pressed_until_looked_at(admitted, form, typed)
        answers = [one.result() for one in posted]
    assert landed.status == 200, landed.text[:500]
    assert max(answer.seconds for answer in (landed, *answers)) < ANSWER_WITHIN
    # Who would have waited over five seconds hears when to come again; nobody is dropped.
    assert {answer.status for answer in answers} <= {400, 503}
    for newcomer, page in newcomers:
        assert "login-submit" in Page(_form_at_last(newcomer, page).text).ids
    for browser in (admitted, *crowd, *(one for one, _ in newcomers)):
        browser.close()


def _until_one_waits(serving: Serving) -> list[tuple[Browser, Answered]]:
    """Newcomers, until one of them was asked to wait."""
    arrived: list[tuple[Browser, Answered]] = []
    deadline = time.monotonic() + ANSWER_WITHIN
    while time.monotonic() < deadline:
        browser = Browser(serving)
        page = _sign_in_page(browser)
        arrived.append((browser, page))
        if page.status == 503:
            return arrived
    raise AssertionError("nobody had to wait")


def _sign_in_page(browser: Browser) -> Answered:
    """The form, or the waiting page; its reader takes longer than a connection may be idle."""
    page = browser.follow(browser.ask("/sign-in"))
    browser.close()
    return page


def _pressed_until_looked_at(browser: Browser, form: Answered, typed: dict[str, str]) -> Answered:
    """What comes after the form, sent again where there was no time for the password."""
    deadline = time.monotonic() + LONGEST_WAIT
    landed = browser.press(form, "login-submit", **typed)
    while landed.status == 503 and time.monotonic() < deadline:
        time.sleep(1)
        landed = browser.press(form, "login-submit", **typed)
    return landed


def _form_at_last(browser: Browser, page: Answered) -> Answered:
    """The page after as many refreshes as it asks for; its address stays the same."""
    deadline = time.monotonic() + LONGEST_WAIT
    while page.status == 503 and time.monotonic() < deadline:
        seconds, _, address = page.refresh.partition(";url=")
        time.sleep(min(int(seconds), 5))
        page = browser.ask(address)
        browser.close()
    return page
