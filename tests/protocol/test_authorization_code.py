"""A code: made for one client, one browser, one minute, and one use (RFC 6749 §4.1.2, §4.1.3)."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from idp.protocol.authorization.code import issue
from idp.protocol.client import Client
from idp.protocol.errors import ProtocolError
from idp.protocol.grants import exchange
from idp.protocol.ports import CodeGrant, CodeHash
from idp.protocol.tokens.introspection import introspect
from tests.support.builders import (
    HUB,
    VERIFIER,
    World,
    a_client,
    a_consent,
    a_key_client,
    a_person,
    a_public_client,
    a_request,
    a_world,
    an_authentication,
    winners,
)
from tests.support.memory_protocol import MemoryCodes
from tests.support.rulebook import CALLBACK, ISSUER, NOW

B, P = a_client(), a_public_client()
C = replace(B, client_id="c")
AT_HUB = replace(B, audiences=(HUB.uri,), scopes=("openid", "documents.send"))


def _refusal(world: World, code: str, **changes: str) -> str:
    """How the token endpoint refuses this code to B."""
    with pytest.raises(ProtocolError) as refused:
        world.redeem(B, code, **changes)
    return refused.value.code


def _alive(world: World, token: object) -> bool:
    """Whether B reads an access token as active."""
    body, header = world.proven(B, token=str(token))
    return introspect(body, header, world.context)["active"] is True


def test_a_code_opens_the_grant_that_the_person_gave() -> None:
    """RFC 6749 §5.1, OIDC Core §3.1.3.3."""
    world = a_world()
    answer = world.tokens(B)
    assert answer.keys() >= {"access_token", "id_token", "refresh_token"}
    assert (answer["token_type"], answer["expires_in"]) == ("Bearer", 300)
    assert answer["scope"] == "openid profile"
    assert world.events == ["code_issued", "code_redeemed", "tokens_issued"]


def test_a_client_without_the_refresh_grant_gets_no_refresh_token() -> None:
    client = replace(B, grant_types=("authorization_code",))
    assert "refresh_token" not in a_world(client).tokens(client)


def test_without_openid_there_is_no_id_token() -> None:
    """OIDC Core §3.1.2.1: it is OAuth then."""
    world = a_world()
    assert "id_token" not in world.tokens(B, scope="profile", nonce="")


def test_no_code_is_issued_to_an_account_that_may_not_sign_in() -> None:
    """I-05: frozen, or erased, between the sign-in and the code."""
    world = a_world()
    request = a_request(world.context, client_id="b")
    _freeze(world)
    for _reason in ("frozen", "erased"):
        with pytest.raises(ProtocolError, match="access_denied"):
            issue(request, an_authentication(), a_consent(request), world.context)
        world.stores.tables.people.clear()
    assert world.events == []


def test_tk_01_a_code_is_refused_the_second_time_and_takes_its_tokens_along() -> None:
    """TK-01, RFC 6749 §4.1.2."""
    world = a_world()
    code = world.code(B)
    first = world.redeem(B, code)
    assert _alive(world, first["access_token"])
    assert _refusal(world, code) == "invalid_grant"
    assert not _alive(world, first["access_token"])
    with pytest.raises(ProtocolError, match="invalid_grant"):
        world.refresh(B, first["refresh_token"])
    assert _refusal(world, code) == "invalid_grant"
    assert world.events[3:] == ["code_replay", "grant_ended"]


def test_tk_01_a_replay_by_another_client_counts_as_well() -> None:
    """Conflicts 3: whoever shows it, somebody has stolen it."""
    world = a_world(B, P)
    code = world.code(B)
    first = world.redeem(B, code)
    with pytest.raises(ProtocolError, match="invalid_grant"):
        world.redeem(P, code)
    assert not _alive(world, first["access_token"])


@pytest.mark.parametrize("thief", [P, C])
def test_tk_03_a_code_shown_by_another_client_is_dead_for_its_own(thief: Client) -> None:
    """TK-03, Conflicts 4."""
    world = a_world(B, P, C)
    code = world.code(B)
    with pytest.raises(ProtocolError, match="invalid_grant"):
        world.redeem(thief, code)
    assert world.events == ["code_issued", "code_misuse"]
    assert _refusal(world, code) == "invalid_grant"
    assert world.events == ["code_issued", "code_misuse", "grant_ended"]


def test_tk_03_a_failed_client_authentication_leaves_the_code_alone() -> None:
    """Conflicts 9."""
    world = a_world(B, a_key_client())
    code = world.code(B)
    with pytest.raises(ProtocolError, match="invalid_client"):
        world.ask(a_key_client(), grant_type="authorization_code", code=code)
    assert "access_token" in world.redeem(B, code)


def _sign_out(world: World) -> None:
    world.stores.grants.end_of_session("session-1", keep_offline=True, reason="sign_out", at=NOW)


def _withdraw(world: World) -> None:
    world.stores.grants.end_of_client_and_account("b", "u1", "consent_withdrawn", NOW)


def _freeze(world: World) -> None:
    world.stores.people.put(replace(a_person(), active=False))


@pytest.mark.parametrize("end", [_sign_out, _withdraw, _freeze])
def test_tk_04_a_code_does_not_outlive_what_it_hangs_on(end: Callable[[World], object]) -> None:
    """TK-04, I-05."""
    world = a_world()
    code = world.code(B)
    end(world)
    assert _refusal(world, code) == "invalid_grant"


@pytest.mark.parametrize("seconds", [60, 61, 86_400])
def test_tk_04_a_code_is_refused_after_a_minute(seconds: int) -> None:
    """TK-04; the last good second is the 59th."""
    world = a_world()
    code = world.code(B)
    assert _refusal(world.at(seconds), code) == "invalid_grant"
    assert "access_token" in world.at(59).redeem(B, code)


@pytest.mark.parametrize("grant_type", ["password", "implicit", "urn:x", "AUTHORIZATION_CODE"])
def test_tk_05_only_grant_types_of_the_table_are_served(grant_type: str) -> None:
    """TK-05."""
    with pytest.raises(ProtocolError, match="unsupported_grant_type"):
        a_world().ask(B, grant_type=grant_type)


def test_tk_05_a_request_without_its_parameters_is_told_so() -> None:
    """RFC 6749 §5.2."""
    world = a_world()
    for values in ({}, {"grant_type": "authorization_code"}, {"grant_type": "refresh_token"}):
        with pytest.raises(ProtocolError, match="invalid_request"):
            world.ask(B, **values)


def test_a_client_uses_its_registered_grant_types_only() -> None:
    """RFC 7591 §2."""
    with pytest.raises(ProtocolError, match="unauthorized_client"):
        a_world().ask(B, grant_type="client_credentials")


@pytest.mark.parametrize("uri", ["", "https://portal.example.vn/other", "https://evil.example/"])
def test_ru_05_the_token_endpoint_wants_the_same_redirect_uri(uri: str) -> None:
    """RU-05, RFC 6749 §4.1.3."""
    world = a_world()
    code = world.code(B)
    assert _refusal(world, code, redirect_uri=uri) == "invalid_grant"
    assert _refusal(world, code) == "invalid_grant"
    assert "code_misuse" in world.events


@pytest.mark.parametrize("verifier", ["", "x" * 43, VERIFIER[:-1], VERIFIER * 3, "é" * 43])
def test_pk_03_a_wrong_verifier_kills_the_code(verifier: str) -> None:
    """PK-03, RFC 7636 §4.6."""
    world = a_world()
    code = world.code(B)
    assert _refusal(world, code, code_verifier=verifier) == "invalid_grant"
    assert _refusal(world, code) == "invalid_grant"


def test_pk_03_a_verifier_that_nobody_asked_for_kills_the_code() -> None:
    """PK-03, RFC 9700 §4.8.2: PKCE downgrade."""
    old = replace(B, profile="compatible")
    world = a_world(old)
    code = world.code(old, code_challenge="", code_challenge_method="")
    assert _refusal(world, code) == "invalid_grant"


def test_an_unknown_code_is_refused_without_a_trace() -> None:
    world = a_world()
    assert _refusal(world, "unknown") == "invalid_grant"
    assert world.events == []


def test_tk_02_of_many_who_show_one_code_at_most_one_gets_tokens() -> None:
    """TK-02: then the replay rule ends the grant; both events are there once."""
    world = a_world()
    code = world.code(B)
    assert winners(lambda: _redeems(world, code)) == 1
    assert world.events.count("code_redeemed") == 1
    assert world.events.count("code_replay") == 1
    assert world.events.count("grant_ended") == 1


class _ReadBefore(MemoryCodes):
    """Reads as they were before somebody else spent the code: the loser's view of a race."""

    def find(self, code: CodeHash) -> CodeGrant | None:
        found = super().find(code)
        return replace(found, spent_as=None) if found is not None else None


