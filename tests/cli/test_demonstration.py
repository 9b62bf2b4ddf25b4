"""The demonstration's people and services are usable, and its settings can be read."""

import tomllib
from pathlib import Path
from typing import cast

import pytest

from idp.administration.context import Context
from idp.administration.organisation_codes import code_suits_kind
from idp.cli.demonstration import Places, settings_text, write_privately
from idp.cli.demonstration_clients import new_key_pair
from idp.cli.demonstration_organisations import MERGED, ORGANISATIONS
from idp.cli.demonstration_people import PEOPLE, Invented
from idp.identity.account import claims_of, new_account
from idp.protocol.scopes import SCOPE_CLAIMS
from idp.settings import Settings

NOW = 1_800_000_000


@pytest.mark.parametrize("invented", PEOPLE, ids=lambda person: person.username)
def test_an_invented_person_raises_no_doubts_and_has_every_claim(invented: Invented) -> None:
    account, doubts = new_account(invented.person(), NOW)
    claims, _ = claims_of(account)
    assert not doubts
    for scope in ("profile", "email", "phone", "address", "personal_number"):
        assert set(SCOPE_CLAIMS[scope]) <= set(claims)


def test_the_people_are_those_of_the_contract() -> None:
    clerks = {person.organisation for person in PEOPLE if person.title == "Văn thư"}
    assert sum(person.kind == "citizen" for person in PEOPLE) >= 3
    assert len(clerks) == 2
    assert any(person.role == "national_administrator" for person in PEOPLE)
    assert {person.organisation for person in PEOPLE} - {None} <= {
        organisation.code for organisation in ORGANISATIONS
    }


def test_the_organisations_are_the_central_agencies_and_the_34_provinces() -> None:
    """domain.md 3b: no code of a province is guessed."""
    provinces = [one for one in ORGANISATIONS if one.kind == "province"]
    assert len(provinces) == 34
    assert sum(one.name.startswith("Thành phố") for one in provinces) == 6
    official = {one.code for one in provinces if not one.code.startswith("TINH.")}
    assert official == {"H26", "H38", "H55"}
    assert sum(one.code.startswith("G") for one in ORGANISATIONS) == 23
    codes = [one.code for one in ORGANISATIONS]
    assert len(set(codes)) == len(codes)
    every = (*ORGANISATIONS, *(one for one, _ in MERGED))
    assert all(code_suits_kind(one, cast("Context", None)) for one in every)
    assert {one.code: successor for one, successor in MERGED} == {"H30": "TINH.092"}
    named = {one.code: one.name for one in ORGANISATIONS}
    assert (named["TINH.092"], named["TINH.046"]) == ("Thành phố Cần Thơ", "Thành phố Huế")


def test_the_settings_file_is_private_and_can_be_read_back(tmp_path: Path) -> None:
    places = Places(
        var=tmp_path,
        issuer="http://localhost:1",
        portal="http://localhost:2",
        hub="http://localhost:3",
    )
    file = tmp_path / "idp.toml"
    write_privately(file, settings_text(places))
    assert file.stat().st_mode & 0o777 == 0o600
    assert tomllib.loads(file.read_text())["issuer"] == places.issuer
    assert Settings.from_environment({"IDP_CONFIG": str(file)}).var == tmp_path


def test_a_service_is_given_its_private_key_and_we_keep_the_public_half() -> None:
    keys = new_key_pair()
    assert "d" in keys.private
    assert "'d'" not in str(keys.public)
    assert repr(keys) == "***"
