"""Organisations move and end by two persons; scopes, posts, tokens and services follow."""

from dataclasses import dataclass, replace

import pytest

from idp.administration import accounts, organisations, reorganising
from idp.administration.approvals import Executed, Failed
from idp.administration.organisation_ports import DEEPEST
from idp.administration.permissions import may
from idp.administration.ports import Organisation
from idp.administration.proposing import Done, Proposed
from idp.identity.account import NewPerson
from idp.identity.ports import Post
from idp.protocol.ports import Person
from tests.support.officials import (
    DEPARTMENT,
    NATIONAL,
    Officials,
    approved,
    ended,
    officials_of,
    shown,
    why,
)
from tests.support.site import PASSWORD, TEST_ORIGIN, Site, TestClient, TestPerson
from tests.support.site_fixture import site
from tests.support.visitor import Visitor, post_as, redeem

__all__ = ["site"]
OFFICE = Organisation(code="G12.1.1", name="Phòng", kind="department", parent="G12.1")
HEIR = Organisation(code="G06", name="Bộ Khoa học và Công nghệ", kind="ministry")
SCOPE = "openid organisation offline_access"


@pytest.fixture(name="officials")
def _officials(site: Site) -> Officials:
    found = officials_of(site)
    with site.provider.unit(TEST_ORIGIN) as unit:
        for one in (OFFICE, HEIR):
            organisations.create(one, unit.administration)
        unit.commit()
    return found


def alone(officials: Officials) -> Officials:
    """One national administrator is not enough to wait for another."""
    officials.take("binh", NATIONAL)
    return officials


def moved(officials: Officials, code: str, parent: str | None) -> Done | Proposed:
    with officials.site.provider.unit(TEST_ORIGIN) as unit:
        outcome = reorganising.move(code, parent, unit.administration)
        unit.commit()
    return outcome


def closed(officials: Officials, code: str, successor: str | None) -> Done | Proposed:
    with officials.site.provider.unit(TEST_ORIGIN) as unit:
        outcome = reorganising.end(code, successor, unit.administration)
        unit.commit()
    return outcome


def allowed(officials: Officials, username: str, place: str) -> bool:
    with officials.site.provider.unit(TEST_ORIGIN) as unit:
        return may(officials.ids[username], "accounts.create", place, unit.administration)


def test_a_move_waits_for_somebody_in_charge_of_the_whole_country(
    site: Site, officials: Officials
) -> None:
    """It changes whose roles and policies reach what: an approver of one side is not enough."""
    proposed = moved(officials, "G12.1", "G13")
    assert isinstance(proposed, Proposed)
    number = proposed.proposal.id
    found = shown(officials, number)
    hanging = {"units": 1, "posts": 0}  # it comes along
    assert found.now == {"unit": "G12.1", "below": "G12", "status": "active", **hanging}
    assert found.then == {"unit": "G12.1", "below": "G13", "status": "active", **hanging}
    assert found.organisation is None
    local = officials.give("chi", "approver", "G12")
    assert why(lambda: approved(officials, number, local)) == "not_permitted"
    assert isinstance(approved(officials, number, officials.ids["an"]), Executed)
    (asked,) = site.events("organisation_change_proposed")
    assert asked["details"]["act"] == "organisation_move"
    (event,) = site.events("organisation_moved")
    assert event["details"] == {"organisation": "G12.1", "parent": "G13", "before": "G12"}


def test_what_cannot_be_any_more_when_it_is_approved_changes_nothing(
    officials: Officials,
) -> None:
    first, second = moved(officials, "G12.1", "G13"), moved(officials, "G13", "G12.1")
    assert isinstance(first, Proposed)
    assert isinstance(second, Proposed)
    by = officials.ids["binh"]
    assert isinstance(approved(officials, first.proposal.id, by), Executed)
    outcome = approved(officials, second.proposal.id, by)
    assert isinstance(outcome, Failed)
    assert outcome.code == "below_itself"
    assert shown(officials, second.proposal.id).now["status"] == "active"


