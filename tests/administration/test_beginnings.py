"""Whom an official makes an account for chooses the first password alone, by a link (I-01)."""

from idp.administration import accounts
from idp.administration.accounts import Created
from idp.administration.beginnings import LINK_LIVES
from idp.identity.account import NewPerson
from tests.support.recovering import NEW_PASSWORD, gone_on, is_refused, is_signed_in, set_password
from tests.support.site import ISSUER, TEST_ORIGIN, Site
from tests.support.site_fixture import site
from tests.support.visitor import Page, Visitor

__all__ = ["site"]


def made(site: Site) -> Created:
    person = NewPerson(kind="official", username="ha.vu", name="Vũ Thu Hà")
    with site.provider.unit(TEST_ORIGIN) as unit:
        created = accounts.create(person, None, unit.administration)
        unit.commit()
    return created


def path_of(created: Created) -> str:
    return str(created.link).removeprefix(ISSUER)


def test_the_link_works_once_and_leads_to_a_password_and_printed_codes(site: Site) -> None:
    created, visitor = made(site), Visitor(site)
    assert "begins" in Page(visitor.open(path_of(created)).text).ids
    done = set_password(visitor, gone_on(visitor, path_of(created)))
    assert {"recovered", "recovery-codes"} <= Page(done.text).ids
    assert not is_signed_in(visitor)
    page = visitor.press(
        visitor.follow(visitor.open("/sign-in")), "login-submit",
        username="ha.vu", password=NEW_PASSWORD,
    )  # fmt: skip
    assert page.status_code == 303  # and a printed code is asked for
    assert is_refused(Visitor(site).open(path_of(created)))
    (event,) = site.events("beginning_offered")
    assert event["subject"] == created.account.id
    assert path_of(created).rsplit("/", 1)[1] not in str(event)


def test_the_link_opens_nothing_when_its_seven_days_are_over(site: Site) -> None:
    created = made(site)
    site.clock.turn(LINK_LIVES)
    assert is_refused(Visitor(site).open(path_of(created)))


def test_who_is_given_a_password_is_given_no_link(site: Site) -> None:
    person = NewPerson(kind="citizen", username="an", name="Lê An")
    with site.provider.unit(TEST_ORIGIN) as unit:
        created = accounts.create(person, NEW_PASSWORD, unit.administration)
    assert created.link is None
