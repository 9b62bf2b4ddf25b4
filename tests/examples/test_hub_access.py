"""The hub's gate against tokens that the provider would never make, or made for somebody else."""

import time
from typing import Any

import pytest

from examples.document_hub.access import Gate, Refusal, bearer_token
from tests.examples.conftest import HUB
from tests.examples.issuer import Running, a_key, unsigned

SEND = "documents.send"
NOW = int(time.time())


def refusal(gate: Gate, token: str | None, scope: str = SEND) -> Refusal:
    """What the gate says to a token that it must refuse."""
    with pytest.raises(Refusal) as caught:
        gate.admit(token, scope)
    return caught.value


def test_a_clerk_with_a_good_token_is_admitted(gate: Gate, running: Running) -> None:
    caller = gate.admit(running.issuer.access_token(HUB), SEND)
    assert (caller.agency, caller.agency_name) == ("H01.02", "Sở Tư pháp")


def test_a_machine_is_admitted_without_a_level(gate: Gate, running: Running) -> None:
    token = running.issuer.access_token(HUB, sub="hub-client", acr=None, auth_time=None, amr=None)
    assert gate.admit(token, SEND).subject == "hub-client"


@pytest.mark.parametrize(
    "changes",
    [
        {"act": {"sub": "clerk"}, "on_behalf_of": {"type": "organisation", "org_code": "H01"}},
        {"act": {"sub": "clerk"}},
        {"on_behalf_of": None, "act": {}},
    ],
)
def test_nobody_sends_documents_for_somebody_else(
    gate: Gate, running: Running, changes: dict[str, Any]
) -> None:
    """RFC 8693 §4.1: a service that does not take mandates refuses them, and never ignores them."""
    refused = refusal(gate, running.issuer.access_token(HUB, **changes))
    assert (refused.status, refused.error) == (403, "insufficient_scope")


def test_without_a_token_the_challenge_is_plain(gate: Gate) -> None:
    refused = refusal(gate, None)
    assert (refused.status, refused.challenge) == (401, "Bearer")


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"aud": "http://localhost:9999"}, id="another audience"),
        pytest.param({"aud": [HUB, "http://localhost:9999"]}, id="two audiences"),
        pytest.param({"aud": None}, id="no audience"),
        pytest.param({"iss": "http://localhost:9999"}, id="another issuer"),
        pytest.param({"exp": NOW - 1}, id="expired"),
        pytest.param({"exp": None}, id="without an end"),
        pytest.param({"exp": "tomorrow"}, id="an end in words"),
        pytest.param({"iat": NOW + 3600}, id="issued in the future"),
        pytest.param({"nbf": NOW + 3600}, id="not yet valid"),
        pytest.param({"sub": None}, id="no subject"),
        pytest.param({"client_id": None}, id="no client"),
        pytest.param({"client_id": ["hub-client"]}, id="a client that is a list"),
        pytest.param({"jti": None}, id="no number"),
        pytest.param({"typ": "at+jwt", "amr": "pwd"}, id="methods that are no list"),
    ],
)
def test_a_token_with_a_wrong_claim_is_invalid(
    gate: Gate, running: Running, changes: dict[str, Any]
) -> None:
    refused = refusal(gate, running.issuer.access_token(HUB, **_claims(changes)))
    assert refused.status == 401
    assert refused.challenge.startswith('Bearer error="invalid_token", error_description="')


@pytest.mark.parametrize("typ", ["JWT", "logout+jwt", None], ids=str)
def test_a_token_of_another_type_is_invalid(gate: Gate, running: Running, typ: str | None) -> None:
    token = running.issuer.access_token(HUB, typ=typ)
    assert refusal(gate, token).error == "invalid_token"


def test_a_missing_scope_is_named(gate: Gate, running: Running) -> None:
    refused = refusal(gate, running.issuer.access_token(HUB, scope="openid documents.receive"))
    assert refused.status == 403
    assert 'error="insufficient_scope"' in refused.challenge
    assert 'scope="documents.send"' in refused.challenge


@pytest.mark.parametrize("acr", ["1", None, "elsewhere"], ids=str)
def test_a_person_whose_level_is_too_low_is_told_which_is_needed(
    gate: Gate, running: Running, acr: str | None
) -> None:
    """RFC 9470 §3."""
    issuer = running.issuer
    given = {"1": f"{issuer.url}/loa/1", "elsewhere": "http://localhost:9999/loa/4", None: None}
    refused = refusal(gate, issuer.access_token(HUB, acr=given[acr]))
    assert refused.status == 401
    assert 'error="insufficient_user_authentication"' in refused.challenge
    assert f'acr_values="{issuer.url}/loa/2"' in refused.challenge


def test_a_token_that_speaks_for_no_agency_is_refused(gate: Gate, running: Running) -> None:
    assert refusal(gate, running.issuer.access_token(HUB, org_code=None)).status == 403


def test_a_token_without_a_signature_is_invalid(gate: Gate, running: Running) -> None:
    token = running.issuer.access_token(HUB)
    for forged in (
        unsigned(token),
        f"{token.rpartition('.')[0]}.",
        "a.b",
        "",
        "é.é.é",
        "a.b.c.d.e",
    ):
        assert refusal(gate, forged).error == "invalid_token"


def test_a_token_by_another_algorithm_is_invalid(gate: Gate, running: Running) -> None:
    """An HMAC over the public key, and RS256 by a key that the issuer publishes for others."""
    for forged in running.issuer.by_other_algorithms(HUB):
        assert refusal(gate, forged).error == "invalid_token"


def test_a_stranger_who_uses_the_name_of_a_key_is_refused(gate: Gate, running: Running) -> None:
    issuer = running.issuer
    gate.admit(issuer.access_token(HUB), SEND)
    issuer.published, issuer.key = [issuer.key], a_key("first")
    assert refusal(gate, issuer.access_token(HUB)).error == "invalid_token"


@pytest.mark.parametrize(
    ("header", "token"),
    [
        (None, None),
        ("", None),
        ("Basic YTpi", None),
        ("Bearer abc", "abc"),
        ("bearer  abc", "abc"),
        ("Bearer", ""),
    ],
)
def test_a_bearer_token_is_read_from_its_header_alone(
    header: str | None, token: str | None
) -> None:
    assert bearer_token(header) == token


def _claims(changes: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in changes.items() if name != "typ"}
