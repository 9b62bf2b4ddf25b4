"""What an agency bars is not asked for, not offered, and the pages say why."""

from idp.administration import factor_policies, organisations
from idp.administration.ports import Organisation
from idp.identity.ports import Post
from tests.support.post import REACHABLE, delivered
from tests.support.site import TEST_ORIGIN, Site, TestPerson
from tests.support.visitor import Answer, Page, Visitor

MINISTRY = Organisation(code="G12", name="Bộ Tài chính", kind="ministry")
POST = Post(organisation="G12", title="Văn thư", since=0)
ALLOWED = "Cơ quan không cho phép cán bộ đăng nhập bằng cách này."


def _official(site: Site) -> TestPerson:
    with site.provider.unit(TEST_ORIGIN) as unit:
        organisations.create(MINISTRY, unit.administration)
        unit.commit()
    return site.person("binh", kind="official", totp=True, post=POST, claims=REACHABLE)


def _bar(site: Site, *names: str) -> None:
    with site.provider.unit(TEST_ORIGIN) as unit:
        factor_policies.bar("G12", names, unit.administration)
        unit.commit()


def _signed_in(site: Site, person: TestPerson) -> Visitor:
    visitor = Visitor(site)
    visitor.sign_in(visitor.follow(visitor.open("/sign-in")), person)
    return visitor


def _at_the_second_factor(site: Site, person: TestPerson) -> Answer:
    visitor = Visitor(site)
    page = visitor.follow(visitor.open("/sign-in"))
    typed = {"username": person.username, "password": person.password}
    return visitor.follow(visitor.press(page, "login-submit", **typed))


def test_what_is_barred_is_not_offered_and_said_to_be(site: Site) -> None:
    person = _official(site)
    visitor = _signed_in(site, person)
    before = Page(visitor.open("/account").text).ids
    assert {"own-passkeys", "own-recovery-codes"} <= set(before)
    _bar(site, "one_time_sms", "passkey", "recovery_code")
    page = visitor.open("/account")
    ids = set(Page(page.text).ids)
    assert {"passkeys-barred", "recovery-codes-barred", "codes-barred-sms"} <= ids
    assert not ids & {"own-passkeys", "own-recovery-codes", "codes-barred-email", "totp-barred"}
    assert ALLOWED in page.text
    for path, button in (
        ("/account/phone", "codes-on"),
        ("/account/passkeys", "passkey-enrol"),
        ("/account/recovery-codes", "recovery-codes-make"),
    ):
        page = visitor.open(path)
        assert ALLOWED in page.text
        assert button not in Page(page.text).ids
    assert "codes-on" in Page(visitor.open("/account/email").text).ids


def test_a_page_from_before_changes_nothing(site: Site) -> None:
    """The button was there when the page was made; the rule counts when it is pressed."""
    visitor = _signed_in(site, _official(site))
    phone, keys = visitor.open("/account/phone"), visitor.open("/account/passkeys")
    _bar(site, "one_time_sms", "passkey")
    refused = visitor.press(phone, "codes-on")
    assert refused.status_code == 400
    assert "Cơ quan không cho phép cán bộ đăng nhập bằng cách này." in refused.text
    refused = visitor.answer(keys, "{}", name="")
    assert refused.status_code == 400
    assert 'href="#passkeys-barred"' in refused.text


def test_a_factor_that_was_enrolled_before_is_asked_for_no_longer(site: Site) -> None:
    person = _official(site)
    visitor = _signed_in(site, person)
    visitor.press(visitor.open("/account/phone"), "codes-on")
    site.clock.turn(60)
    assert "SMS" in _at_the_second_factor(site, person).text
    before = delivered(site)
    _bar(site, "one_time_sms")
    page = _at_the_second_factor(site, person)
    assert "otp" in Page(page.text).ids
    assert "SMS" not in page.text
    assert delivered(site) == before


def test_the_session_of_before_counts_for_what_is_left(site: Site) -> None:
    """The app is barred: its session proves the password alone, and an app is not set up anew."""
    person = _official(site)
    visitor = _signed_in(site, person)
    _bar(site, "totp")
    page = visitor.open("/account")
    assert "totp-barred" in Page(page.text).ids
    assert visitor.open("/account/enrol").headers["Location"].startswith("/")
    assert "factor_barred" not in page.text
    with site.provider.unit(TEST_ORIGIN) as unit:
        (session,) = unit.identity.sessions.of_account(person.account_id, site.clock.now())
    assert session.barred == {"totp"}
