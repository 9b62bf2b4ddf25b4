"""An agency shortens how long its officials stay signed in, by two persons, never lengthens it."""

import pytest

from idp.administration import session_policies
from idp.administration.approvals import Executed, Failed
from idp.administration.proposing import Done, Proposed
from idp.identity.ports import Post, SessionLengths
from tests.support.officials import NATIONAL, Officials, approved, officials_of, shown, why
from tests.support.site import TEST_ORIGIN, Site
from tests.support.site_fixture import site
from tests.support.visitor import Page, Visitor

__all__ = ["site"]
SHORT = SessionLengths(idle=300, absolute=3600)


@pytest.fixture(name="officials")
def _officials(site: Site) -> Officials:
    return officials_of(site)


def shortened(officials: Officials, place: str = "G12") -> Done | Proposed:
    with officials.site.provider.unit(TEST_ORIGIN) as unit:
        outcome = session_policies.shorten(place, SHORT, unit.administration)
        unit.commit()
    return outcome


@pytest.mark.parametrize(
    ("place", "idle", "absolute", "reason"),
    [
        ("G12", 59, 3600, "invalid_length"),
        ("G12", 901, 3600, "invalid_length"),
        ("G12", 300, 299, "invalid_length"),
        ("G12", 300, 8 * 3600 + 1, "invalid_length"),
        ("G12", -1, -1, "invalid_length"),
        ("G99", 300, 3600, "unknown_organisation"),
    ],
)
def test_what_makes_no_sense_is_refused(
    officials: Officials, place: str, idle: int, absolute: int, reason: str
) -> None:
    lengths = SessionLengths(idle=idle, absolute=absolute)
    with officials.site.provider.unit(TEST_ORIGIN) as unit:
        context = unit.administration
        assert why(lambda: session_policies.shorten(place, lengths, context)) == reason


def test_lengths_are_chosen_by_two_and_once(site: Site, officials: Officials) -> None:
    first, second = shortened(officials), shortened(officials)
    assert isinstance(first, Proposed)
    assert isinstance(second, Proposed)
    then = {"organisation": "G12", "idle": 300, "absolute": 3600}
    assert shown(officials, first.proposal.id).now == {}
    assert shown(officials, first.proposal.id).then == then
    by = officials.give("chi", "approver", "G12")
    assert isinstance(approved(officials, first.proposal.id, by), Executed)
    assert shown(officials, second.proposal.id).now == then
    outcome = approved(officials, second.proposal.id, by)
    assert isinstance(outcome, Failed)
    assert outcome.code == "chosen_before"
    (event,) = site.events("session_lengths_chosen")
    assert event["details"] == then
    assert site.events("policy_proposed")[0]["details"]["act"] == "session_lengths"


def test_a_session_that_lives_already_obeys_from_its_next_use_on(
    site: Site, officials: Officials
) -> None:
    post = Post(organisation="G12.1", title="Văn thư", since=0)
    person = site.person("can.bo", kind="official", totp=True, post=post)
    visitor = Visitor(site)
    visitor.sign_in(visitor.follow(visitor.open("/sign-in")), person)
    site.clock.turn(299)
    assert visitor.open("/account").status_code == 200
    officials.take("binh", NATIONAL)
    assert isinstance(shortened(officials), Done)
    site.clock.turn(300)
    page = visitor.follow(visitor.open("/account"))
    assert "login-submit" in Page(page.text).ids
    (event,) = site.events("session_expired")
    assert event["details"]["limit"] == "idle"
