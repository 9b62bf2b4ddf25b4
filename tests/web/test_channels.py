"""E-mail and phone on the account page, and the code by message at sign-in, through the pages."""

from tests.support.post import REACHABLE, delivered
from tests.support.site import Site, TestPerson
from tests.support.visitor import Answer, Page, Visitor


def signed_in(site: Site, person: TestPerson) -> Visitor:
    visitor = Visitor(site)
    visitor.sign_in(visitor.follow(visitor.open("/sign-in")), person)
    return visitor


def at_the_code(person: TestPerson, visitor: Visitor) -> Answer:
    page = visitor.follow(visitor.open("/sign-in"))
    typed = {"username": person.username, "password": person.password}
    return visitor.follow(visitor.press(page, "login-submit", **typed))


def with_sms(site: Site) -> TestPerson:
    """Somebody who switched codes by SMS on, on the page."""
    person = site.person(claims=REACHABLE)
    visitor = signed_in(site, person)
    page = visitor.open("/account/phone")
    done = visitor.follow(visitor.press(page, "codes-on"))
    assert "Đang bật mã dùng một lần khi đăng nhập" in done.text
    return person


def test_an_address_is_added_replaced_and_told(site: Site) -> None:
    person = site.person(claims=REACHABLE)
    visitor = signed_in(site, person)
    page = visitor.open("/account/email")
    assert "channel-verified" in Page(page.text).ids
    page = visitor.follow(visitor.press(page, "otp-send", address="Moi@example.vn"))
    assert "Moi@example.vn" in page.text
    code = next(one for one in delivered(site) if one.to == "Moi@example.vn")
    wrong = visitor.press(page, "otp-submit", otp="000000" if code.code() != "000000" else "1" * 6)
    assert wrong.status_code == 400
    page = visitor.follow(visitor.press(wrong, "otp-submit", otp=code.code()))
    assert "channel-verified" in Page(page.text).ids
    told = [one.to for one in delivered(site) if "Đã đổi địa chỉ thư" in one.text]
    assert sorted(told) == ["Moi@example.vn", "an.nguyen@example.vn"]


def test_a_wrong_address_is_kept_with_the_reason_beside_it(site: Site) -> None:
    visitor = signed_in(site, site.person())
    page = visitor.press(visitor.open("/account/phone"), "otp-send", address="12")
    assert page.status_code == 400
    assert "address-error" in Page(page.text).ids
    assert 'value="12"' in page.text


def test_another_address_may_be_chosen_instead(site: Site) -> None:
    visitor = signed_in(site, site.person())
    page = visitor.open("/account/phone")
    page = visitor.follow(visitor.press(page, "otp-send", address="0987 654 321"))
    page = visitor.follow(visitor.press(page, "otp-send"))
    page = visitor.follow(visitor.press(page, "channel-forget"))
    assert "address" in Page(page.text).ids


def test_an_old_sign_in_is_shown_anew_first(site: Site) -> None:
    """I-14."""
    visitor = signed_in(site, site.person())
    site.clock.turn(601)
    page = visitor.follow(visitor.open("/account/email"))
    assert "login-submit" in Page(page.text).ids
    assert Visitor(site).open("/account/email").headers["Location"] == "/sign-in"


def test_a_code_by_sms_signs_in(site: Site) -> None:
    person = with_sms(site)
    visitor = Visitor(site)
    page = at_the_code(person, visitor)
    before = len(delivered(site))
    assert "•••••678" in page.text
    assert "+84912345678" not in page.text
    assert "otp" not in Page(page.text).ids
    page = visitor.follow(visitor.press(page, "otp-send"))
    assert "otp" in Page(page.text).ids
    message = delivered(site)[before:][0]
    assert (message.channel, message.to) == ("sms", "+84912345678")
    landed = visitor.follow(visitor.press(page, "otp-submit", otp=message.code()))
    assert landed.status_code == 200
    assert "account-level" in Page(landed.text).ids
    assert site.events("signed_in")[-1]["details"]["methods"] == ["pwd", "sms", "mfa"]


def test_opening_the_page_sends_nothing(site: Site) -> None:
    """I-12, I-19."""
    person = with_sms(site)
    visitor = Visitor(site)
    page = at_the_code(person, visitor)
    before = len(delivered(site))
    action = Page(page.text).forms[0]["action"]
    for _ in range(3):
        assert visitor.open(action).status_code == 200
    assert len(delivered(site)) == before


def test_the_sixth_code_of_an_hour_is_not_sent_and_the_page_says_what_to_do(site: Site) -> None:
    person = with_sms(site)
    visitor = Visitor(site)
    page = at_the_code(person, visitor)
    for _ in range(5):
        page = visitor.follow(visitor.press(page, "otp-send"))
    refused = visitor.press(page, "otp-send")
    assert refused.status_code == 429
    assert "Đã gửi năm mã trong một giờ" in refused.text
    assert "otp" in Page(refused.text).ids


def test_leaving_the_page_of_the_code_leaves_the_sign_in(site: Site) -> None:
    visitor = Visitor(site)
    page = at_the_code(with_sms(site), visitor)
    assert visitor.press(page, "login-cancel").headers["Location"] == "/"


def test_no_address_of_ours_skips_the_password(site: Site) -> None:
    """MF-03."""
    with_sms(site)
    visitor = Visitor(site)
    begun = visitor.open("/sign-in").headers["Location"]
    skipped = visitor.open(begun.replace("/sign-in/", "/sms-code/"))
    assert skipped.headers["Location"] == begun
