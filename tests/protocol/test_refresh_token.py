"""Refresh: never more than was granted; a stolen token ends its family (RFC 9700 §4.14)."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from idp.protocol.client import Client
from idp.protocol.errors import ProtocolError
from idp.protocol.grants import exchange
from idp.protocol.ports import RefreshHash, RefreshToken
from tests.support.builders import (
    HUB,
    World,
    a_client,
    a_person,
    a_public_client,
    a_world,
    winners,
)
from tests.support.memory_protocol import MemoryGrants, MemoryRefreshTokens
from tests.support.rulebook import NOW

B, P = a_client(), a_public_client()
DAY = 86_400
OFFLINE = {"scope": "openid offline_access", "prompt": "consent"}


def _refused(world: World, token: object, code: str = "invalid_grant", **changes: str) -> bool:
    """Whether B's refresh is refused with this code."""
    with pytest.raises(ProtocolError) as refused:
        world.refresh(B, token, **changes)
    return refused.value.code == code


def test_a_confidential_clients_token_stays_and_gives_fresh_tokens() -> None:
    """Settled, refresh: bound to client authentication, not rotated."""
    world = a_world()
    token = world.tokens(B)["refresh_token"]
    for seconds in (10, 20):
        again = world.at(seconds).refresh(B, token)
        assert "refresh_token" not in again
        claims = world.claims_of(again["id_token"], "JWT")
        assert (claims["iat"], claims["auth_time"]) == (NOW + seconds, NOW - 60)
        assert "nonce" not in claims
    assert world.events[3:] == ["tokens_issued"] * 2


def test_a_public_clients_token_is_exchanged_at_every_use() -> None:
    """Settled, refresh: rotated strictly."""
    world = a_world(P)
    first = world.tokens(P)["refresh_token"]
    second = world.refresh(P, first)["refresh_token"]
    third = world.refresh(P, second)["refresh_token"]
    assert len({first, second, third}) == 3


def test_rt_01_a_rotated_token_that_comes_back_ends_the_family_and_the_person_is_told() -> None:
    """RT-01, RFC 9700 §4.14.2."""
    world = a_world(P)
    old = world.tokens(P)["refresh_token"]
    new = world.refresh(P, old)["refresh_token"]
    for token in (old, new, old):
        with pytest.raises(ProtocolError, match="invalid_grant"):
            world.refresh(P, token)
    assert world.events[4:] == ["refresh_reuse", "grant_ended"]
    assert world.stores.notices == [("u1", "refresh_reuse", {"client": "p"})]


def test_rt_02_of_many_refreshes_at_once_at_most_one_succeeds() -> None:
    """RT-02: and no token of the family lives on."""
    world = a_world(P)
    token = world.tokens(P)["refresh_token"]
    assert winners(lambda: _refreshes(world, token)) <= 1
    assert world.events.count("refresh_reuse") == 1
    assert len(world.stores.notices) == 1
    assert all(grant.ended_at is not None for grant in world.stores.tables.grants.values())


def _refreshes(world: World, token: object) -> bool:
    try:
        world.refresh(P, token)
    except ProtocolError as error:
        assert error.code == "invalid_grant"
        return False
    return True


def test_rt_03_another_client_cannot_use_it_nor_harm_it() -> None:
    """RT-03."""
    world = a_world(B, P)
    token = world.tokens(P)["refresh_token"]
    assert _refused(world, token)
    assert _refused(world, "unknown")
    assert "access_token" in world.refresh(P, token)


def test_rt_03_a_refresh_never_widens_the_scope() -> None:
    """RT-03, RFC 6749 §6."""
    world = a_world()
    token = world.tokens(B)["refresh_token"]
    assert _refused(world, token, "invalid_scope", scope="openid email")
    assert world.refresh(B, token, scope="openid")["scope"] == "openid"
    assert world.refresh(B, token)["scope"] == "openid profile"


