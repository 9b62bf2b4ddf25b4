"""`private_key_jwt`: who signs, for whom, how long, and once (RFC 7523 §3, OIDC Core §9)."""

from dataclasses import replace

import pytest
from joserfc.jwk import ECKey

from idp.protocol.client import Client
from idp.protocol.client_attempt import Attempt
from idp.protocol.client_authentication import authenticate
from idp.protocol.client_authentication.assertion import assertion_is_right
from idp.protocol.context import Context
from idp.protocol.errors import ProtocolError
from idp.protocol.jose import read
from tests.support.builders import (
    World,
    a_key_client,
    a_world,
    an_assertion,
    assertion_claims,
    client_key,
    compact,
    fields,
    public_jwk,
    signed,
    winners,
)
from tests.support.rulebook import ISSUER, NOW

COMPATIBLE = replace(a_key_client(), profile="compatible")


def _reason(client: Client = COMPATIBLE, /, **changes: object) -> str | None:
    """Why the assertion with these changes proves nothing; None where it does."""
    return _judged(client, an_assertion(**changes)["client_assertion"], a_world(client).context)


def _judged(client: Client, text: str, context: Context) -> str | None:
    attempt = Attempt(method="private_key_jwt", client_id="a", assertion=read(text))
    return assertion_is_right(client, attempt, context)


@pytest.mark.parametrize("audience", [ISSUER, f"{ISSUER}/token", f"{ISSUER}/revoke"])
def test_an_assertion_is_for_the_issuer_or_an_endpoint(audience: str) -> None:
    """Client profiles: assertion `aud`."""
    assert _reason(a_key_client(), aud=audience) is None
    assert _reason(aud=audience) is None


def test_only_a_compatible_client_may_list_audiences() -> None:
    """Client profiles: assertion `aud`."""
    assert _reason(aud=["https://other.example.vn", ISSUER]) is None
    assert _reason(a_key_client(), aud=[ISSUER]) == "aud is not one string"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"iss": "b"}, "iss and sub are not the client"),
        ({"iss": None}, "iss and sub are not the client"),
        ({"sub": "b"}, "iss and sub are not the client"),
        ({"aud": None}, "aud is neither the issuer nor an endpoint"),
        ({"aud": f"{ISSUER}/"}, "aud is neither the issuer nor an endpoint"),
        ({"aud": "https://other.example.vn"}, "aud is neither the issuer nor an endpoint"),
        ({"aud": []}, "aud is neither the issuer nor an endpoint"),
        ({"aud": [1, {}]}, "aud is neither the issuer nor an endpoint"),
        ({"aud": {}}, "aud is neither the issuer nor an endpoint"),
        ({"exp": None}, "exp is missing, past or too far ahead"),
        ({"exp": NOW - 15}, "exp is missing, past or too far ahead"),
        ({"exp": NOW + 601}, "exp is missing, past or too far ahead"),
        ({"exp": str(NOW)}, "exp is missing, past or too far ahead"),
        ({"exp": True}, "exp is missing, past or too far ahead"),
        ({"exp": -1}, "exp is missing, past or too far ahead"),
        ({"exp": 1e300}, "exp is missing, past or too far ahead"),
        ({"nbf": NOW + 61}, "nbf is not a time in the past"),
        ({"nbf": "x"}, "nbf is not a time in the past"),
        ({"iat": NOW + 16}, "iat is not a time in the past"),
        ({"iat": []}, "iat is not a time in the past"),
        ({"jti": None}, "jti is missing or too long"),
        ({"jti": ""}, "jti is missing or too long"),
        ({"jti": "x" * 257}, "jti is missing or too long"),
        ({"jti": 7}, "jti is missing or too long"),
    ],
)
def test_ca_03_an_assertion_with_a_wrong_member_proves_nothing(
    changes: dict[str, object], reason: str
) -> None:
    """CA-03, JW-06."""
    assert _reason(**changes) == reason


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": NOW - 14},
        {"exp": NOW + 600},
        {"exp": NOW + 60.5},
        {"iat": NOW + 15},
        {"nbf": NOW + 15},
        {"iat": None},
        {"jti": "x" * 256},
    ],
)
def test_ca_03_other_clocks_may_be_a_little_wrong(changes: dict[str, object]) -> None:
    """Conflicts 7."""
    assert _reason(**changes) is None


def test_ca_04_only_the_clients_own_key_signs_for_it() -> None:
    """CA-04."""
    stranger = ECKey.generate_key("P-256", private=True)
    forged = an_assertion(stranger)["client_assertion"]
    context = a_world(a_key_client()).context
    assert _judged(a_key_client(), forged, context) == "the signature is not the client's"


@pytest.mark.parametrize("algorithm", ["HS256", "ES384", "none", "RS256"])
def test_ca_04_only_a_registered_algorithm_counts(algorithm: str) -> None:
    """CA-04, JW-02."""
    token = compact({"alg": algorithm, "kid": "a-1"}, assertion_claims(), b"x" * 64)
    context = a_world(a_key_client()).context
    assert _judged(a_key_client(), token, context) == "the signature is not the client's"


def test_jw_03_a_header_that_brings_a_key_is_not_read() -> None:
    """JW-03: nobody is asked for keys."""
    world = a_world(a_key_client())
    token = compact({"alg": "ES256", "jku": "https://evil.example"}, assertion_claims())
    reason = _judged(a_key_client(), token, world.context)
    assert reason == "not a compact JWS of a plain header"
    assert world.stores.client_keys.asked == []


def test_a_published_key_is_asked_for_by_its_name() -> None:
    """OIDC Core §10.1.1: rotation."""
    world = a_world(a_key_client())
    world.stores.client_keys.publish("a", {"keys": [public_jwk(client_key(), kid="a-2")]})
    for kid, asked in (({"kid": "a-2"}, "a-2"), ({}, None)):
        token = signed(assertion_claims(jti=str(asked)), client_key(), **kid)
        assert _judged(a_key_client(), token, world.context) is None
    assert world.stores.client_keys.asked == [("a", "a-2"), ("a", None)]


def _accepted(world: World) -> bool:
    try:
        authenticate(fields(**an_assertion()), None, world.context)
    except ProtocolError as error:
        assert error.code == "invalid_client"
        return False
    return True


def test_ca_02_an_assertion_counts_once() -> None:
    """CA-02: in sequence, until it has expired for good."""
    world = a_world(a_key_client())
    assert [_accepted(world), _accepted(world), _accepted(world.at(74))] == [True, False, False]
    assert world.events == ["assertion_replay", "client_authentication_failed"] * 2
    assert not _accepted(world.at(75))
    assert world.events[4:] == ["client_authentication_failed"]


def test_ca_02_an_assertion_refused_for_another_reason_is_not_used_up() -> None:
    """The replay guard is asked last."""
    world = a_world(a_key_client())
    text = an_assertion(aud="https://other.example.vn")["client_assertion"]
    assert _judged(a_key_client(), text, world.context) is not None
    assert _accepted(world)


def test_ca_02_of_many_at_once_one_is_accepted() -> None:
    """CA-02: in parallel."""
    world = a_world(a_key_client())
    assert winners(lambda: _accepted(world)) == 1
