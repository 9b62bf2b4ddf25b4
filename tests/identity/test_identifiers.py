"""One person, many spellings: identifiers (`experience.md`, forgiving fields)."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.identity.account import NewPerson, new_account
from idp.identity.identifiers import canonical, identifiers_of, key_of
from idp.identity.outcomes import SignedIn
from idp.identity.ports import Attribute
from keys import Custody
from tests.identity.world import World, a_browser


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("NGUYỄN.AN", "nguyễn.an"),
        (unicodedata.normalize("NFD", "Nguyễn.An"), "nguyễn.an"),
        (" nguyen.an ", "nguyễn.an"),
        ("đức", "Duc"),
        ("Ａｎ＠Example.VN", "an@example.vn"),
        ("001.190.012.345", "001190012345"),
        ("+84 912 345 678", "0912345678"),
    ],
)
def test_every_spelling_leads_to_the_same_person(typed: str, stored: str) -> None:
    assert canonical(typed) == canonical(stored)


def test_different_people_stay_different() -> None:
    names = ["an", "ân1", "an@example.vn", "001190012345", "0912345678"]
    assert len({canonical(name) for name in names}) == len(names)


def test_an_overlong_name_is_nobodys() -> None:
    assert canonical("a" * 321) == canonical("b" * 10_000) == "overlong"


@given(st.text(st.characters(exclude_categories=[])))
def test_any_text_at_all_has_a_key(text: str) -> None:
    assert canonical(text)


def test_a_key_tells_nothing_and_depends_on_the_secret(custody: Custody) -> None:
    assert "lan" not in key_of("lan", custody)
    assert len(key_of("\ud800", custody)) == 64


def test_a_person_has_a_key_for_each_identifier_and_none_twice(custody: Custody) -> None:
    person = NewPerson(
        kind="citizen",
        username="lan@example.vn",
        name="Lan",
        email="Lan@example.vn",
        phone="0912345678",
        personal_number="001190012345",
    )
    account, _doubts = new_account(person, 5)
    kinds = [kind for kind, _key in identifiers_of(account, custody)]
    assert kinds == ["username", "phone_number", "personal_number"]
    odd = replace(account, attributes={"email": Attribute(value=7, source="import")})
    assert [kind for kind, _key in identifiers_of(odd, custody)] == ["username"]


def test_a_person_signs_in_with_a_name_typed_in_decomposed_capitals(world: World) -> None:
    who = world.someone("nguyễn.lan")
    visit = a_browser()
    typed = unicodedata.normalize("NFD", "NGUYỄN.LAN")
    outcome = world.give_password(world.begin(visit), visit, typed, who.password)
    assert isinstance(outcome, SignedIn)
