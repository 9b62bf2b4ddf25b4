"""A Redis that came back empty begins an epoch, which stands in the trail once (I-01)."""

import time
from pathlib import Path

import pytest

from idp.jobs.record_beside import PAUSE, record_beside
from tests.races.serving import serving
from tests.support.servers import RedisServer
from tests.support.site import TEST_ORIGIN, Site, open_site
from tests.support.visitor import Visitor, assertion

MARGIN = 15  # seconds
RECORDED_WITHIN = 10  # seconds


def _status(site: Site) -> int:
    client = site.keyed_client(grant_types=("client_credentials",), redirect_uris=())
    proof = assertion(client, site.clock.now())
    fields = {"grant_type": "client_credentials", **proof}
    return Visitor(site).open("/token", method="POST", data=fields).status_code


def _recorded(*sites: Site) -> list[int]:
    for site in sites:
        record_beside(site.provider, TEST_ORIGIN)
    return [event["details"]["begins"] for event in sites[0].events("replay_epoch_began")]


@pytest.mark.alone
def test_each_epoch_is_recorded_once_whoever_meets_it_first(
    redis_server: RedisServer, tmp_path: Path
) -> None:
    redis_server.restart()
    one = open_site(tmp_path, redis_url=redis_server.url)
    two = open_site(tmp_path, redis_url=redis_server.url)
    try:
        began = one.clock.now()
        for site in (one, two):
            site.provider.remembering.begin_epoch()
        assert _recorded(one, two) == [began + MARGIN]
        two.clock.turn(100)
        assert _status(two) == 200
        redis_server.restart()
        again = two.clock.now() + 2  # making a client turns the clock
        assert _status(two) == 401
        assert _recorded(one, two) == [began + MARGIN, again + MARGIN]
    finally:
        one.provider.close()
        two.provider.close()


@pytest.mark.alone
def test_a_start_without_redis_is_no_crash(redis_server: RedisServer, tmp_path: Path) -> None:
    site = open_site(tmp_path, redis_url=redis_server.url)
    redis_server.kill()
    try:
        site.provider.remembering.begin_epoch()
        assert site.provider.missing() == ("storage",)
    finally:
        redis_server.restart()
        site.provider.close()


@pytest.mark.alone
@pytest.mark.timeout(120)
def test_two_workers_that_start_on_a_fresh_redis_tell_one_epoch(
    redis_server: RedisServer, tmp_path: Path
) -> None:
    redis_server.restart()
    with serving(tmp_path, redis_url=redis_server.url) as up:
        deadline = time.monotonic() + RECORDED_WITHIN
        while not up.site.events("replay_epoch_began") and time.monotonic() < deadline:
            time.sleep(0.2)
        time.sleep(2 * PAUSE)
        assert len(up.site.events("replay_epoch_began")) == 1
