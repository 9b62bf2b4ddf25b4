"""Refusals that concern nobody known are counted, one event per source and minute."""

from typing import Any

from idp.jobs.record_beside import record_beside
from tests.support.site import TEST_ORIGIN, Site, open_site
from tests.support.visitor import Visitor, post_as

MINUTE = 60


def _sent(site: Site, path: str, *, method: str = "GET", **options: Any) -> int:
    client = site.application.test_client()
    issuer = site.provider.settings.issuer
    return client.open(path, method=method, base_url=issuer, **options).status_code


def _garbage(site: Site) -> list[dict[str, Any]]:
    return [event["details"] for event in site.events("anonymous_garbage")]


def _nonsense(site: Site) -> None:
    """Four requests of nobody, each another kind of nonsense."""
    assert _sent(site, "/token", method="POST", data={"grant_type": "x", "client_id": "no"}) == 401
    assert _sent(site, "/userinfo", headers={"Authorization": "Bearer a.b.c"}) == 401
    assert _sent(site, "/authorize?client_id=nobody") == 400
    assert _sent(site, "/wp-login.php") == 404


def test_the_nonsense_of_a_minute_is_one_event(site: Site) -> None:
    _nonsense(site)
    assert record_beside(site.provider, TEST_ORIGIN) == 0
    site.clock.turn(MINUTE)
    assert record_beside(site.provider, TEST_ORIGIN) == 1
    assert record_beside(site.provider, TEST_ORIGIN) == 0
    (told,) = _garbage(site)
    assert (told["source"], told["count"]) == ("127.0.0.1", 4)
    assert told["endpoints"] == ["/authorize", "/token", "/userinfo", "elsewhere"]


def test_what_concerns_somebody_known_has_its_own_event_and_is_not_counted(site: Site) -> None:
    client = site.client()
    nobody = {"Authorization": "Basic eDp5"}
    assert _sent(site, "/token", method="POST", data={"grant_type": "x"}, headers=nobody) == 401
    fields = {"grant_type": "authorization_code", "code": "no", "redirect_uri": "x"}
    assert post_as(Visitor(site), client, "/token", fields).status_code == 400
    site.clock.turn(MINUTE)
    record_beside(site.provider, TEST_ORIGIN)
    assert [told["count"] for told in _garbage(site)] == [1]


def test_each_process_tells_its_own_counts_and_they_add_up(site: Site) -> None:
    """No store is asked for a refusal that concerns nobody: the sum is made by the reader."""
    other = open_site(site.provider.settings.var)
    try:
        for one in (site, other, site):
            assert _sent(one, "/wp-login.php") == 404
        for one in (site, other):
            one.clock.turn(MINUTE)
            record_beside(one.provider, TEST_ORIGIN)
    finally:
        other.provider.close()
    assert sorted(told["count"] for told in _garbage(site)) == [1, 2]
    assert len({told["minute"] for told in _garbage(site)}) == 1
