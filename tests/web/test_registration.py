"""From the first page to the account, without JavaScript: citizens, children, foreigners."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from idp.administration import locks, proving, registrations
from idp.identity.provenance import Provenance
from idp.jobs.attend_locks import attend_locks
from idp.jobs.check_registrations import GIVE_UP_AFTER
from tests.support.post import delivered
from tests.support.register import (
    CHILD,
    ELISE,
    GUARDIAN,
    MAI,
    THAI,
    SimulatedRegister,
    fill,
    let_the_worker_check,
    look_again,
)
from tests.support.site import PASSWORD, TEST_ORIGIN, Site, TestPerson, open_site
from tests.support.visitor import Page, Visitor

DAY = 86_400


@pytest.fixture(name="register")
def _register() -> SimulatedRegister:
    return SimulatedRegister()


@pytest.fixture
def site(tmp_path: Path, register: SimulatedRegister) -> Iterator[Site]:
    """A provider with a register."""
    opened = open_site(tmp_path, register=register)
    yield opened
    opened.provider.close()


def a_guardian(site: Site) -> TestPerson:
    """Somebody proven, of the number that the child names."""
    person = site.person("lan", claims={"personal_number": GUARDIAN, "email_verified": True})
    proof = Provenance(by="Công an phường", place="Hoàn Kiếm", evidence="idcard", method="vpip")
    with site.provider.unit(TEST_ORIGIN) as unit:
        proving.prove("lan", proving.Proof(level=2, provenance=proof), unit.administration)
        unit.commit()
    return person


def a_person(username: str) -> TestPerson:
    return TestPerson(account_id="", username=username, password=PASSWORD, seed=None)


def test_a_citizen_registers_activates_and_sees_who_checked_the_data(site: Site) -> None:
    visitor = Visitor(site)
    page = fill(visitor, THAI, "thai")
    assert 'data-state="submitted"' in page.text
    let_the_worker_check(site)
    page = look_again(visitor, page)
    page = visitor.follow(visitor.press(page, "activate"))
    assert 'data-state="activated"' in page.text
    landed = visitor.sign_in(visitor.follow(visitor.open("/sign-in")), a_person("thai"))
    assert "Tài khoản định danh điện tử mức độ 1" in landed.text or "mức độ 1" in landed.text
    assert "Sổ đăng ký mô phỏng kiểm tra lúc" in landed.text


def test_a_register_that_is_silent_is_asked_again_until_it_answers(
    site: Site, register: SimulatedRegister
) -> None:
    visitor = Visitor(site)
    register.silent = True
    page = fill(visitor, THAI, "thai")
    for _ in range(3):
        let_the_worker_check(site)
        site.clock.turn(700)
    assert register.asked == 3
    assert 'data-state="submitted"' in look_again(visitor, page).text
    register.silent = False
    let_the_worker_check(site)
    assert 'data-state="issued"' in look_again(visitor, page).text


def test_after_seven_silent_days_the_registration_says_so(
    site: Site, register: SimulatedRegister
) -> None:
    visitor = Visitor(site)
    register.silent = True
    page = fill(visitor, THAI, "thai")
    site.clock.turn(GIVE_UP_AFTER)
    let_the_worker_check(site)
    assert "không trả lời trong bảy ngày" in look_again(visitor, page).text


def test_an_expired_activation_is_asked_for_again_on_the_same_page(site: Site) -> None:
    visitor = Visitor(site)
    page = fill(visitor, THAI, "thai")
    let_the_worker_check(site)
    site.clock.turn(8 * DAY)
    late = look_again(visitor, page)
    assert "activate" not in Page(late.text).form_of("renew")["buttons"]
    renewed = visitor.follow(visitor.press(late, "renew"))
    assert 'data-state="activated"' in visitor.follow(visitor.press(renewed, "activate")).text


def test_a_child_waits_for_the_guardian_who_signs_in_and_confirms(site: Site) -> None:
    parent, child = Visitor(site), Visitor(site, address="203.0.113.9")
    guardian = a_guardian(site)
    page = fill(child, CHILD, "bao", guardian=GUARDIAN)
    let_the_worker_check(site)
    page = look_again(child, page)
    assert 'data-state="checked"' in page.text
    landed = parent.sign_in(parent.follow(parent.open("/sign-in")), guardian)
    assert "đang chờ Quý khách xác nhận" in landed.text
    waiting = parent.follow(parent.open("/account/children"))
    assert "Nguyễn Gia Bảo" in waiting.text
    assert "no-children" in Page(parent.follow(parent.press(waiting, "confirm-1")).text).ids
    page = look_again(child, page)
    assert 'data-state="activated"' in child.follow(child.press(page, "activate")).text
    assert [event["details"]["decision"] for event in site.events("guardian_decided")] == [
        "confirmed"
    ]


def test_a_guardian_may_decline(site: Site) -> None:
    parent, child = Visitor(site), Visitor(site, address="203.0.113.9")
    guardian = a_guardian(site)
    page = fill(child, CHILD, "bao", guardian=GUARDIAN)
    let_the_worker_check(site)
    waiting = parent.follow(parent.open("/account/children"))
    parent.sign_in(waiting, guardian)
    parent.press(parent.open("/account/children"), "decline-1")
    assert "Người giám hộ không xác nhận" in look_again(child, page).text


def test_a_foreigner_is_reviewed_and_locked_when_the_passport_expires(site: Site) -> None:
    visitor = Visitor(site)
    page = fill(visitor, ELISE, "elise")
    with site.provider.unit(TEST_ORIGIN) as unit:
        (waiting,) = registrations.waiting(unit.administration)
        registrations.approve(waiting.id, "Phòng xuất nhập cảnh", unit.administration)
        unit.commit()
    visitor.press(look_again(visitor, page), "activate")
    landed = visitor.sign_in(visitor.follow(visitor.open("/sign-in")), a_person("elise"))
    assert "France, số tận cùng là 567, có giá trị đến 31/12/2030" in landed.text
    site.clock.turn(5 * 365 * DAY)
    attend_locks(site.provider, TEST_ORIGIN)
    late = visitor.sign_in(visitor.follow(visitor.open("/sign-in")), a_person("elise"))
    assert "account_locked" in late.text
    assert site.events("account_locked")[-1]["details"]["ground"] == "document_expired"


def test_prompt_create_leads_to_the_registration_and_back_to_the_service(site: Site) -> None:
    """OpenID Connect Prompt Create 1.0 §4."""
    visitor, client = Visitor(site), site.client()
    page = visitor.authorize(visitor.begin(client, prompt="create"))
    assert "register-citizen" in Page(page.text).ids
    page = fill(visitor, MAI, "mai", start=page.request.path)
    let_the_worker_check(site)
    page = visitor.follow(visitor.press(look_again(visitor, page), "activate"))
    address = page.text.split('id="go-sign-in" href="')[1].split('"')[0]
    assert address.startswith("/sign-in/")
    answer = visitor.consent(visitor.sign_in(visitor.open(address), a_person("mai")))
    assert "code=" in answer.headers["Location"]


def test_without_a_register_citizens_are_not_offered_what_nobody_checks(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    visitor = Visitor(site)
    page = visitor.open("/register")
    ids = Page(page.text).ids
    assert "register-foreigner" in ids
    assert "register-citizen" not in ids
    token = Page(page.text).forms[0]["fields"]["csrf"]
    forged = visitor.open("/register", "POST", data={"csrf": token, "kind": "citizen"})
    assert forged.status_code == 400
    let_the_worker_check(site)
    site.provider.close()


def test_what_was_typed_is_kept_and_the_password_is_not(site: Site) -> None:
    visitor = Visitor(site)
    page = visitor.follow(visitor.press(visitor.open("/register"), "register-citizen"))
    wrong = visitor.press(page, "register-next", **{**THAI, "personal_number": "1"})
    assert wrong.status_code == 400
    assert "Hoàng Văn Thái" in wrong.text
    page = visitor.follow(visitor.press(wrong, "register-next", **THAI))
    wrong = visitor.press(page, "register-submit", username="thai", password="ngắn quá")
    assert wrong.status_code == 400
    assert "thai" in wrong.text
    assert "ngắn quá" not in wrong.text
    back = visitor.open(page.request.path.replace("/account", "/person"))
    assert "001092300001" in back.text


def test_pressed_twice_it_is_one_registration(site: Site) -> None:
    visitor = Visitor(site)
    page = visitor.follow(visitor.press(visitor.open("/register"), "register-citizen"))
    page = visitor.follow(visitor.press(page, "register-next", **THAI))
    typed = {"username": "thai", "password": PASSWORD}
    first = visitor.follow(visitor.press(page, "register-submit", **typed))
    second = visitor.follow(visitor.press(page, "register-submit", **typed))
    assert first.request.path == second.request.path
    assert len(site.events("registration_submitted")) == 1


def test_in_person_results_raise_the_level_and_say_who_where_and_how(site: Site) -> None:
    visitor, person = Visitor(site), a_guardian(site)
    landed = visitor.sign_in(visitor.follow(visitor.open("/sign-in")), person)
    assert "Công an phường kiểm tra tại Hoàn Kiếm lúc" in landed.text
    assert "mức độ 2" in landed.text
    event = site.events("account_proven")[-1]["details"]
    assert (event["level"], event["method"]) == (2, "vpip")


def test_the_link_in_the_mail_activates_in_any_browser_and_confirms_the_address(
    site: Site,
) -> None:
    visitor = Visitor(site)
    page = fill(visitor, THAI, "thai", email="thai@example.vn")
    let_the_worker_check(site)
    assert "link-sent" in Page(look_again(visitor, page).text).ids
    (mail,) = delivered(site)
    assert (mail.channel, mail.to) == ("email", "thai@example.vn")
    telephone = Visitor(site, address="198.51.100.9")
    asked = telephone.open(mail.link("/activate/"))
    assert "activate" in Page(asked.text).ids
    assert "thai" in telephone.press(asked, "activate").text
    landed = telephone.sign_in(telephone.follow(telephone.open("/sign-in")), a_person("thai"))
    assert "Đã xác nhận: thai@example.vn" in landed.text


def test_a_guardian_and_the_owner_of_a_locked_account_are_told_by_mail(site: Site) -> None:
    a_guardian(site)
    fill(Visitor(site, address="203.0.113.9"), CHILD, "bao", guardian=GUARDIAN)
    let_the_worker_check(site)
    with site.provider.unit(TEST_ORIGIN) as unit:
        locks.lock("lan", "holder_request", unit.administration)
        unit.commit()
    told = [one.text for one in delivered(site) if one.to == "lan@example.vn"]
    assert any("đang chờ" in text for text in told)
    assert any("bị khóa" in text for text in told)
