"""`kill -9` in the middle of a load: nothing acknowledged is lost, nothing counts twice.

Attack cases RE-01 and RE-04.
"""

import os
import signal
import time
from queue import Queue

import pytest

from tests.races.browsing import Browser, Sent, as_client, send
from tests.races.load import Acknowledged, Load
from tests.races.serving import WORKERS, Serving
from tests.support.servers import RedisServer
from tests.support.site import TestClient, TestPerson
from tests.support.visitor import assertion

pytestmark = [pytest.mark.patient, pytest.mark.timeout(120)]

BEFORE_THE_KILL = 1.5  # seconds of load
KILLS = 5  # of a worker, at most
QUICK_KILLS = 3
BETWEEN_KILLS = 2.0  # seconds, in which a worker is there again
NORMAL_WITHIN = 5.0  # seconds after a kill
WATCHED_AFTER = 1.5  # seconds of normal service after those
EPOCH_WITHIN = 30.0  # seconds until assertions count again on an empty Redis
AHEAD = 14  # seconds, of the 15 that are borne with: the first epoch need not be waited for
SIGNING_IN = 15  # people, as many as one thread could sign in meanwhile


def test_a_killed_worker_takes_nothing_acknowledged_along(served: Serving) -> None:
    """RE-04; the client's retry is safe, and service is normal five seconds later."""
    site, client = served.site, served.site.client()
    people: Queue[TestPerson] = Queue()
    for number in range(SIGNING_IN):
        people.put(site.person(f"kill.{number}"))
    regular = [site.person(f"kill.regular.{number}") for number in range(3)]
    load = Load(serving=served, client=client, people=people, regular=regular)
    victims: list[int] = []
    killed_at = 0.0
    with load.running() as noted:
        time.sleep(BEFORE_THE_KILL)
        while not noted.failures and len(victims) < KILLS:  # until one hits a request in flight
            # The newest, then the oldest: by chance everybody may be connected to the other one.
            chosen = (max, min)[len(victims) % 2]
            victims.append(chosen(served.both_workers()))
            os.kill(victims[-1], signal.SIGKILL)
            killed_at = time.monotonic()
            time.sleep(BETWEEN_KILLS)
        time.sleep(NORMAL_WITHIN + WATCHED_AFTER - BETWEEN_KILLS)
    assert not noted.bugs
    assert noted.failures, "no kill hit a request: the load was too small to say anything"
    late = [reason for at, reason in noted.failures if at > killed_at + NORMAL_WITHIN]
    assert not late
    assert any(at > killed_at + NORMAL_WITHIN for at in noted.times)
    assert not served.both_workers().intersection(victims)
    assert len(served.both_workers()) == WORKERS
    _nothing_is_lost(noted, served, client)


def test_a_worker_killed_as_soon_as_it_is_there_is_there_again(served: Serving) -> None:
    """RE-04: deaths in quick succession stop one worker each, never the service."""
    victims: list[int] = []
    for _ in range(QUICK_KILLS):
        victims.append(max(served.both_workers()))  # the one that was started last
        os.kill(victims[-1], signal.SIGKILL)
    assert not served.both_workers().intersection(victims)
    assert served.process.poll() is None


def _nothing_is_lost(noted: Acknowledged, serving: Serving, client: TestClient) -> None:
    assert noted.signed_in
    assert set(noted.successes.values()) == {1}
    redeemed = serving.site.events("code_redeemed")
    grants = [event["details"]["grant"] for event in redeemed if event["client"] == client.id]
    assert len(grants) == len(set(grants)) >= len(noted.codes)
    for _person, browser in noted.signed_in:
        browser.close()  # its connection may have been the dead worker's
        silent = browser.authorize(client, "v" * 43, prompt="none")  # session and consent are there
        assert "code=" in silent.location
        browser.close()
    asking = Browser(serving)
    for code in noted.codes.values():
        again = send(asking.connection, asking.host, code.redemption())
        assert (again.status, again.error) == (400, "invalid_grant")
    asking.close()


def test_a_killed_redis_fails_closed_and_comes_back(
    served_with_redis: Serving, redis_server: RedisServer
) -> None:
    """RE-01: 503 meanwhile; an assertion counts once, before and after, and again within 30 s."""
    served, site = served_with_redis, served_with_redis.site
    machine = {"grant_types": ("client_credentials",), "redirect_uris": (), "scope": ()}
    keyed = site.keyed_client(**machine, post_logout_redirect_uris=())
    person, client = site.person("redis.kill"), site.client()
    browser = Browser(served)
    browser.code(client, person)
    seen = _accepted_within(EPOCH_WITHIN, browser, keyed, served, ahead=AHEAD)

    redis_server.kill()
    refused = _shown(browser, keyed_request(keyed, served))
    assert refused == 503
    assert _shown(browser, Sent(path="/health/ready")) == 503
    # What needs no ephemeral store goes on: a token of a client with a secret is only SQL.
    unknown = as_client(client, "/introspect", {"token": "t"})
    assert _shown(browser, unknown) == 200

    redis_server.restart()
    began = time.monotonic()
    assert _shown(browser, seen) == 401  # the empty server has forgotten it, the epoch has not
    _accepted_within(EPOCH_WITHIN, browser, keyed, served)
    assert time.monotonic() - began < EPOCH_WITHIN
    assert _shown(browser, seen) == 401
    assert _shown(browser, Sent(path="/health/ready")) == 200
    assert browser.code(client, person).client is client
    browser.close()


def keyed_request(client: TestClient, serving: Serving, ahead: int = 0) -> Sent:
    """A token request with a fresh assertion, from a clock so many seconds ahead of ours."""
    proof = assertion(client, serving.site.clock.now() + ahead, aud=serving.issuer)
    return Sent(path="/token", fields={"grant_type": "client_credentials", **proof})


def _accepted_within(
    seconds: float, browser: Browser, client: TestClient, serving: Serving, *, ahead: int = 0
) -> Sent:
    """The request that was accepted; every one before was refused, never passed by."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        request = keyed_request(client, serving, ahead)
        status = _shown(browser, request)
        if status == 200:
            return request
        assert status == 401
        time.sleep(0.5)
    raise AssertionError("no assertion was accepted in time")


def _shown(browser: Browser, request: Sent) -> int:
    return send(browser.connection, browser.host, request).status
