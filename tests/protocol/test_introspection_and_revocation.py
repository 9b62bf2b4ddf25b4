"""Asking about a token, and giving one back (RFC 7662, RFC 7009)."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from idp.protocol.client import Client
from idp.protocol.context import Context
from idp.protocol.errors import ProtocolError
from idp.protocol.parameters import Parameters
from idp.protocol.tokens.introspection import INACTIVE, introspect
from idp.protocol.tokens.revocation import revoke
from tests.support.builders import HUB, World, a_client, a_person, a_public_client, a_world, fields
from tests.support.rulebook import ISSUER, NOW

B, P = a_client(), a_public_client()
HUB_SERVER = replace(B, client_id="hub")
SENDER = replace(B, audiences=(HUB.uri,), grant_types=("client_credentials",), scopes=HUB.scopes)
OTHER = replace(B, client_id="c")


def _read(world: World, client: Client, token: object) -> Mapping[str, object]:
    body, header = world.proven(client, token=str(token))
    return introspect(body, header, world.context)


def _revoke(world: World, client: Client, token: object) -> None:
    body, header = world.proven(client, token=str(token), token_type_hint="nonsense")
    revoke(body, header, world.context)


def test_a_client_reads_the_state_of_its_own_tokens() -> None:
    """RFC 7662 §2.2."""
    world = a_world()
    answer = world.tokens(B)
    access, refresh = (_read(world, B, answer[f"{kind}_token"]) for kind in ("access", "refresh"))
    assert access == {
        "active": True,
        "token_type": "Bearer",
        **world.claims_of(answer["access_token"], "at+jwt"),
    }
    assert refresh == {
        "active": True,
        "iss": ISSUER,
        "sub": access["sub"],
        "client_id": "b",
        "scope": "openid profile",
        "iat": NOW,
        "exp": NOW + 12 * 3600,
    }


def test_the_owner_of_an_audience_reads_tokens_meant_for_it() -> None:
    """Settled, audience: a machine's token as well."""
    world = a_world(SENDER, HUB_SERVER, OTHER)
    token = world.ask(SENDER, grant_type="client_credentials")["access_token"]
    assert _read(world, HUB_SERVER, token)["client_id"] == "b"
    assert _read(world, OTHER, token) == INACTIVE
    world.stores.clients.put(replace(SENDER, disabled=True))
    assert _read(world, HUB_SERVER, token) == INACTIVE


def test_ui_02_everybody_else_reads_the_same_as_for_nonsense() -> None:
    """UI-02, I-07: exactly `{"active": false}`."""
    world = a_world(B, OTHER, HUB_SERVER)
    answer = world.tokens(B)
    for client in (OTHER, HUB_SERVER):
        for token in (*answer.values(), "nonsense", "a.b.c"):
            assert _read(world, client, token) == {"active": False}
    assert _read(world, B, answer["id_token"]) == {"active": False}


def test_ui_02_nobody_reads_without_credentials() -> None:
    """UI-02, RFC 7662 §2.1: a public client has none."""
    world = a_world(B, P)
    for body in (fields(token="x"), fields(token="x", client_id="p")):
        with pytest.raises(ProtocolError, match="invalid_client"):
            introspect(body, None, world.context)
    body, header = world.proven(B)
    with pytest.raises(ProtocolError, match="invalid_request"):
        introspect(body, header, world.context)


def test_a_dead_refresh_token_is_inactive() -> None:
    """RFC 7662 §2.2: spent, expired, ended, or its person frozen."""
    client = replace(B, client_id="q")
    world = a_world(client, P)
    token = world.tokens(client)["refresh_token"]
    assert _read(world.at(12 * 3600 - 1), client, token)["active"] is True
    assert _read(world.at(12 * 3600), client, token) == INACTIVE
    world.stores.people.put(replace(a_person(), active=False))
    assert _read(world, client, token) == INACTIVE
    world.stores.people.put(a_person())
    world.stores.grants.end_of_account("u1", "lock", NOW)
    assert _read(world, client, token) == INACTIVE


def test_a_spent_refresh_token_is_inactive() -> None:
    """RFC 7662 §2.2: an app that became confidential still sees its rotated ones as dead."""
    world = a_world(P)
    token = world.tokens(P)["refresh_token"]
    world.refresh(P, token)
    world.stores.clients.put(replace(B, client_id="p"))
    assert _read(world, replace(B, client_id="p"), token) == INACTIVE


def test_revoking_an_access_token_ends_only_that_one() -> None:
    """RFC 7009 §2.1, Settled."""
    world = a_world()
    answer = world.tokens(B)
    again = world.refresh(B, answer["refresh_token"])
    _revoke(world, B, answer["access_token"])
    _revoke(world, B, answer["access_token"])
    assert _read(world, B, answer["access_token"]) == INACTIVE
    assert _read(world, B, again["access_token"])["active"] is True
    assert world.events.count("token_revoked") == 1


def test_revoking_a_refresh_token_ends_its_whole_grant() -> None:
    """RFC 7009 §2.1: also for an app, which only names itself."""
    world = a_world(P, B)
    answer = world.tokens(P)
    _revoke(world, P, answer["refresh_token"])
    _revoke(world, P, answer["refresh_token"])
    with pytest.raises(ProtocolError, match="invalid_grant"):
        world.refresh(P, answer["refresh_token"])
    assert world.events[3:] == ["token_revoked", "grant_ended"]


def test_ui_03_nobody_revokes_the_token_of_another_client() -> None:
    """UI-03: no effect and no oracle."""
    world = a_world(B, OTHER)
    answer = world.tokens(B)
    for token in (*answer.values(), "nonsense"):
        _revoke(world, OTHER, token)
    assert _read(world, B, answer["access_token"])["active"] is True
    assert _read(world, B, answer["refresh_token"])["active"] is True
    assert "token_revoked" not in world.events


def test_a_token_of_ours_that_lacks_its_name_revokes_nothing() -> None:
    """I-04."""
    world = a_world()
    signer = world.context.custody.signer
    for claims in ({"jti": 1}, {}):
        whole = {"iss": ISSUER, "client_id": "b", "iat": NOW, "exp": NOW + 9, **claims}
        _revoke(world, B, signer.sign(whole, typ="at+jwt", algorithm="ES256", now=NOW))
    forged = {"iss": "https://other.example.vn", "client_id": "b", "iat": NOW, "exp": NOW + 9}
    forged["jti"] = "x"
    _revoke(world, B, signer.sign(forged, typ="at+jwt", algorithm="ES256", now=NOW))
    endless = {"iss": ISSUER, "client_id": "b", "iat": NOW, "jti": "x"}
    _revoke(world, B, signer.sign(endless, typ="at+jwt", algorithm="ES256", now=NOW))
    assert world.stores.tables.denied == {}


@pytest.mark.parametrize("ask", [introspect, revoke])
def test_a_repeated_parameter_is_refused(
    ask: Callable[[Parameters, str | None, Context], object],
) -> None:
    """AZ-04, RFC 6749 §3.2."""
    world = a_world()
    body, header = world.proven(B, token="x")
    with pytest.raises(ProtocolError, match="invalid_request"):
        ask(replace(body, repeated=frozenset({"token"})), header, world.context)
