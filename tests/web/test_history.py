"""Sign-in history and looks of the administration, as their person reads them."""

from idp.administration import accounts
from tests.support.site import TEST_ORIGIN, Site, TestPerson
from tests.support.visitor import Page, Visitor

FIREFOX = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}


def signed_in(site: Site, person: TestPerson, address: str = "203.0.113.7") -> Visitor:
    visitor = Visitor(site, address=address)
    visitor.sign_in(visitor.follow(visitor.open("/sign-in")), person)
    return visitor


def test_a_person_reads_where_somebody_failed_and_where_they_signed_in(site: Site) -> None:
    person = site.person()
    stranger = Visitor(site, address="198.51.100.66")
    page = stranger.follow(stranger.open("/sign-in"))
    stranger.press(page, "login-submit", username=person.username, password="không phải")
    site.clock.turn(60)
    text = signed_in(site, person).open("/account/sign-ins").text
    assert text.index("Đăng nhập thành công") < text.index("sai mật khẩu")
    assert "198.51.100.66" in text
    assert "203.0.113.7" in text
    assert "Thiết bị mới" in text


def test_a_sign_in_names_the_service_that_asked(site: Site) -> None:
    person, client = site.person(), site.client()
    visitor = Visitor(site)
    begun = visitor.begin(client)
    visitor.code_for(begun, person)
    assert "Cho dịch vụ Cổng thử nghiệm" in visitor.open("/account/sign-ins").text


def test_a_long_history_has_pages(site: Site) -> None:
    person = site.person()
    visitor = signed_in(site, person)
    for _ in range(20):
        site.clock.turn(1)
        visitor = signed_in(site, person)
    newest = visitor.open("/account/sign-ins")
    assert newest.text.count("Đăng nhập thành công") == 20
    assert {"older", "newest"} & Page(newest.text).ids == {"older"}
    link = newest.text.split('id="older" href="')[1].split('"')[0]
    oldest = visitor.open(link)
    assert oldest.text.count("Đăng nhập thành công") == 1
    assert {"older", "newest"} & Page(oldest.text).ids == {"newest"}
    strange = visitor.open("/account/sign-ins?before=x")
    assert strange.text.count("Đăng nhập thành công") == 20


def test_a_person_reads_who_looked_and_why(site: Site) -> None:
    visitor = signed_in(site, site.person())
    assert "no-looks" in Page(visitor.open("/account/looks").text).ids
    with site.provider.unit(TEST_ORIGIN) as unit:
        accounts.show("an.nguyen", unit.administration, ground="support")
        unit.commit()
    text = visitor.open("/account/looks").text
    assert "Đơn vị vận hành hệ thống" in text
    assert "Hỗ trợ theo yêu cầu" in text
    assert site.events("account_viewed")[0]["details"]["ground"] == "support"


def test_an_officials_look_names_the_office_and_not_the_person(site: Site) -> None:
    visitor = signed_in(site, site.person())
    official = site.person("can.bo")
    with site.provider.unit(TEST_ORIGIN) as unit:
        unit.acts_as(official.account_id)
        accounts.show("an.nguyen", unit.administration)
        unit.commit()
    text = visitor.open("/account/looks").text
    assert "can.bo" not in text
    assert official.account_id not in text