def test_rt_03_a_refresh_keeps_to_the_audience_of_its_grant() -> None:
    """RT-03, RFC 8707 §2.2."""
    client = replace(B, audiences=(HUB.uri,), scopes=("openid", "documents.send"))
    world = a_world(client)
    token = world.tokens(client, scope="openid documents.send", resource=HUB.uri)["refresh_token"]
    assert _refused(world, token, "invalid_target", resource="https://other.example.vn")
    assert _refused(world, token, "invalid_target", resource=world.context.issuer)
    for changes in ({}, {"resource": HUB.uri}):
        answer = world.refresh(client, token, **changes)
        assert world.claims_of(answer["access_token"], "at+jwt")["aud"] == HUB.uri
    body, header = world.proven(client, grant_type="refresh_token", refresh_token=str(token))
    with pytest.raises(ProtocolError, match="invalid_target"):
        exchange(replace(body, repeated=frozenset({"resource"})), header, world.context)
    world.stores.clients.put(replace(client, audiences=()))
    assert _refused(world, token, "invalid_target")


def test_rt_03_a_refresh_for_the_issuer_may_name_it() -> None:
    """RFC 8707 §2.2."""
    world = a_world()
    token = world.tokens(B)["refresh_token"]
    assert "access_token" in world.refresh(B, token, resource=world.context.issuer)


def _sign_out(world: World) -> None:
    world.stores.grants.end_of_session("session-1", keep_offline=True, reason="sign_out", at=NOW)


def _change_password(world: World) -> None:
    world.stores.grants.end_of_account("u1", "password_changed", NOW)


def _withdraw(world: World) -> None:
    world.stores.grants.end_of_client_and_account("b", "u1", "consent_withdrawn", NOW)


def _freeze(world: World) -> None:
    world.stores.people.put(replace(a_person(), active=False))


@pytest.mark.parametrize("end", [_sign_out, _change_password, _withdraw, _freeze])
def test_rt_04_what_the_token_hung_on_has_ended(end: Callable[[World], object]) -> None:
    """RT-04, I-05: at once."""
    world = a_world()
    token = world.tokens(B)["refresh_token"]
    end(world)
    assert _refused(world, token)


def test_rt_04_a_disabled_client_is_no_client() -> None:
    """RT-04."""
    world = a_world()
    token = world.tokens(B)["refresh_token"]
    world.stores.clients.put(replace(B, disabled=True))
    assert _refused(world, token, "invalid_client")


def test_rt_04_offline_access_outlives_the_session() -> None:
    """OIDC Core §11."""
    world = a_world()
    token = world.tokens(B, **OFFLINE)["refresh_token"]
    _sign_out(world)
    assert "access_token" in world.refresh(B, token)


class _EndsAfterReading(MemoryRefreshTokens):
    """The grant ends between the reading and the writing."""

    def find(self, token: RefreshHash) -> RefreshToken | None:
        found = super().find(token)
        if found is not None:
            MemoryGrants(self._tables).end(found.grant.id, "sign_out", NOW)
        return found


@pytest.mark.parametrize("client", [B, P])
def test_rt_04_a_grant_that_ends_in_this_very_moment_gives_nothing(client: Client) -> None:
    """I-05: the statement that spends or keeps the token looks at the grant again."""
    world = a_world(client)
    tokens = _EndsAfterReading(world.stores.tables)
    world = replace(world, context=replace(world.context, refresh_tokens=tokens))
    token = world.tokens(client)["refresh_token"]
    with pytest.raises(ProtocolError, match="invalid_grant"):
        world.refresh(client, token)
    assert world.events[3:] == []
    assert world.stores.notices == []


def test_without_offline_access_it_ends_with_the_session() -> None:
    """Settled, refresh: the session's absolute end."""
    world = a_world()
    token = world.tokens(B)["refresh_token"]
    assert "access_token" in world.at(12 * 3600 - 1).refresh(B, token)
    assert _refused(world.at(12 * 3600), token)


def test_offline_access_ends_after_a_week_without_use_and_after_thirty_days() -> None:
    """Settled, refresh: 7 days idle, 30 days absolute."""
    world = a_world()
    token, unused = (world.tokens(B, **OFFLINE)["refresh_token"] for _ in range(2))
    assert _refused(world.at(7 * DAY), unused)
    for day in (6, 12, 18, 24, 29):
        assert "access_token" in world.at(day * DAY).refresh(B, token)
    assert _refused(world.at(30 * DAY), token)
