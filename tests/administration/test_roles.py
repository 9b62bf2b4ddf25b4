"""Roles: the first two at once, then by proposal; from a day until a day, and who could decide."""

from dataclasses import replace

import pytest

from idp.administration import locks, roles
from idp.administration.proposing import Done, Proposed
from idp.administration.role_changes import role_named
from idp.administration.roles import Scarce
from tests.support.officials import NATIONAL, Officials, officials_of, why
from tests.support.site import TEST_ORIGIN, Site
from tests.support.site_fixture import site

__all__ = ["site"]
DAY = 86_400


@pytest.fixture(name="empty")
def _empty(site: Site) -> Officials:
    """People, and nobody in charge."""
    found = Officials(site=site, ids={})
    for username in ("an", "binh", "chi"):
        found.person(username)
    return found


@pytest.fixture(name="officials")
def _officials(site: Site) -> Officials:
    return officials_of(site)


def granted(officials: Officials, username: str, **asked: int | None) -> Done | Proposed:
    with officials.site.provider.unit(TEST_ORIGIN) as unit:
        outcome = roles.grant(username, NATIONAL, None, unit.administration, **asked)
        unit.commit()
    return outcome


def test_the_first_two_are_made_at_once_and_the_third_is_proposed(empty: Officials) -> None:
    """administration.md, beginning and emergency."""
    assert [granted(empty, name) for name in ("an", "binh")] == [Done(), Done()]
    assert isinstance(granted(empty, "chi"), Proposed)
    assert not empty.holds("chi", NATIONAL)


def test_only_the_operator_at_the_server_makes_the_first_ones(empty: Officials) -> None:
    """Every other door proposes, however few there are to decide."""
    granted(empty, "an")
    origin = replace(TEST_ORIGIN, actor=empty.ids["an"])
    with empty.site.provider.unit(origin) as unit:
        asked = roles.grant("an", "auditor", None, unit.administration)
        unit.commit()
    assert isinstance(asked, Proposed)
    assert not empty.holds("an", "auditor")


def test_an_administrator_to_come_does_not_count_as_one(site: Site, empty: Officials) -> None:
    now = site.clock.now()
    assert granted(empty, "an") == Done()
    assert granted(empty, "binh", since=now + DAY) == Done()
    assert granted(empty, "chi") == Done()
    assert (empty.holds("binh", NATIONAL), empty.holds("chi", NATIONAL)) == (False, True)


def test_a_deputy_has_the_role_for_the_days_of_an_absence(site: Site, empty: Officials) -> None:
    now = site.clock.now()
    granted(empty, "an", since=now + DAY, until=now + 3 * DAY)
    held = []
    for _ in range(4):
        held.append(empty.holds("an", NATIONAL))
        site.clock.turn(DAY)
    assert held == [False, True, True, False]
    first, *_ = site.events("role_granted")
    assert first["details"]["since"] == now + DAY
    assert first["details"]["until"] == now + 3 * DAY
    assert granted(empty, "an") == Done()


@pytest.mark.parametrize(("since", "until"), [(0, 0), (0, -1), (10, 10), (10, 5), (-20, -10)])
def test_a_role_does_not_end_before_it_began(
    site: Site, empty: Officials, since: int, until: int
) -> None:
    now = site.clock.now()
    assert why(lambda: granted(empty, "an", since=now + since, until=now + until)) == "invalid_end"


def test_what_makes_no_sense_is_refused(officials: Officials) -> None:
    with officials.site.provider.unit(TEST_ORIGIN) as unit:
        context = unit.administration
        reasons = [
            why(lambda: roles.grant("nobody", "auditor", None, context)),
            why(lambda: roles.grant("an", "auditor", "G99", context)),
            why(lambda: roles.grant("an", NATIONAL, "G12", context)),
            why(lambda: roles.grant("an", NATIONAL, None, context)),
            why(lambda: roles.revoke("an", "auditor", None, context)),
            why(lambda: role_named("king")),
        ]
    assert reasons == [
        "unknown_account",
        "unknown_organisation",
        "national_role",
        "role_held",
        "role_not_held",
        "unknown_role",
    ]


def test_somebody_locked_is_given_nothing(officials: Officials) -> None:
    officials.person("chi")
    officials.lock("chi")
    with officials.site.provider.unit(TEST_ORIGIN) as unit:
        context = unit.administration
        assert why(lambda: roles.grant("chi", "auditor", None, context)) == "account_not_active"


def test_the_last_administrator_stays(empty: Officials) -> None:
    granted(empty, "an")
    with empty.site.provider.unit(TEST_ORIGIN) as unit:
        context = unit.administration
        assert why(lambda: roles.revoke("an", NATIONAL, None, context)) == "last_administrator"


def test_the_last_administrator_is_not_locked_away(empty: Officials) -> None:
    """Neither at once nor by a request that is granted; a second administrator changes that."""
    granted(empty, "an")
    with empty.site.provider.unit(TEST_ORIGIN) as unit:
        context = unit.administration
        asked = locks.lock("an", "authority_request", context)
        locks.forward(asked.id, context)
        assert why(lambda: locks.lock("an", "death", context)) == "last_administrator"
        assert why(lambda: locks.decide(asked.id, context, granted=True)) == "last_administrator"
        roles.grant("binh", NATIONAL, None, context)
        locks.lock("an", "death", context)
        assert why(lambda: locks.lock("binh", "death", context)) == "last_administrator"


def test_the_list_says_who_holds_what_until_when(site: Site, officials: Officials) -> None:
    now = site.clock.now()
    officials.give("chi", "helpdesk", "G12", since=now + DAY, until=now + 2 * DAY)
    officials.give("dung", "auditor", until=now)
    officials.lock("binh")
    with site.provider.unit(TEST_ORIGIN) as unit:
        found = roles.listed(unit.administration)
    told = [(one.username, one.held.role, one.held.until, one.is_active) for one in found]
    assert told == [
        ("chi", "helpdesk", now + 2 * DAY, True),
        ("an", NATIONAL, None, True),
        ("binh", NATIONAL, None, False),
    ]


def test_where_fewer_than_two_could_decide_is_said(site: Site, officials: Officials) -> None:
    def scarce() -> list[Scarce]:
        with site.provider.unit(TEST_ORIGIN) as unit:
            return list(roles.scarce(unit.administration))

    officials.give("chi", "helpdesk", "G12.1")
    assert scarce() == []
    officials.lock("binh")
    assert scarce() == [
        Scarce(organisation=None, deciders=1),
        Scarce(organisation="G12.1", deciders=1),
    ]
    officials.give("dung", "approver", "G12")
    assert scarce() == [Scarce(organisation=None, deciders=1)]


def test_that_too_few_will_be_left_is_said_two_weeks_before(
    site: Site, officials: Officials
) -> None:
    """administration.md: before it hurts. A deputy who takes over in time is enough."""

    def scarce() -> list[Scarce]:
        with site.provider.unit(TEST_ORIGIN) as unit:
            return list(roles.scarce(unit.administration))

    now = site.clock.now()
    officials.take("binh", NATIONAL)
    officials.give("binh", NATIONAL, until=now + 14 * DAY)
    assert scarce() == [Scarce(organisation=None, deciders=1, since=now + 14 * DAY)]
    officials.give("chi", "approver", since=now + 14 * DAY)
    assert scarce() == []
    officials.take("chi", "approver")
    officials.give("dung", NATIONAL, until=now + 15 * DAY)
    assert scarce() == []
