"""Correct and erase, through the page and the officials' commands."""

import pytest

from idp.administration import data_requests
from idp.administration.refusal import Refused
from tests.support.post import REACHABLE, delivered
from tests.support.site import TEST_ORIGIN, Site
from tests.support.visitor import Page, Visitor
from tests.web.test_history import signed_in


def test_a_correction_is_asked_for_looked_at_and_refused_with_a_reason(site: Site) -> None:
    visitor = signed_in(site, site.person())
    page = visitor.open("/account/requests")
    empty = visitor.press(page, "ask-correction")
    assert empty.status_code == 400
    assert "told-error" in Page(empty.text).ids
    asked = visitor.follow(visitor.press(page, "ask-correction", told="ngày sinh sai"))
    assert "ngày sinh sai" in asked.text
    with site.provider.unit(TEST_ORIGIN) as unit:
        (waiting,) = data_requests.waiting(unit.administration)
        with pytest.raises(Refused):
            data_requests.refuse(waiting.id, " ", unit.administration)
        with pytest.raises(Refused):
            data_requests.done("nobody's", unit.administration)
        data_requests.refuse(waiting.id, "Thiếu giấy tờ", unit.administration)
        with pytest.raises(Refused):
            data_requests.refuse(waiting.id, "lần nữa", unit.administration)
        with pytest.raises(Refused):
            data_requests.done(waiting.id, unit.administration)
        unit.commit()
    assert "Thiếu giấy tờ" in visitor.open("/account/requests").text
    assert "Yêu cầu của chủ tài khoản" in visitor.open("/account/looks").text


def test_an_erasure_is_taken_back_or_carried_out(site: Site) -> None:
    person = site.person(claims=REACHABLE)
    visitor = signed_in(site, person)
    asked = visitor.follow(visitor.press(visitor.open("/account/requests"), "ask-erasure"))
    back = visitor.follow(visitor.press(asked, "cancel-1"))
    assert "Đã rút lại" in back.text
    visitor.press(back, "ask-erasure")
    with site.provider.unit(TEST_ORIGIN) as unit:
        (waiting,) = data_requests.waiting(unit.administration)
        data_requests.done(waiting.id, unit.administration)
        unit.commit()
    assert visitor.open("/account").headers["Location"] == "/sign-in"
    assert site.events("account_erased")[0]["details"]["ground"] == "request"
    assert any("theo yêu cầu" in one.text for one in delivered(site))
    late = visitor.sign_in(visitor.follow(visitor.open("/sign-in")), person)
    assert "login-submit" in Page(late.text).ids


def test_an_old_sign_in_is_shown_anew_first(site: Site) -> None:
    """I-14."""
    visitor = signed_in(site, site.person())
    site.clock.turn(601)
    assert "login-submit" in Page(visitor.follow(visitor.open("/account/requests")).text).ids
    assert Visitor(site).open("/account/requests").headers["Location"] == "/sign-in"