def test_how_many_posts_would_end_stands_in_the_proposal(site: Site, officials: Officials) -> None:
    site.person("thao", kind="official", post=Post(organisation="G13", title="Văn thư", since=0))
    for successor, left in ((None, 0), ("G06", 1)):
        asked = closed(officials, "G13", successor)
        assert isinstance(asked, Proposed)
        found = shown(officials, asked.proposal.id)
        assert (found.now["posts"], found.then["posts"]) == (1, left)


def test_scopes_follow_a_move_and_what_is_below_comes_along(officials: Officials) -> None:
    for username, place in (("cu", "G12"), ("moi", "G13"), ("noi.bo", "G12.1")):
        officials.give(username, "unit_administrator", place)
    before = [allowed(officials, username, "G12.1.1") for username in ("cu", "moi", "noi.bo")]
    assert before == [True, False, True]
    assert isinstance(moved(alone(officials), "G12.1", "G13"), Done)
    after = [allowed(officials, username, "G12.1.1") for username in ("cu", "moi", "noi.bo")]
    assert after == [False, True, True]
    assert isinstance(moved(officials, "G12.1", None), Done)
    assert not allowed(officials, "moi", "G12.1.1")


def test_who_is_in_charge_of_a_successor_is_in_charge_of_what_it_took_over(
    site: Site, officials: Officials
) -> None:
    for username, place in (("cu", "G12"), ("moi", "G06")):
        officials.give(username, "unit_administrator", place)
    closed(alone(officials), "G12", "G06")
    for place in ("G12", "G12.1.1"):
        assert [allowed(officials, one, place) for one in ("cu", "moi")] == [True, True]
    assert not allowed(officials, "cu", "G06")
    with site.provider.unit(TEST_ORIGIN) as unit:
        context = unit.administration
        organisations.add_alias("G12", "000.00.00.G12", context)  # ended ones get theirs late
        found = organisations.shown("000.00.00.G12", context)
        assert (found.organisation.status, found.organisation.parent) == ("ended", "G06")
        assert [one.code for one in found.successors] == ["G06"]
        periods = organisations.history("G12", context)
        assert [(one.status, one.parent) for one in periods] == [("active", None), ("ended", "G06")]
        assert why(lambda: organisations.rename("G12", "Khác", context)) == "ended"
    (event,) = site.events("organisation_ended")
    assert event["details"] == {
        "organisation": "G12", "successor": "G06", "posts": 0, "ground": "decision",
    }  # fmt: skip


def test_a_chain_of_successors_leads_to_who_does_the_work_today(officials: Officials) -> None:
    closed(alone(officials), "G12.1", "G13")
    closed(officials, "G13", "G06")
    with officials.site.provider.unit(TEST_ORIGIN) as unit:
        found = organisations.shown("G12.1", unit.administration)
    assert [one.code for one in found.successors] == ["G13", "G06"]
    assert [one.code for one in found.above] == ["G06", "G13"]


@pytest.mark.parametrize(
    ("act", "code", "other", "reason"),
    [
        (reorganising.move, "G99", "G13", "unknown_organisation"),
        (reorganising.move, "G12.1", "G99", "unknown_organisation"),
        (reorganising.move, "G12", "G12", "below_itself"),
        (reorganising.move, "G12", "G12.1.1", "below_itself"),
        (reorganising.move, "G12.1", "G12", "stands_there"),
        (reorganising.move, "G12", None, "stands_there"),
        (reorganising.end, "G99", None, "unknown_organisation"),
        (reorganising.end, "G12.1", "G99", "unknown_organisation"),
        (reorganising.end, "G12", "G12", "below_itself"),
        (reorganising.end, "G12", "G12.1", "below_itself"),
        (reorganising.end, "G12", None, "units_below"),
    ],
)
def test_what_makes_no_sense_is_not_even_proposed(
    officials: Officials, act: object, code: str, other: str | None, reason: str
) -> None:
    assert callable(act)
    with officials.site.provider.unit(TEST_ORIGIN) as unit:
        context = unit.administration
        assert why(lambda: act(code, other, context)) == reason
        assert list(context.proposals.open(context.now)) == []


