"""From test to production on a whole site: who signs in, and what stays of it."""

import time

from idp.administration import client_changes, client_production
from idp.administration.client_changes import Edit
from idp.storage.durable.versions import OLDEST
from tests.support.site import TEST_ORIGIN, Site
from tests.support.site_fixture import site
from tests.support.visitor import Visitor, answer_in, redeem

__all__ = ["site"]
RECORD = dict.fromkeys(("owner", "contact", "agreement", "legal_ground"), "Thoả thuận 12/2026")
REASONS = dict.fromkeys(("profile", "email", "offline_access"), "Nộp hồ sơ")


def userinfo(visitor: Visitor, token: str) -> int:
    """The status that the token is answered with."""
    headers = {"Authorization": f"Bearer {token}"}
    return int(visitor.open("/userinfo", headers=headers).status_code)


def test_a_client_in_test_meets_sandbox_people_until_it_meets_real_ones(site: Site) -> None:
    """And then what it was granted opens nothing more, as if it had never been."""
    client = site.client(environment="test")
    real, invented = site.person(), site.person("thu.nghiem", sandbox=True)
    visitor = Visitor(site)
    page = visitor.sign_in(visitor.authorize(visitor.begin(client)), real)
    refused = answer_in(page)
    assert refused["error"] == "access_denied"
    assert refused["error_description"] == "This client is in test: only sandbox people sign in."
    # Signed in as somebody real, the tester is asked who else they are.
    begun = visitor.begin(client)
    page = visitor.sign_in(visitor.authorize(begun), invented)
    answer = redeem(visitor, begun, answer_in(visitor.consent(page))["code"]).json
    assert userinfo(visitor, answer["access_token"]) == 200
    waiting = visitor.begin(client)
    unused = visitor.code_for(waiting, invented)
    with site.provider.unit(TEST_ORIGIN) as unit:
        told = {**RECORD, "scope_reasons": REASONS}
        client_changes.edit(Edit(client_id=client.id, members=told), unit.administration)
        client_production.request(client.id, unit.administration)
        unit.commit()
    # A process may take it for one in test for a second more: what comes of that is worth nothing.
    late = visitor.begin(client, prompt="none")
    answered = answer_in(visitor.authorize(late))
    time.sleep(OLDEST)
    assert redeem(visitor, late, answered.get("code", "x")).json["error"] == "invalid_grant"
    site.clock.turn(2)
    assert userinfo(visitor, answer["access_token"]) == 401
    assert redeem(visitor, waiting, unused).json["error"] == "invalid_grant"
    silent = answer_in(visitor.authorize(visitor.begin(client, prompt="none")))
    assert silent["error"] == "login_required"
    page = visitor.sign_in(visitor.authorize(visitor.begin(client)), invented)
    assert answer_in(page)["error"] == "access_denied"
    assert "code" in answer_in(visitor.consent(visitor.sign_in(
        visitor.authorize(visitor.begin(client)), real)))  # fmt: skip


def test_past_its_sunset_a_client_is_told_so_everywhere(site: Site) -> None:
    client, person, visitor = site.client(sunset="2027-01-15"), site.person(), Visitor(site)
    begun = visitor.begin(client, scope="openid offline_access", prompt="consent")
    answer = redeem(visitor, begun, visitor.code_for(begun, person)).json
    site.clock.turn(86_400)
    assert answer_in(visitor.authorize(visitor.begin(client)))["error"] == "unauthorized_client"
    told = redeem(visitor, begun, "x").json
    assert told == {
        "error": "unauthorized_client",
        "error_description": "The registration of this client has ended.",
    }
    assert "refresh_token" in answer
    assert len(site.events("client_past_sunset")) == 2
    assert site.events("client_past_sunset")[0]["client"] == client.id
