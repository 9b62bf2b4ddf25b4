"""A client that is disabled takes its grants along, in the same transaction (I-16)."""

import pytest

from idp.administration import clients
from idp.administration.refusal import Refused
from tests.support.site import TEST_ORIGIN, Site, TestClient
from tests.support.visitor import Visitor, post_as, redeem


def _refresh_token(site: Site, client: TestClient, username: str) -> str:
    visitor = Visitor(site)
    begun = visitor.begin(client)
    answer = redeem(visitor, begun, visitor.code_for(begun, site.person(username)))
    return str(answer.json["refresh_token"])


def test_what_a_client_was_granted_stays_over_when_it_is_enabled_again(site: Site) -> None:
    left, other = site.client(), site.client()
    tokens = [_refresh_token(site, left, name) for name in ("an", "binh")]
    kept = _refresh_token(site, other, "chi")
    with site.provider.unit(TEST_ORIGIN) as unit:
        clients.disable(left.id, "ticket 7", unit.administration)
        with pytest.raises(Refused):
            clients.disable(left.id, "again", unit.administration)
        unit.commit()
    with site.provider.unit(TEST_ORIGIN) as unit:
        clients.enable(left.id, "ticket 8", unit.administration)
        unit.commit()
    site.clock.turn(2)
    for token in tokens:
        fields = {"grant_type": "refresh_token", "refresh_token": token}
        refused = post_as(Visitor(site), left, "/token", fields)
        assert (refused.status_code, refused.json["error"]) == (400, "invalid_grant")
    fields = {"grant_type": "refresh_token", "refresh_token": kept}
    assert post_as(Visitor(site), other, "/token", fields).status_code == 200
    (told,) = site.events("client_disabled")
    assert (told["client"], told["details"]) == (left.id, {"ground": "ticket 7", "grants": 2})


def test_a_disabling_that_fails_ends_nothing(site: Site) -> None:
    client = site.client()
    token = _refresh_token(site, client, "an")
    with site.provider.unit(TEST_ORIGIN) as unit:
        clients.disable(client.id, "ticket 7", unit.administration)
    fields = {"grant_type": "refresh_token", "refresh_token": token}
    assert post_as(Visitor(site), client, "/token", fields).status_code == 200
    assert site.events("client_disabled") == []