def test_what_has_ended_neither_moves_nor_ends_nor_takes_anything_up(officials: Officials) -> None:
    with officials.site.provider.unit(TEST_ORIGIN) as unit:
        context = unit.administration
        ended("G13", context)
        acts = {
            "ended": (
                lambda: reorganising.move("G13", "G12", context),
                lambda: reorganising.end("G13", "G12", context),
            ),
            "unknown_organisation": (
                lambda: reorganising.move("G12.1", "G13", context),
                lambda: reorganising.end("G12.1", "G13", context),
                lambda: organisations.create(replace(OFFICE, code="G13.1", parent="G13"), context),
                lambda: accounts.create(
                    NewPerson(kind="official", username="mai", name="Đỗ Mai"),
                    PASSWORD,
                    context,
                    post=Post(organisation="G13", title="Văn thư", since=0),
                ),
            ),
        }
        for code, refused in acts.items():
            assert [why(act) for act in refused] == [code] * len(refused)


def test_nothing_goes_deeper_than_a_line_is_read(officials: Officials) -> None:
    with officials.site.provider.unit(TEST_ORIGIN) as unit:
        context = unit.administration
        above = None
        for level in range(1, DEEPEST - 1):
            unit_at = replace(OFFICE, code=f"L{level}", parent=above)
            organisations.create(unit_at, context)
            above = unit_at.code
        for act in (reorganising.move, reorganising.end):
            assert why(lambda: act("G12", above, context)) == "too_deep"  # noqa: B023
        assert why(lambda: reorganising.move("G12.1", above, context)) == "not refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a service holds of an official's post."""

    visitor: Visitor
    client: TestClient
    refresh: str
    person: TestPerson

    def account(self) -> Person:
        with self.visitor.site.provider.unit(TEST_ORIGIN) as unit:
            found = unit.protocol.people.get(self.person.account_id)
        assert found is not None
        return found

    def refreshed(self) -> dict[str, str]:
        fields = {"grant_type": "refresh_token", "refresh_token": self.refresh}
        return dict(post_as(self.visitor, self.client, "/token", fields).json)

    def told(self) -> dict[str, object]:
        headers = {"Authorization": f"Bearer {self.refreshed()['access_token']}"}
        return dict(self.visitor.open("/userinfo", headers=headers).json)


def held(site: Site, place: str) -> Held:
    post = Post(organisation=place, title="Văn thư", since=1)
    person = site.person("can.bo", kind="official", totp=True, post=post)
    grants = ("authorization_code", "refresh_token")
    client = site.client(scope=tuple(SCOPE.split()), grant_types=grants)
    visitor = Visitor(site)
    begun = visitor.begin(client, scope=SCOPE, prompt="consent")
    tokens = redeem(visitor, begun, visitor.code_for(begun, person)).json
    found = Held(visitor=visitor, client=client, person=person, refresh=tokens["refresh_token"])
    assert found.told()["org_code"] == place
    return found


def test_tokens_of_a_post_outlive_a_new_name_and_a_successor_under_the_old_code(
    site: Site, officials: Officials
) -> None:
    """Old codes stay valid (Resolution 202/2025): officials work on under theirs."""
    before = held(site, DEPARTMENT.code)
    alone(officials)
    with site.provider.unit(TEST_ORIGIN) as unit:
        organisations.rename(DEPARTMENT.code, "Cục Thuế mới", unit.administration)
        unit.commit()
    assert before.told()["org_code"] == DEPARTMENT.code
    closed(officials, DEPARTMENT.code, "G06")
    assert before.told()["org_code"] == DEPARTMENT.code
    assert before.account().organisations[0]["org_path"] == ["G06"]


def test_what_ends_without_a_successor_leaves_no_post_and_no_token_of_it(
    site: Site, officials: Officials
) -> None:
    """administration.md: what hangs on posts ends the same minute (I-05)."""
    before = held(site, OFFICE.code)
    closed(alone(officials), OFFICE.code, None)
    assert before.refreshed()["error"] == "invalid_grant"
    (event,) = site.events("organisation_ended")
    assert event["details"]["posts"] == 1
