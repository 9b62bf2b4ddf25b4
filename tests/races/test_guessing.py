"""Guessing at two real workers: it locks nobody out, tells nothing, and is limited exactly.

Attack cases EN-02, EN-03, EN-04 and MF-02. Every browser has a source of its own, which the
trusted proxy tells.
"""

import re
import statistics
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from idp.identity.spraying import WINDOW
from idp.identity.throttle import FREE, PER_SOURCE
from tests.races.browsing import Answered, Browser
from tests.races.racing import racers
from tests.races.serving import Serving
from tests.support import scale
from tests.support.site import PASSWORD, TestPerson

WRONG = "không phải mật khẩu này đâu"
NO_LIMIT = 0  # for pytest-timeout
pytestmark = [
    pytest.mark.alone,
    pytest.mark.timeout(NO_LIMIT if scale.is_soak() else 240),
    pytest.mark.parametrize("served", ["postgresql"], indirect=True),
]

PER_SECOND = 100  # wrong guesses
ATTACKERS = 10
OWNER_WITHIN = 3.0  # seconds
LONGEST_GAP = 0.002  # seconds between the medians
SAMPLES_OF_ACCOUNT = 4  # fewer than make anybody wait
ACCOUNTS_OF_SOURCE = 10
ROOM_OF_AN_ATTACK = 45.0  # seconds of one window
RANDOM = (
    r'name="csrf" value="[\w-]+"',
    r"/sign-in/[\w-]+",
    r"/cross-device/[\w-]+",
    r'nonce="[\w-]+"',
    r"challenge&#34;: &#34;[\w-]+",
)


def _at_the_form(browser: Browser) -> Answered:
    return browser.follow(browser.ask("/sign-in"))


def _guess(browser: Browser, username: str, password: str = WRONG) -> Answered:
    form = browser.filled(
        _at_the_form(browser), "login-submit", username=username, password=password
    )
    return browser.ask(form.path, form.fields)


def _signs_in(browser: Browser, person: TestPerson) -> float:
    """Seconds until the person is at the account page."""
    began = time.monotonic()
    typed = {"username": person.username, "password": person.password}
    browser.press(_at_the_form(browser), "login-submit", **typed)
    assert browser.ask("/account").status == 200
    return time.monotonic() - began


@contextmanager
def _under_attack(serving: Serving, username: str) -> Iterator[list[int]]:
    """Wrong guesses at this person all the while, from many sources; their statuses."""
    over, statuses = threading.Event(), list[int]()

    def attack() -> None:
        browser = Browser(serving)
        form = browser.filled(
            _at_the_form(browser), "login-submit", username=username, password=WRONG
        )
        while not over.wait(ATTACKERS / PER_SECOND):
            statuses.append(browser.ask(form.path, form.fields).status)
        browser.close()

    threads = [threading.Thread(target=attack) for _ in range(ATTACKERS)]
    for thread in threads:
        thread.start()
    try:
        yield statuses
    finally:
        over.set()
        for thread in threads:
            thread.join()


@pytest.mark.soak(name="owner_sign_ins")
def test_en_04_under_attack_the_owner_gets_in_from_a_known_device_every_time(
    served: Serving,
) -> None:
    """I-06: a growing delay for strangers, none for her."""
    person, home = served.site.person("en04.owner"), Browser(served)
    _signs_in(home, person)
    with _under_attack(served, person.username) as statuses:
        took = [_signs_in(home, person) for _ in range(scale.count("owner_sign_ins"))]
    assert max(took) <= OWNER_WITHIN
    assert set(statuses) <= {400, 429}
    assert statuses.count(429) > statuses.count(400)
    home.close()


