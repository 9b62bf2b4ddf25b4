"""What a grant carries of an official's post ends with the post, and with the role (RT-04)."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from idp.protocol.errors import BearerError, ProtocolError
from idp.protocol.userinfo import userinfo
from tests.support.builders import World, a_client, a_person, a_world

CLIENT = replace(a_client(), scopes=("openid", "organisation"))
POST = {"org_code": "G01", "org_name": "Bộ A", "post": "Chuyên viên", "org_role": ["clerk", "head"]}
OTHER = {"org_code": "G02", "org_name": "Sở B", "post": "Chuyên viên"}
LESS = {**POST, "org_role": ["clerk"]}
RENAMED = {**POST, "org_name": "Bộ A và B", "org_role": ["head", "clerk", "auditor"]}


def _hold(world: World, *posts: Mapping[str, object]) -> None:
    world.stores.people.put(replace(a_person(), organisations=posts))


def _world() -> World:
    world = a_world(CLIENT)
    _hold(world, POST)
    return world


@pytest.mark.parametrize("left", [(), (OTHER,), (LESS,)])
def test_rt_04_a_grant_ends_with_the_post_or_role_it_carries(
    left: tuple[Mapping[str, object], ...],
) -> None:
    """What ends what: post or role ended, at every endpoint at once."""
    world = _world()
    code = world.code(CLIENT, scope="openid organisation")
    tokens = world.tokens(CLIENT, scope="openid organisation")
    assert userinfo(str(tokens["access_token"]), world.context)["post"] == "Chuyên viên"
    _hold(world, *left)
    with pytest.raises(ProtocolError, match="invalid_grant"):
        world.redeem(CLIENT, code)
    with pytest.raises(ProtocolError, match="invalid_grant"):
        world.refresh(CLIENT, tokens["refresh_token"])
    with pytest.raises(BearerError, match="invalid_token"):
        userinfo(str(tokens["access_token"]), world.context)


@pytest.mark.parametrize("held", [(POST,), (OTHER, POST), (RENAMED,)])
def test_another_post_or_a_new_name_ends_nothing(held: tuple[Mapping[str, object], ...]) -> None:
    world = _world()
    tokens = world.tokens(CLIENT, scope="openid organisation")
    _hold(world, *held)
    assert "access_token" in world.refresh(CLIENT, tokens["refresh_token"])


def test_a_grant_that_carries_no_post_outlives_it() -> None:
    world = _world()
    tokens = world.tokens(CLIENT, scope="openid")
    _hold(world)
    assert "access_token" in world.refresh(CLIENT, tokens["refresh_token"])


def test_a_person_who_is_gone_holds_no_post() -> None:
    """Fails closed."""
    world = _world()
    code = world.code(CLIENT, scope="openid organisation")
    world.stores.people.put(replace(a_person(), active=False, organisations=()))
    with pytest.raises(ProtocolError, match="invalid_grant"):
        world.redeem(CLIENT, code)


def test_a_refresh_without_the_scope_gives_a_token_without_the_post() -> None:
    """RFC 6749 §6: narrower means narrower in the token as well."""
    world = _world()
    token = world.tokens(CLIENT, scope="openid organisation")["refresh_token"]
    for scope, told in (("openid", None), ("openid organisation", "G01")):
        answer = world.refresh(CLIENT, token, scope=scope)
        assert world.claims_of(answer["access_token"], "at+jwt").get("org_code") == told
