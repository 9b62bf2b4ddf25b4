"""Services I use: what each received, when, under which ground; withdrawn when the person wants."""

import pytest

from tests.support.post import REACHABLE, delivered
from tests.support.site import Site, TestClient, TestPerson
from tests.support.visitor import Page, Visitor, post_as, redeem

SCOPE = "openid profile email offline_access"


def _used(site: Site, client: TestClient) -> tuple[Visitor, TestPerson, str]:
    """A person at a service that keeps its access; the browser, who, and the refresh token."""
    person, visitor = site.person(claims=REACHABLE), Visitor(site)
    begun = visitor.begin(client, scope=SCOPE, prompt="consent")
    answer = redeem(visitor, begun, visitor.code_for(begun, person))
    return visitor, person, str(answer.json["refresh_token"])


def test_what_a_service_received_when_and_why(site: Site) -> None:
    client = site.client()
    visitor, _, token = _used(site, client)
    site.clock.turn(300)
    fields = {"grant_type": "refresh_token", "refresh_token": token}
    assert post_as(visitor, client, "/token", fields).status_code == 200
    text = visitor.open("/account").text
    for words in (
        "Họ, chữ đệm và tên",
        "Ngày, tháng, năm sinh",
        "Đã đồng ý lúc",
        "Biên nhận",
        "15:05, 15/01/2027",
    ):
        assert words in text, words
    assert "Biệt danh" not in text
    assert {"service-1", "received-1"} <= set(Page(text).ids)


def test_withdrawing_ends_the_access_and_is_told(site: Site) -> None:
    client = site.client()
    visitor, _, token = _used(site, client)
    page = visitor.open("/account")
    after = visitor.follow(visitor.press(page, "withdraw-1"))
    assert "service-1" not in Page(after.text).ids
    assert "Đã rút lại sự đồng ý" in after.text
    assert any("rút lại sự đồng ý" in one.text for one in delivered(site))
    fields = {"grant_type": "refresh_token", "refresh_token": token}
    assert post_as(visitor, client, "/token", fields).json["error"] == "invalid_grant"
    (event,) = site.events("consent_withdrawn")
    (given,) = site.events("consent_given")
    assert event["details"]["receipt"] == given["details"]["receipt"]


def test_what_the_law_grounds_says_so_and_is_not_withdrawn(site: Site) -> None:
    client = site.client(ground="law")
    visitor, person, _ = _used(site, client)
    page = visitor.open("/account")
    assert "Không thể rút lại tại đây" in page.text
    assert "withdraw-1" not in Page(page.text).ids
    token = Page(page.text).form_of("end-all-sessions")["fields"]["csrf"]
    fields = {"csrf": token, "withdraw": client.id}
    visitor.open("/account", "POST", data=fields, headers={"Origin": visitor.issuer})
    assert site.events("consent_withdrawn") == []
    assert person.username in visitor.open("/account").text


@pytest.mark.parametrize("language", ["vi", "en"])
def test_who_used_no_service_reads_that(site: Site, language: str) -> None:
    visitor = Visitor(site)
    visitor.sign_in(visitor.follow(visitor.open("/sign-in")), site.person())
    words = {"vi": "Chưa có dịch vụ nào", "en": "No service has received data"}
    assert words[language] in visitor.open(f"/account?language={language}").text
