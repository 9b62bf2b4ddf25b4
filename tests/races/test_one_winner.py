"""What counts once has exactly one winner, whichever workers are asked.

Attack cases TK-02, RT-02, MF-01 and CA-02.
"""

import time
from collections.abc import Callable
from itertools import cycle, islice

import pytest

from tests.races.browsing import Answered, Browser, Sent, as_client, refresh, send
from tests.races.racing import racers
from tests.races.serving import Serving
from tests.support.scale import count, is_soak
from tests.support.site import TestClient
from tests.support.visitor import assertion

NO_LIMIT = 0  # for pytest-timeout
pytestmark = [
    pytest.mark.alone,
    pytest.mark.soak(name="races"),
    pytest.mark.timeout(NO_LIMIT if is_soak() else 120),
]

BROWSERS = 20  # that type the same one-time code: each costs a password's hash
AHEAD = 14  # seconds; 15 are borne with
EPOCH_SECONDS = 30  # until assertions count again on a fresh Redis
MACHINE = {
    "grant_types": ("client_credentials",),
    "redirect_uris": (),
    "post_logout_redirect_uris": (),
    "scope": (),
}


def test_a_code_is_redeemed_once_and_its_replay_takes_the_tokens_along(served: Serving) -> None:
    """TK-02; RFC 6749 §4.1.2."""
    person, client = served.site.person("code.race"), served.site.client()
    browser = Browser(served)
    with racers(served, count("racers")) as running:
        for _ in range(count("races")):
            request = browser.code(client, person).redemption()
            winner = _only_winner(running.race([request] * count("racers")))
            _is_revoked(winner, client, browser)
    browser.close()


def test_a_rotated_refresh_token_never_leaves_two_that_live(served: Serving) -> None:
    """RT-02; RFC 9700 §4.14.2."""
    person = served.site.person("refresh.race")
    client = served.site.client(authentication_method="none")
    browser = Browser(served)
    with racers(served, count("racers")) as running:
        for _ in range(count("races")):
            redeemed = _sent(browser, browser.code(client, person).redemption())
            request = refresh(client, redeemed.json["refresh_token"])
            winner = _only_winner(running.race([request] * count("racers")))
            _is_revoked(winner, client, browser)
    browser.close()


def test_a_one_time_code_signs_in_one_browser(served: Serving) -> None:
    """MF-01; RFC 6238 §5.2."""
    client = served.site.client(minimum_level=2)
    with racers(served, count("racers")) as running:
        for number in range(count("races")):  # each with a person: a step counts once
            person = served.site.person(f"step.race.{number}", totp=True)
            typed = {"username": person.username, "password": person.password}
            browsers = [Browser(served) for _ in range(BROWSERS)]
            pages = [
                browser.press(browser.authorize(client, "v" * 43), "login-submit", **typed)
                for browser in browsers
            ]
            code = served.site.code_now(person)
            forms = [
                browser.filled(page, "otp-submit", otp=code)
                for browser, page in zip(browsers, pages, strict=True)
            ]
            answers = running.race(list(islice(cycle(forms), count("racers"))))
            session = f"session-{served.port}"
            winner = [place for place, answer in enumerate(answers) if session in answer.cookies]
            assert len(winner) == 1
            others = {
                answer.status
                for place, answer in enumerate(answers)
                if place % BROWSERS != winner[0] % BROWSERS
            }
            # From the sixth guess on, nothing is answered. The winner's own browser, whose button
            # was pressed again and again, goes on to where it was going.
            assert others <= {400, 429}
            for browser in browsers:
                browser.close()


def test_an_assertion_proves_its_client_once(served: Serving) -> None:
    """CA-02; RFC 7523 §3."""
    client, clock = served.site.keyed_client(**MACHINE), served.site.clock
    _race_assertions(served, client, lambda: assertion(client, clock.now(), aud=served.issuer))


def test_an_assertion_proves_its_client_once_with_redis(served_with_redis: Serving) -> None:
    """CA-02, where the replay guard is in Redis."""
    client = served_with_redis.site.keyed_client(**MACHINE)
    browser = Browser(served_with_redis)

    def fresh() -> dict[str, str]:
        # As from a clock that is ahead of ours, so that the epoch's first 15 s are soon over.
        return assertion(
            client, served_with_redis.site.clock.now() + AHEAD, aud=served_with_redis.issuer
        )

    deadline = time.monotonic() + EPOCH_SECONDS
    while _sent(browser, _machine(fresh())).status != 200:
        assert time.monotonic() < deadline
        time.sleep(0.5)
    browser.close()
    _race_assertions(served_with_redis, client, fresh)


def _machine(proof: dict[str, str]) -> Sent:
    return Sent(path="/token", fields={"grant_type": "client_credentials", **proof})


def _race_assertions(
    serving: Serving, client: TestClient, fresh: Callable[[], dict[str, str]]
) -> None:
    with racers(serving, count("racers")) as running:
        for _ in range(count("races")):
            proof = {"client_id": client.id, **fresh()}
            everywhere = (
                _machine(proof),
                Sent(path="/introspect", fields={"token": "t", **proof}),
                Sent(path="/revoke", fields={"token": "t", **proof}),
            )
            answers = running.race(list(islice(cycle(everywhere), count("racers"))))
            refused = [answer for answer in answers if answer.status != 200]
            assert len(refused) == count("racers") - 1
            assert {(answer.status, answer.error) for answer in refused} == {
                (401, "invalid_client")
            }


def _only_winner(answers: list[Answered]) -> Answered:
    """The one 200; every other answer is `invalid_grant`."""
    winners = [answer for answer in answers if answer.status == 200]
    assert len(winners) == 1, [answer.status for answer in answers]
    refused = {(answer.status, answer.error) for answer in answers if answer not in winners}
    assert refused == {(400, "invalid_grant")}
    return winners[0]


def _is_revoked(winner: Answered, client: TestClient, browser: Browser) -> None:
    """Neither of the winner's tokens lives any more."""
    browser.close()  # the race may have lasted longer than silence is borne (DS-02)
    tokens = winner.json
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert _sent(browser, Sent(path="/userinfo", headers=bearer)).status == 401
    again = _sent(browser, refresh(client, tokens["refresh_token"]))
    assert (again.status, again.error) == (400, "invalid_grant")
    if client.secret is not None:
        asked = as_client(client, "/introspect", {"token": tokens["access_token"]})
        assert _sent(browser, asked).json == {"active": False}


def _sent(browser: Browser, request: Sent) -> Answered:
    return send(browser.connection, browser.host, request)
