"""New passwords on pages: what is wrong with them stands beside the field, and how to do better."""

from hashlib import sha1
from pathlib import Path

import pytest

from idp.administration import password_policies, roles
from idp.administration.ports import Organisation
from idp.identity.password_policy import DAY
from idp.identity.ports import Post
from idp.settings import UnsafeSettings
from tests.support.site import PASSWORD, TEST_ORIGIN, Site, TestPerson, open_site
from tests.support.visitor import Answer, Page, Visitor

NEW = "cá chép hóa rồng bay"
POST = Post(organisation="G12", title="Quản trị", since=0)


def _administrator(site: Site) -> TestPerson:
    """Of an agency under TCVN, two months after the last change of the password."""
    with site.provider.unit(TEST_ORIGIN) as unit:
        ministry = Organisation(code="G12", name="Bộ Tài chính", kind="ministry")
        unit.administration.organisations.add(ministry, unit.administration.now)
        password_policies.choose("G12", "tcvn", unit.administration)
        unit.commit()
    person = site.person("quan.tri", kind="official", totp=True, post=POST)
    with site.provider.unit(TEST_ORIGIN) as unit:
        roles.grant("quan.tri", "national_administrator", None, unit.administration)
        unit.commit()
    site.clock.turn(61 * DAY)
    return person


def _at_the_new_password(site: Site, visitor: Visitor, person: TestPerson) -> Answer:
    page = visitor.follow(visitor.open("/sign-in"))
    typed = {"username": person.username, "password": PASSWORD}
    page = visitor.follow(visitor.press(page, "login-submit", **typed))
    page = visitor.follow(visitor.press(page, "otp-submit", otp=site.code_now(person)))
    assert "new-password" in Page(page.text).ids
    return page


def test_an_administrator_replaces_an_old_password_and_the_sign_in_goes_on(site: Site) -> None:
    """TCVN 14423:2026, every two months."""
    visitor, person = Visitor(site), _administrator(site)
    page = _at_the_new_password(site, visitor, person)
    assert visitor.open("/account").status_code == 303
    refused = visitor.press(page, "password-submit", new_password=PASSWORD)
    assert (refused.status_code, PASSWORD in refused.text) == (400, False)
    assert 'id="new-password-error"' in refused.text
    visitor.follow(visitor.press(refused, "password-submit", new_password=NEW))
    assert visitor.open("/account").status_code == 200
    assert len(site.events("password_changed")) == 1


def test_the_page_of_a_new_password_is_left_and_comes_again(site: Site) -> None:
    """Cancel goes back; the address alone leads to the first page."""
    visitor, person = Visitor(site), _administrator(site)
    page = _at_the_new_password(site, visitor, person)
    address = Page(page.text).form_of("password-submit")["action"]
    assert visitor.open(address).status_code == 200
    assert visitor.press(page, "login-cancel").headers["Location"] == "/"
    again = Visitor(site)
    begun = again.open("/sign-in").headers["Location"]
    assert again.open(begun.replace("sign-in", "new-password")).headers["Location"] == begun


def test_a_stolen_password_is_refused_with_words_and_without_the_entry(tmp_path: Path) -> None:
    """NIST SP 800-63B-4 §3.1.1.2, by the operator's list."""
    breached = tmp_path / "breached.txt"
    digest = sha1(NEW.encode(), usedforsecurity=False).hexdigest()
    breached.write_text(f"{digest.upper()}:5\n")
    site = open_site(tmp_path / "var", breached=breached)
    try:
        visitor, person = Visitor(site), site.person()
        visitor.sign_in(visitor.follow(visitor.open("/sign-in")), person)
        typed = {"current_password": PASSWORD, "new_password": NEW}
        refused = visitor.press(visitor.open("/account/password"), "password-submit", **typed)
        assert refused.status_code == 400
        assert "Mật khẩu này từng bị lộ" in refused.text
        assert digest not in refused.text.lower()
        assert site.events("password_changed") == []
    finally:
        site.provider.close()


def test_a_list_that_is_none_stops_the_start(tmp_path: Path) -> None:
    """I-04: one line that names the setting."""
    nowhere, unsorted = tmp_path / "nowhere", tmp_path / "unsorted"
    unsorted.write_text("123456\n")
    for file in (nowhere, unsorted):
        with pytest.raises(UnsafeSettings, match="IDP_BREACHED_PASSWORDS_FILE"):
            open_site(tmp_path / "var", breached=file)
