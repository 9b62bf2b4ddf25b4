"""What is sent to people: links and codes that count once, and messages that give nothing away."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from tests.support.post import REACHABLE, Received, delivered
from tests.support.site import PASSWORD, TEST_ORIGIN, Site, TestPerson
from tests.support.visitor import Answer, Page, Visitor, post_as, redeem

TOGETHER = 16
WEEK = 7 * 86_400
FORGED_HOSTS = (
    {"X-Forwarded-Host": "evil.example"},
    {"X-Forwarded-Proto": "https"},
    {"Forwarded": "host=evil.example;proto=https"},
)


def _reachable(site: Site, username: str = "an.nguyen") -> TestPerson:
    return site.person(username, claims=REACHABLE)


def _told(site: Site, channel: str = "email") -> Received:
    """The newest notice of a new device."""
    return [one for one in delivered(site) if one.channel == channel and "/not-me/" in one.text][-1]


def _intruder(site: Site, person: TestPerson) -> Visitor:
    """Somebody who knows the password, signed in on a browser of their own."""
    visitor = Visitor(site, address="198.51.100.66")
    visitor.sign_in(visitor.follow(visitor.open("/sign-in")), person)
    assert visitor.open("/account").status_code == 200
    return visitor


def _confirm(visitor: Visitor, path: str, **headers: str) -> Answer:
    form = Page(visitor.open(path).text).form_of("not-me-confirm")
    return visitor.open(form["action"], "POST", data=form["fields"], headers=headers)


def test_who_was_not_there_ends_everything_with_one_button(site: Site) -> None:
    """Sessions, tokens, grants and the services' sessions; the intruder's browser is a stranger."""
    person, client = (
        _reachable(site),
        site.client(backchannel_logout_uri="http://localhost:9000/logout"),
    )
    intruder = _intruder(site, person)
    begun = intruder.begin(client, prompt="consent", scope="openid offline_access")
    tokens = redeem(intruder, begun, intruder.code_for(begun, person)).json
    link = _told(site).link("/not-me/")
    owner = Visitor(site)
    done = _confirm(owner, link)
    assert done.status_code == 200
    assert {"not-me-done", "not-me-next"} <= Page(done.text).ids
    assert intruder.open("/account").status_code == 303
    refreshed = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    assert post_as(intruder, client, "/token", refreshed).json["error"] == "invalid_grant"
    userinfo = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert intruder.open("/userinfo", headers=userinfo).status_code == 401
    assert [event["subject"] for event in site.events("not_me_reported")] == [person.account_id]
    assert [event["details"]["reason"] for event in site.events("session_ended")] == ["not_me"]
    with site.provider.unit(TEST_ORIGIN) as unit:
        assert unit.operations.jobs.claim("logout", unit.identity.now, lease=1)
    assert any("đăng nhập lạ" in one.text for one in delivered(site))


def test_a_link_that_is_only_opened_changes_nothing(site: Site) -> None:
    """I-12: mail scanners follow links."""
    intruder = _intruder(site, _reachable(site))
    link = _told(site).link("/not-me/")
    for _ in range(3):
        assert Visitor(site).open(link).status_code == 200
        assert Visitor(site).open(link, "HEAD").status_code in (200, 405)
    assert intruder.open("/account").status_code == 200
    assert site.events("not_me_reported") == []


def test_i_01_a_link_counts_once(site: Site) -> None:
    """In sequence; RC-01."""
    _intruder(site, _reachable(site))
    link = _told(site).link("/not-me/")
    visitor = Visitor(site)
    form = Page(visitor.open(link).text).form_of("not-me-confirm")
    assert _confirm(Visitor(site), link).status_code == 200
    again = visitor.open(form["action"], "POST", data=form["fields"])
    assert again.status_code == 400
    assert 'id="error-code" translate="no">link_expired<' in again.text
    assert visitor.open(link).status_code == 400
    assert len(site.events("not_me_reported")) == 1


def test_i_01_a_link_counts_once_however_many_press_at_the_same_moment(site: Site) -> None:
    """In parallel, each in a browser of its own."""
    _intruder(site, _reachable(site))
    link = _told(site).link("/not-me/")
    visitors, together = [Visitor(site) for _ in range(TOGETHER)], Barrier(TOGETHER)
    forms = [Page(one.open(link).text).form_of("not-me-confirm") for one in visitors]

    def press(number: int) -> int:
        together.wait()
        form = forms[number]
        answer = visitors[number].open(form["action"], "POST", data=form["fields"])
        return answer.status_code

    with ThreadPoolExecutor(TOGETHER) as threads:
        statuses = list(threads.map(press, range(TOGETHER)))
    assert sorted(set(statuses)) == [200, 400]
    assert statuses.count(200) == 1
    assert len(site.events("not_me_reported")) == 1


def test_rc_01_a_link_expires_and_another_is_no_link(site: Site) -> None:
    _intruder(site, _reachable(site))
    link = _told(site).link("/not-me/")
    site.clock.turn(WEEK)
    assert Visitor(site).open(link).status_code == 400
    assert Visitor(site).open("/not-me/" + "A" * 22).status_code == 400
    assert site.events("not_me_reported") == []


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}],
)
def test_se_02_another_site_cannot_press_the_button(site: Site, headers: dict[str, str]) -> None:
    _intruder(site, _reachable(site))
    link = _told(site).link("/not-me/")
    assert _confirm(Visitor(site), link, **headers).status_code == 403
    without = Visitor(site).open(link, "POST", data={"decision": "confirm"})
    assert without.status_code == 403
    assert site.events("not_me_reported") == []


@pytest.mark.parametrize("headers", FORGED_HOSTS, ids=lambda headers: next(iter(headers)))
def test_rc_02_links_carry_the_configured_issuer_whatever_headers_say(
    site: Site, headers: dict[str, str]
) -> None:
    person, visitor = _reachable(site), Visitor(site)
    page = visitor.follow(visitor.open("/sign-in", headers=headers))
    form = Page(page.text).form_of("login-submit")
    typed = {**form["fields"], "username": person.username, "password": person.password}
    assert visitor.open(form["action"], "POST", data=typed, headers=headers).status_code == 303
    for one in delivered(site):
        assert "evil" not in one.text
        assert one.link("http").startswith(f"{visitor.issuer}/") or one.channel == "email"


def test_i_18_no_token_of_a_link_stands_in_the_database_or_the_trail(site: Site) -> None:
    _intruder(site, _reachable(site))
    token = _told(site).link("/not-me/").removeprefix("/not-me/")
    with sqlite3.connect(Path(site.provider.settings.var) / "idp.db") as connection:
        dump = "\n".join(connection.iterdump())
    assert token not in dump
    assert PASSWORD not in dump


def test_i_07_many_failures_are_queued_for_nobody_as_for_somebody(site: Site) -> None:
    """The same rows, whether or not the name is somebody's."""
    _reachable(site)
    rows = []
    for name in ("an.nguyen", "khong.co.ai"):
        before = _rows(site)
        for _ in range(10):
            site.clock.turn(1000)
            visitor = Visitor(site)
            page = visitor.follow(visitor.open("/sign-in"))
            visitor.press(page, "login-submit", username=name, password="không phải thế")
        rows.append({table: count - before[table] for table, count in _rows(site).items()})
    assert rows[0] == rows[1]
    assert rows[0] == {"jobs": 2, "notices": 1, "failure_counts": 1}
    assert {one.to for one in delivered(site)} == {"an.nguyen@example.vn", "+84912345678"}


def _rows(site: Site) -> dict[str, int]:
    with sqlite3.connect(Path(site.provider.settings.var) / "idp.db") as connection:
        return {
            table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
            for table in ("jobs", "notices", "failure_counts")
        }