@pytest.mark.parametrize("verifier", [VERIFIER, "x" * 43])
def test_tk_02_who_loses_the_race_ends_the_grant(verifier: str) -> None:
    """TK-02: reading decides nothing, the one statement that spends the code does."""
    world = a_world()
    context = replace(world.context, codes=_ReadBefore(world.stores.tables))
    world = replace(world, context=context)
    code = world.code(B)
    world.redeem(B, code)
    assert _refusal(world, code, code_verifier=verifier) == "invalid_grant"
    assert world.events[3:] == ["code_replay", "grant_ended"]


def _redeems(world: World, code: str) -> bool:
    try:
        world.redeem(B, code)
    except ProtocolError as error:
        assert error.code == "invalid_grant"
        return False
    return True


def test_the_audience_of_the_request_is_the_audience_of_the_token() -> None:
    """RFC 8707 §2.2."""
    world = a_world(AT_HUB)
    answer = world.tokens(AT_HUB, scope="openid documents.send", resource=HUB.uri)
    claims = world.claims_of(answer["access_token"], "at+jwt")
    assert (claims["aud"], claims["scope"]) == (HUB.uri, "documents.send")


@pytest.mark.parametrize(("resource", "audience"), [(HUB.uri, HUB.uri), (ISSUER, ISSUER)])
def test_the_token_request_may_choose_another_registered_audience(
    resource: str, audience: str
) -> None:
    """Settled: `resource` of the token request comes first."""
    world = a_world(AT_HUB)
    code = world.code(AT_HUB, scope="openid documents.send", resource=HUB.uri)
    answer = world.redeem(AT_HUB, code, resource=resource)
    assert world.claims_of(answer["access_token"], "at+jwt")["aud"] == audience


