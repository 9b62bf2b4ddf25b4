"""Every console route × every role, on the running application (AD-01): the table, and no more."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest

from idp.administration.permissions import PERMISSIONS, reaches
from idp.administration.ports import HeldRole, RoleName
from idp.administration.role_changes import ROLES
from idp.identity.data_requests import DataRequest
from idp.identity.ports import Post
from idp.web.console.areas import AREAS
from idp.web.console.routes import CONSOLE_ROUTES, OfficialRoute
from tests.support.officials import Officials, officials_of
from tests.support.seated import seated
from tests.support.site import TEST_ORIGIN, open_site
from tests.support.visitor import Answer, Visitor

NOBODY = "0" * 32  # the id of nothing
CALLS = [(route, method) for route in CONSOLE_ROUTES for method in route.methods]
HELD: list[tuple[RoleName, str | None]] = [
    *((role, None) for role in ROLES),
    *((role, "G12") for role in ROLES if role != "national_administrator"),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A site with one object of each kind that a page shows, all of them at G12."""

    officials: Officials
    objects: Mapping[str, str]


@pytest.fixture(scope="module", name="world")
def _world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    opened = open_site(tmp_path_factory.mktemp("console"))
    officials = officials_of(opened)
    account = officials.person("clerk")
    with opened.provider.unit(TEST_ORIGIN) as unit:
        post = Post(organisation="G12", title="Văn thư", since=0)
        unit.identity.accounts.add_post(account, post)
        asked = DataRequest(
            id="1" * 32, account_id=account, kind="correct", told="Sai", asked_at=unit.identity.now
        )
        unit.identity.data_requests.add(asked)
        unit.commit()
    objects = {
        "proposal": officials.proposed_grant("clerk", "helpdesk", "G12"),
        "account": account,
        "request": asked.id,
        "organisation": "G12",
        "client": opened.client(organisation="G12").id,
        "part": "record",
    }
    yield World(officials=officials, objects=objects)
    opened.provider.close()


def _call(world: World, visitor: Visitor, route: OfficialRoute, method: str) -> Answer:
    """The route with its object; a form without its token, so that nothing ever happens."""
    path = re.sub(r"<(\w+)>", lambda name: world.objects.get(name[1], NOBODY), route.path)
    if method == "POST":
        return visitor.open(path, method, data={"csrf": ""}, headers={"Origin": visitor.issuer})
    return visitor.open(f"{path}?ground=support")


def test_every_route_of_the_console_has_its_row_and_its_act(world: World) -> None:
    running = {
        (rule.rule, method)
        for rule in world.officials.site.application.url_map.iter_rules()
        if rule.rule.startswith("/console")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert running == {(route.path, method) for route, method in CALLS}
    assert {route.act for route in CONSOLE_ROUTES} - {None} <= set(PERMISSIONS)
    assert [route.path for route in CONSOLE_ROUTES if route.act is None] == ["/console"]


def test_no_act_of_the_operator_alone_has_a_door_here() -> None:
    """Broken glass and its like."""
    acts = {route.act for route in CONSOLE_ROUTES if route.act is not None}
    assert all(PERMISSIONS[act].roles for act in acts)


def test_every_area_leads_to_a_page_with_the_same_act() -> None:
    acts = {route.path: route.act for route in CONSOLE_ROUTES if "GET" in route.methods}
    assert {area.path: area.act for area in AREAS}.items() <= acts.items()


@pytest.mark.parametrize(("role", "place"), HELD)
def test_a_role_enters_what_its_acts_reach_and_nothing_else(
    world: World, role: RoleName, place: str | None
) -> None:
    """AD-01, AD-02: what is not theirs is told as what does not exist."""
    account_id = world.officials.give(f"{role}.{place}", role, place)
    held = HeldRole(account_id=account_id, role=role, organisation=place, since=0, until=None)
    visitor = seated(world.officials.site, account_id)
    for route, method in CALLS:
        is_theirs = route.act is None or reaches([held], route.act)
        let_in = 403 if method == "POST" else 200  # the form lacks its token
        answer = _call(world, visitor, route, method)
        assert answer.status_code == (let_in if is_theirs else 404), (route.path, method)


def test_a_role_elsewhere_sees_nothing_of_what_is_here(world: World) -> None:
    """AD-02: objects of G12, asked for by those in charge of G13, and objects of nobody."""
    nothing = World(officials=world.officials, objects={"organisation": "G99"})
    shown = [
        route
        for route, method in CALLS
        if method == "GET"
        and "<" in route.path
        and (route.act is None or PERMISSIONS[route.act].scope != "anywhere")
    ]
    for role, _place in (one for one in HELD if one[1] is not None):
        account_id = world.officials.give(f"{role}.G13", role, "G13")
        visitor = seated(world.officials.site, account_id)
        for route in shown:
            here = _call(world, visitor, route, "GET")
            nowhere = _call(nothing, visitor, route, "GET")
            assert here.status_code == nowhere.status_code == 404, route.path
            assert here.text == nowhere.text


def test_who_has_no_role_finds_nothing_at_all(world: World) -> None:
    site = world.officials.site
    clerk = seated(site, world.officials.person("clerk"))
    citizen = seated(site, site.person("citizen").account_id, kind="citizen")
    late = world.officials.give("late", "auditor", until=site.clock.now())
    soon = world.officials.give("soon", "auditor", since=site.clock.now() + 1)
    for visitor in (clerk, citizen, seated(site, late), seated(site, soon)):
        for route, method in CALLS:
            assert _call(world, visitor, route, method).status_code == 404, (route.path, method)


def test_nobody_is_led_to_the_sign_in_wherever_they_knock(world: World) -> None:
    for route, method in CALLS:
        answer = _call(world, Visitor(world.officials.site), route, method)
        assert answer.status_code == 303, (route.path, method)
        assert answer.headers["Location"].startswith("/sign-in/")


def test_a_weak_sign_in_is_made_stronger_before_anything_is_shown(world: World) -> None:
    account_id = world.officials.give("weak", "auditor")
    visitor = seated(world.officials.site, account_id, factors=("password", "totp"))
    for route, method in CALLS:
        if route.act is None or "auditor" in PERMISSIONS[route.act].roles:
            answer = _call(world, visitor, route, method)
            assert answer.status_code == 403, (route.path, method)
            assert "make-passkey" in answer.text
