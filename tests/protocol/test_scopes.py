"""The `claims` parameter and what scopes stand for (OIDC Core §5.4, §5.5)."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.protocol.errors import ProtocolError
from idp.protocol.scopes import LONGEST_CLAIMS, ClaimsRequest, claims_of_scopes, read_claims

ALL = ("openid", "profile", "email")


def test_scope_profile_stands_for_fourteen_claims() -> None:
    """OIDC Core §5.4."""
    assert len(claims_of_scopes(("profile",))) == 14


def test_only_claims_of_registered_scopes_are_asked_for() -> None:
    wish = {"userinfo": {"name": None, "phone_number": None, "x": {"essential": True}}}
    assert read_claims(json.dumps(wish), ALL).userinfo == ("name",)
    assert read_claims(None, ALL) == ClaimsRequest()


@pytest.mark.parametrize(
    ("wish", "essential", "voluntary"),
    [
        (None, (), ()),
        ({"essential": True, "values": ["a", "b"]}, ("a", "b"), ()),
        ({"essential": True, "value": "a"}, ("a",), ()),
        ({"values": ["a"]}, (), ("a",)),
        ({"essential": "yes", "value": "a"}, (), ("a",)),
    ],
)
def test_an_essential_level_is_told_from_a_voluntary_one(
    wish: object, essential: tuple[str, ...], voluntary: tuple[str, ...]
) -> None:
    """OIDC Core §5.5.1.1."""
    read = read_claims(json.dumps({"id_token": {"acr": wish}}), ALL)
    assert (read.essential_acr, read.voluntary_acr) == (essential, voluntary)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "1",
        "{",
        '{"userinfo":1}',
        '{"userinfo":{"name":1}}',
        '{"id_token":{"acr":{"values":[1]}}}',
        '{"id_token":{"acr":{"values":"a"}}}',
        '{"a":1,"a":2}',
        "[" * 5000,
        '{"a":"' + "x" * LONGEST_CLAIMS + '"}',
    ],
)
def test_what_is_no_claims_request_is_refused(text: str) -> None:
    with pytest.raises(ProtocolError) as refused:
        read_claims(text, ALL)
    assert refused.value.parameter == "claims"


@given(st.text(max_size=200))
def test_no_text_makes_it_crash(text: str) -> None:
    try:
        read_claims(text, ALL)
    except ProtocolError as error:
        assert error.code == "invalid_request"


def test_the_sub_of_a_person_may_be_asked_for() -> None:
    """OIDC Core §5.5.1."""
    assert read_claims('{"id_token":{"sub":{"value":"s"}}}', ALL).subject == "s"
    assert read_claims('{"id_token":{"sub":null}}', ALL).subject is None