@pytest.mark.parametrize("resource", ["https://unknown.example.vn", f"{HUB.uri}/"])
def test_an_unregistered_audience_is_refused_and_the_code_lives(resource: str) -> None:
    """RFC 8707 §2."""
    world = a_world(AT_HUB)
    code = world.code(AT_HUB)
    with pytest.raises(ProtocolError, match="invalid_target"):
        world.redeem(AT_HUB, code, resource=resource)
    assert "access_token" in world.redeem(AT_HUB, code)


def test_a_token_is_never_widened_to_the_issuer_when_its_audience_is_gone() -> None:
    """I-04, I-05: the client's registration for the audience ended meanwhile."""
    world = a_world(AT_HUB)
    code = world.code(AT_HUB, scope="openid documents.send", resource=HUB.uri)
    world.stores.clients.put(replace(AT_HUB, audiences=()))
    with pytest.raises(ProtocolError, match="invalid_target"):
        world.redeem(AT_HUB, code)


def test_several_audiences_are_refused() -> None:
    """RFC 8707 §2: an access token has exactly one here."""
    world = a_world(AT_HUB)
    body, header = world.proven(
        AT_HUB,
        grant_type="authorization_code",
        code=world.code(AT_HUB),
        redirect_uri=CALLBACK,
        code_verifier=VERIFIER,
    )
    with pytest.raises(ProtocolError, match="invalid_target"):
        exchange(replace(body, repeated=frozenset({"resource"})), header, world.context)
