"""Accounts and their claims (OIDC Core §5.1)."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from idp.identity.account import NewPerson, claims_of, new_account
from idp.identity.claims import CLAIMS, UnusableClaims
from idp.identity.personal_number import SexDiffers
from idp.identity.ports import Attribute

NOW = 1_800_000_000


def lan(**claims: object) -> NewPerson:
    return NewPerson(
        kind="citizen", username="lan", name="Nguyễn Thị Minh Lan", claims=claims, source="import"
    )


def test_a_person_from_the_command_line_has_claims_with_their_sources() -> None:
    person = NewPerson(
        kind="citizen",
        username=" lan ",
        name="Nguyễn  Thị Minh Lan",
        personal_number="001 190 012 345",
        email="lan@example.vn",
        phone="0912 345 678",
        birthdate="1990-05-19",
        claims={
            "gender": "female",
            "email_verified": True,
            "phone_number_verified": False,
            "address": "1 Tràng Tiền, Hà Nội",
        },
    )
    account, doubts = new_account(person, NOW)
    claims, sources = claims_of(account)
    assert doubts == ()
    assert claims == {
        "preferred_username": "lan",
        "zoneinfo": "Asia/Ho_Chi_Minh",
        "locale": "vi-VN",
        "updated_at": NOW,
        "name": "Nguyễn Thị Minh Lan",
        "family_name": "Nguyễn",
        "middle_name": "Thị Minh",
        "given_name": "Lan",
        "gender": "female",
        "birthdate": "1990-05-19",
        "email": "lan@example.vn",
        "email_verified": True,
        "phone_number": "+84912345678",
        "phone_number_verified": False,
        "address": {"formatted": "1 Tràng Tiền, Hà Nội"},
        "personal_number": "001190012345",
    }
    assert set(sources) == set(claims)
    assert (sources["name"], sources["family_name"], sources["zoneinfo"]) == (
        "agency",
        "derived",
        "self",
    )


def test_every_account_has_an_id_of_its_own_that_tells_nothing() -> None:
    first, second = new_account(lan(), NOW)[0], new_account(lan(), NOW)[0]
    assert first.id != second.id
    assert len(first.id) == 32


def test_nothing_empty_and_nothing_unknown_is_told() -> None:
    account, _doubts = new_account(lan(), NOW)
    odd = replace(
        account,
        attributes={
            "name": Attribute(value="Lan", source="self"),
            "nickname": Attribute(value="", source="self"),
            "email": Attribute(value=None, source="self"),
            "address": Attribute(value={}, source="self"),
            "blood_type": Attribute(value="O", source="self"),
        },
    )
    claims, _sources = claims_of(odd)
    assert set(claims) == {
        "preferred_username", "zoneinfo", "locale", "updated_at", "name", "given_name",
    }  # fmt: skip
    nameless, _sources = claims_of(replace(account, attributes={}))
    assert "name" not in nameless


def test_what_was_asserted_wins_over_what_is_derived() -> None:
    account, _doubts = new_account(lan(family_name="Nguyễn Thị", locale="en-GB"), NOW)
    claims, sources = claims_of(account)
    assert (claims["family_name"], sources["family_name"]) == ("Nguyễn Thị", "import")
    assert claims["locale"] == "en-GB"


def test_a_number_that_does_not_fit_is_doubted_and_kept() -> None:
    person = replace(lan(gender="male"), personal_number="001190012345")
    account, doubts = new_account(person, NOW)
    assert doubts == (SexDiffers(in_number="female"),)
    assert account.attributes["personal_number"].value == "001190012345"


@pytest.mark.parametrize(
    "claims",
    [
        {"shoe_size": 41},
        {"updated_at": 5},
        {"email_verified": True},
        {"email": "lan@example.vn", "email_verified": "yes"},
        {"email": "lan at example.vn"},
        {"email": 5},
        {"phone_number": "none"},
        {"phone_number": 912345678},
        {"gender": "F"},
        {"website": "javascript:alert(1)"},
        {"website": None},
        {"nickname": "  "},
        {"nickname": "x" * 1001},
        {"personal_number": "123"},
        {"personal_number": 1190012345},
        {"birthdate": "19/05/1990"},
        {"birthdate": "1990-02-30"},
        {"birthdate": "0000"},
        {"birthdate": 1990},
        {"address": {"planet": "Earth"}},
        {"address": {"country": 84}},
        {"address": {}},
        {"address": 5},
    ],
)
def test_claims_that_cannot_be_used_are_refused_by_name(claims: Mapping[str, object]) -> None:
    with pytest.raises(UnusableClaims) as refusal:
        new_account(lan(**claims), NOW)
    assert set(refusal.value.names) <= set(claims)
    assert "alert" not in str(refusal.value)


@pytest.mark.parametrize(
    ("name", "given", "kept"),
    [
        ("birthdate", "1990", "1990"),
        ("birthdate", "0000-02-29", "0000-02-29"),
        ("website", "https://lan.example.vn", "https://lan.example.vn"),
        ("address", {"country": "VN"}, {"country": "VN"}),
        ("gender", "other", "other"),
    ],
)
def test_claims_of_the_right_shape_are_kept(name: str, given: object, kept: object) -> None:
    account, _doubts = new_account(lan(**{name: given}), NOW)
    assert account.attributes[name].value == kept


@pytest.mark.parametrize("username", ["", "   ", "x" * 129])
def test_a_user_name_is_neither_empty_nor_endless(username: str) -> None:
    with pytest.raises(UnusableClaims, match="username"):
        new_account(replace(lan(), username=username), NOW)


def test_every_standard_claim_of_a_person_has_a_place() -> None:
    """OIDC Core §5.1 without `sub`, and the two verified flags beside their claims."""
    told = set(CLAIMS) | {claim.verified_by for claim in CLAIMS.values() if claim.verified_by}
    assert told >= {
        "name", "given_name", "family_name", "middle_name", "nickname", "preferred_username",
        "profile", "picture", "website", "email", "email_verified", "gender", "birthdate",
        "zoneinfo", "locale", "phone_number", "phone_number_verified", "address",
    }  # fmt: skip
