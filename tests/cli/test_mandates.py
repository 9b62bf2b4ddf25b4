"""`idp mandates …`: entered by an operator, listed, ended; what makes no sense is refused."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import pytest

from idp.administration import accounts, organisations
from idp.administration.ports import Organisation
from idp.administration.refusal import Refused
from idp.cli.doors import Doors
from idp.cli.group import main
from idp.identity.account import NewPerson
from idp.provider import Provider
from idp.settings import Settings
from tests.support.acting import COMPANY, acting_client, represents
from tests.support.site import PASSWORD, TEST_ORIGIN, Site
from tests.support.site_fixture import site

__all__ = ["site"]
EVIDENCE = ("--evidence", "Quyết định 12/2026")
FOR_COMPANY = ("legal_representative", "--organisation", COMPANY.code)


class Command:
    """The command line of one site."""

    def __init__(self, place: Site, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self._doors = Doors(
            settings=lambda: place.provider.settings,
            open_provider=_opener(place),
            work=lambda _provider, _origin: None,
            upgrade_database=lambda _settings: None,
            database_is_current=lambda _settings: True,
            metrics=lambda _settings: nullcontext(),
            certificates=lambda _settings, _showing: nullcontext(),
        )

    def __call__(self, *arguments: str) -> tuple[int, Any]:
        """The exit code and the JSON that was answered, or the words of a refusal."""
        self._capsys.readouterr()
        code = main(self._doors, ["mandates", *arguments, "--json"])
        said = self._capsys.readouterr()
        return code, json.loads(said.out) if code == 0 else said.err


def _opener(place: Site) -> Any:
    @contextmanager
    def opened(_settings: Settings) -> Iterator[Provider]:
        with nullcontext(place.provider) as provider:
            yield provider

    return opened


@pytest.fixture(name="idp")
def _idp(site: Site, capsys: pytest.CaptureFixture[str]) -> Command:
    site.person("an")
    site.person("binh")
    with site.provider.unit(TEST_ORIGIN) as unit:
        organisations.create(COMPANY, unit.administration)
        unit.commit()
    return Command(site, capsys)


def test_a_mandate_is_entered_listed_and_ended(site: Site, idp: Command) -> None:
    code, entered = idp(
        "grant", "an", *FOR_COMPANY, "--everything", "--limit", "500", "--until", "2027-12-31",
        *EVIDENCE,
    )  # fmt: skip
    assert code == 0
    assert entered["until"] == "2027-12-31"
    assert (entered["covers"], entered["limit"], entered["accepted"]) == (["*"], 500, True)
    for who in (("--holder", "an"), ("--organisation", COMPANY.code)):
        assert idp("list", *who) == (0, {"mandates": [entered]})
    (event,) = site.events("mandate_given")
    assert event["details"]["source"] == "register"
    assert idp("revoke", entered["mandate"])[0] == 0
    assert idp("revoke", entered["mandate"])[0] == 1
    assert idp("list", "--holder", "an") == (0, {"mandates": []})
    assert site.events("mandate_revoked")[0]["details"]["cause"] == "by_agency"


def test_a_mandate_names_services_and_scopes_that_exist(site: Site, idp: Command) -> None:
    client = acting_client(site)
    asked = ("grant", "an", *FOR_COMPANY, *EVIDENCE)
    assert idp(*asked)[0] == 1
    assert idp(*asked, "--service", "unknown")[0] == 1
    assert idp(*asked, "--scope", "openid")[0] == 1
    code, entered = idp(*asked, "--service", client.id)
    assert (code, entered["covers"]) == (0, [f"service:{client.id}"])


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param(("legal_representative", "--person", "binh"), id="of a person"),
        pytest.param(("guardian", "--organisation", COMPANY.code), id="of an organisation"),
        pytest.param(("legal_representative", "--organisation", "G99"), id="of nobody"),
        pytest.param(("guardian", "--person", "an", "--until", "2030-01-01"), id="of oneself"),
        pytest.param(("guardian", "--person", "binh"), id="of an adult for ever"),
        pytest.param((*FOR_COMPANY, "--until", "2020-01-01"), id="in the past"),
        pytest.param(
            ("authorised_person", "--organisation", COMPANY.code), id="authorised for ever"
        ),
        pytest.param((*FOR_COMPANY, "--person", "binh"), id="of two"),
        pytest.param(("guardian",), id="of none"),
        pytest.param((*FOR_COMPANY, "--limit", str(10**16)), id="beyond all bounds"),
    ],
)
def test_what_makes_no_sense_is_refused(site: Site, idp: Command, asked: tuple[str, ...]) -> None:
    assert idp("grant", "an", *asked, "--everything", *EVIDENCE)[0] == 1
    assert site.events("mandate_given") == []


def test_evidence_is_demanded_and_a_second_one_refused(idp: Command) -> None:
    asked = ("grant", "an", *FOR_COMPANY, "--everything")
    assert idp(*asked, "--evidence", "  ")[0] == 1
    assert idp(*asked, "--evidence", "a\x1b[2J")[0] == 1
    assert idp(*asked, *EVIDENCE)[0] == 0
    assert idp(*asked, *EVIDENCE)[0] == 1


def test_guardianship_ends_when_the_child_comes_of_age(site: Site, idp: Command) -> None:
    """Civil Code 2015, art. 20: at eighteen, whatever else was entered."""
    child = NewPerson(kind="citizen", username="con", name="Con", birthdate="2016-10-02")
    with site.provider.unit(TEST_ORIGIN) as unit:
        accounts.create(child, PASSWORD, unit.administration)
        unit.commit()
    asked = ("grant", "an", "guardian", "--person", "con", "--everything", *EVIDENCE)
    _, entered = idp(*asked)
    assert entered["until"] == "2034-10-01"
    idp("revoke", entered["mandate"])
    _, shorter = idp(*asked, "--until", "2030-01-01")
    assert shorter["until"] == "2030-01-01"
    notices = [event["subject"] for event in site.events("person_notified")]
    assert len(set(notices)) == 2


def test_an_enterprise_is_known_by_a_tax_code_that_exists(site: Site) -> None:
    """domain.md §2d: weights and check digit; 0100233489 was never issued."""
    wrong = Organisation(code="0100233489", name="Không có", kind="enterprise")
    branch = Organisation(code="0314409058-002", name="Chi nhánh", kind="enterprise")
    ministry = Organisation(code="g22", name="Chữ thường", kind="ministry")
    with site.provider.unit(TEST_ORIGIN) as unit:
        for organisation in (wrong, ministry):
            with pytest.raises(Refused):
                organisations.create(organisation, unit.administration)
        organisations.create(branch, unit.administration)


def test_a_holder_of_one_mandate_may_have_others(site: Site, idp: Command) -> None:
    represents(site, site.person("chi"))
    asked = ("grant", "chi", "guardian", "--person", "binh", "--everything", *EVIDENCE)
    assert idp(*asked, "--until", "2030-01-01")[0] == 0
