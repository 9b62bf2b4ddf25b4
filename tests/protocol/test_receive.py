"""The rules of an authorization request, in order (OIDC Core §3.1.2.1, §3.1.2.2)."""

import json
from dataclasses import replace

import pytest

from idp.protocol.authorization import Refusal, receive
from idp.protocol.authorization.response_modes import Redirect
from idp.protocol.errors import Unanswerable
from idp.protocol.ports import Audience
from tests.support.rulebook import CALLBACK, CLIENT, ISSUER, a_context, asked


@pytest.mark.parametrize(
    ("wishes", "error"),
    [
        ({"request": "x.y.z"}, "request_not_supported"),
        ({"request_uri": "https://portal.example.vn/r"}, "request_uri_not_supported"),
        ({"response_type": ""}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"state": "s" * 2049}, "invalid_request"),
        ({"scope": ""}, "invalid_scope"),
        ({"scope": "unknown"}, "invalid_scope"),
        ({"nonce": ""}, "invalid_request"),
        ({"nonce": "n" * 513}, "invalid_request"),
        ({"code_challenge": "", "code_challenge_method": ""}, "invalid_request"),
        ({"prompt": "enrol"}, "invalid_request"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"max_age": "soon"}, "invalid_request"),
        ({"max_age": "-1"}, "invalid_request"),
        ({"max_age": "9" * 11}, "invalid_request"),
        ({"claims": "[]"}, "invalid_request"),
        ({"resource": "https://unknown.example.vn"}, "invalid_target"),
        ({"id_token_hint": "forged"}, "invalid_request"),
    ],
)
def test_what_a_rule_refuses_is_told_to_the_client(wishes: dict[str, str], error: str) -> None:
    """RFC 6749 §4.1.2.1, with `iss` (RFC 9207 §2)."""
    refused = receive(asked(**wishes), a_context()[0])
    assert isinstance(refused, Refusal)
    assert refused.error.code == error
    answer = refused.destination.refusal(refused.error)
    assert isinstance(answer, Redirect)
    assert answer.uri.startswith(f"{CALLBACK}?error={error}&")
    assert answer.uri.endswith(f"&iss={ISSUER.replace(':', '%3A').replace('/', '%2F')}")


@pytest.mark.parametrize(
    ("wishes", "code"),
    [
        ({"client_id": ""}, "invalid_request"),
        ({"client_id": "nobody"}, "invalid_client"),
        ({"redirect_uri": ""}, "invalid_request"),
        ({"redirect_uri": f"{CALLBACK}/"}, "redirect_uri_mismatch"),
    ],
)
def test_without_a_proven_destination_nobody_is_redirected(
    wishes: dict[str, str], code: str
) -> None:
    """I-03."""
    with pytest.raises(Unanswerable) as refused:
        receive(asked(**wishes), a_context()[0])
    assert refused.value.code == code


def test_a_disabled_client_is_nobody() -> None:
    """I-05."""
    with pytest.raises(Unanswerable, match="invalid_client"):
        receive(asked(), a_context(replace(CLIENT, disabled=True))[0])


def test_a_client_without_the_grant_may_not_use_codes() -> None:
    refused = receive(asked(), a_context(replace(CLIENT, grant_types=()))[0])
    assert isinstance(refused, Refusal)
    assert refused.error.code == "unauthorized_client"


def test_a_compatible_confidential_client_may_leave_out_pkce_and_nonce() -> None:
    """Client profiles."""
    bare = {"nonce": "", "code_challenge": "", "code_challenge_method": ""}
    old = replace(CLIENT, profile="compatible")
    assert not isinstance(receive(asked(**bare), a_context(old)[0]), Refusal)
    public = replace(old, authentication_method="none")
    assert isinstance(receive(asked(**bare), a_context(public)[0]), Refusal)


def test_offline_access_counts_only_with_consent() -> None:
    """OIDC Core §11."""
    context = a_context()[0]
    wish = "openid offline_access"
    silent = receive(asked(scope=wish), context)
    spoken = receive(asked(scope=wish, prompt="consent"), context)
    assert not isinstance(silent, Refusal)
    assert not isinstance(spoken, Refusal)
    assert (silent.scopes, spoken.scopes) == (("openid",), ("openid", "offline_access"))


def test_an_audience_brings_its_scopes_where_both_are_registered() -> None:
    """RFC 8707 §2."""
    hub = "https://hub.example.vn"
    client = replace(CLIENT, audiences=(hub,), scopes=("openid", "documents.send"))
    context, stores = a_context(client)
    stores.audiences.put(Audience(uri=hub, name="Hub", scopes=("documents.send", "other")))
    wish = "openid documents.send other"
    found = receive(asked(scope=wish, resource=hub), context)
    plain = receive(asked(scope=wish), context)
    assert not isinstance(found, Refusal)
    assert not isinstance(plain, Refusal)
    assert found.scopes == ("openid", "documents.send")
    assert plain.scopes == ("openid",)


def test_the_sub_claim_names_the_person_who_must_sign_in() -> None:
    """OIDC Core §5.5.1: an unknown one is nobody."""
    context, stores = a_context()
    stores.subjects.keep(CLIENT.sector, "u1", "pairwise-1")
    for value, account in (("pairwise-1", "u1"), ("unknown", "")):
        claims = json.dumps({"id_token": {"sub": {"value": value}}})
        found = receive(asked(claims=claims), context)
        assert not isinstance(found, Refusal)
        assert found.hinted_account == account