@pytest.mark.soak(name="otp_guesses")
def test_mf_02_of_many_codes_at_once_exactly_the_limit_is_looked_at(served: Serving) -> None:
    """I-06: parallel requests cannot exceed it, over both workers."""
    number = scale.count("otp_guesses")
    person = served.site.person("mf02.owner", totp=True)
    browsers = [Browser(served) for _ in range(number)]
    typed = {"username": person.username, "password": person.password}
    pages = [browser.press(_at_the_form(browser), "login-submit", **typed) for browser in browsers]
    right = {served.site.code_now(person)}
    wrong = [f"{code:06}" for code in range(number + 1) if f"{code:06}" not in right][:number]
    forms = [
        browser.filled(page, "otp-submit", otp=code)
        for browser, page, code in zip(browsers, pages, wrong, strict=True)
    ]
    with racers(served, number) as running:
        statuses = [answer.status for answer in running.race(forms)]
    assert statuses.count(400) == FREE
    assert statuses.count(429) == number - FREE
    for browser in browsers:
        browser.close()


@pytest.mark.soak(name="timings")
def test_en_02_time_and_bytes_tell_nothing(served: Serving) -> None:
    """I-07: interleaved, over accounts and sources, so that none is throttled."""
    samples = scale.count("timings")
    accounts = -(-samples // SAMPLES_OF_ACCOUNT)
    for number in range(accounts):
        served.site.person(f"en02.{number:05}")
    took: dict[str, list[float]] = {"known": [], "unknown": []}
    seen: set[str] = set()
    for number in range(samples):
        place = f"{number % accounts:05}"
        for kind, name in (("known", f"en02.{place}"), ("unknown", f"en20.{place}")):
            browser = Browser(served)
            answer = _guess(browser, name)
            browser.close()
            assert answer.status == 400
            took[kind].append(answer.seconds)
            seen.add(_bare(answer.text, name))
    assert len(seen) == 1
    medians = {kind: statistics.median(values) for kind, values in took.items()}
    # A refusal without a hash would be several times as fast: that, every run must see.
    assert min(medians.values()) > max(medians.values()) / 2
    if scale.is_soak():
        assert abs(medians["known"] - medians["unknown"]) < LONGEST_GAP


@pytest.mark.soak(name="sprayed_accounts")
def test_en_03_one_password_over_many_accounts_meets_its_limits(served: Serving) -> None:
    """From one source, then from many: throttled, an alarm, and normal users notice nothing."""
    _until_a_window_has_room()
    number = scale.count("sprayed_accounts")
    owner, home = served.site.person("en03.owner"), Browser(served)
    _signs_in(home, owner)
    alone = Browser(served)
    began = time.monotonic()
    from_one = [_guess(alone, f"en03.one.{place}").status for place in range(number)]
    minutes = 2 + int(time.monotonic() - began) // 60  # as many as it can have touched
    assert from_one.count(400) <= PER_SOURCE * minutes
    assert 429 in from_one
    with ThreadPoolExecutor(ATTACKERS) as threads:
        sources = range(-(-number // ACCOUNTS_OF_SOURCE))
        from_many = list(threads.map(lambda source: _spray(served, source), sources))
    assert {status for statuses in from_many for status in statuses} <= {400, 429}
    assert served.site.events("spraying_suspected")
    assert served.site.events("sign_in_source_throttled")
    home.close()  # idle for long: its connection is gone, its device is not
    assert _signs_in(home, owner) <= OWNER_WITHIN
    stranger = Browser(served)
    assert _signs_in(stranger, served.site.person("en03.stranger")) <= OWNER_WITHIN
    for browser in (home, alone, stranger):
        browser.close()


def _until_a_window_has_room() -> None:
    """The alarm counts within windows of the clock: the attack is not to fall between two."""
    rest = WINDOW - time.time() % WINDOW
    if rest < ROOM_OF_AN_ATTACK:
        time.sleep(rest)


def _spray(serving: Serving, source: int) -> list[int]:
    """What one of many sources hears."""
    browser = Browser(serving)
    names = (f"en03.{source}.{place}" for place in range(ACCOUNTS_OF_SOURCE))
    statuses = [_guess(browser, name, PASSWORD).status for name in names]
    browser.close()
    return statuses


def _bare(text: str, username: str) -> str:
    for pattern in RANDOM:
        text = re.sub(pattern, "·", text)
    return text.replace(username, "somebody")
