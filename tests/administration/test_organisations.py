"""Organisations are renamed, found, and keep their history; what makes no sense is refused."""

from dataclasses import replace

import pytest

from idp.administration import clients, organisations
from idp.administration.client_metadata import ClientMetadata
from idp.administration.organisation_ports import DEEPEST
from idp.administration.ports import Organisation
from tests.support.officials import DEPARTMENT, Officials, officials_of, why
from tests.support.site import TEST_ORIGIN, Site
from tests.support.site_fixture import site

__all__ = ["site"]
NEW = Organisation(code="G12.2", name="Cục Hải quan", kind="department", parent="G12")
LONG = "x" * 201


@pytest.fixture(name="officials")
def _officials(site: Site) -> Officials:
    return officials_of(site)


@pytest.mark.parametrize(
    ("organisation", "code"),
    [
        (replace(NEW, name=" "), "invalid_organisation"),
        (replace(NEW, name="Cục\u202egnort"), "invalid_organisation"),
        (replace(NEW, name=LONG), "invalid_organisation"),
        (replace(NEW, kind="bộ"), "invalid_organisation"),
        (replace(NEW, code="H26"), "invalid_organisation"),
        (replace(NEW, aliases=("x",)), "invalid_organisation"),
        (replace(NEW, aliases=("A", "A")), "invalid_organisation"),
        (replace(NEW, aliases=("G12.2",)), "invalid_organisation"),
        (replace(NEW, status="ended"), "invalid_organisation"),
        (replace(NEW, successor="G13"), "invalid_organisation"),
        (replace(NEW, parent="G99"), "unknown_organisation"),
        (replace(NEW, code="G12.1"), "code_taken"),
        (replace(NEW, aliases=("G13",)), "code_taken"),
    ],
)
def test_what_makes_no_sense_is_not_entered(
    officials: Officials, organisation: Organisation, code: str
) -> None:
    with officials.site.provider.unit(TEST_ORIGIN) as unit:
        context = unit.administration
        assert why(lambda: organisations.create(organisation, context)) == code
        assert context.organisations.find("G12.2") is None


def test_the_tree_stays_as_low_as_a_line_is_read(officials: Officials) -> None:
    with officials.site.provider.unit(TEST_ORIGIN) as unit:
        context = unit.administration
        for level in range(2, DEEPEST):
            below = f"L{level - 1}" if level > 2 else "G12"
            organisations.create(replace(NEW, code=f"L{level}", parent=below), context)
        last = replace(NEW, code="L16", parent="L15")
        organisations.create(last, context)
        assert len(context.organisations.line("L16")) == DEEPEST
        deeper = replace(NEW, code="L17", parent="L16")
        assert why(lambda: organisations.create(deeper, context)) == "too_deep"


def test_a_renamed_organisation_is_found_by_both_names_and_tells_them(
    site: Site, officials: Officials
) -> None:
    with officials.site.provider.unit(TEST_ORIGIN) as unit:
        context = unit.administration
        organisations.rename("G12.1", "  Tổng cục   Thuế ", context)
        found = organisations.searched("cục thuế", context)
        assert [one.name for one in found] == ["Tổng cục Thuế"]
        assert list(organisations.searched("CUC THUE", context)) == list(found)
        names = [period.name for period in organisations.history("G12.1", context)]
        assert names == [DEPARTMENT.name, "Tổng cục Thuế"]
        for name, code in (("Tổng cục Thuế", "named_so"), ("", "invalid_organisation")):
            assert why(lambda: organisations.rename("G12.1", name, context)) == code  # noqa: B023
        assert why(lambda: organisations.rename("G99", "x", context)) == "unknown_organisation"
        assert why(lambda: organisations.searched(" ̣", context)) == "nothing_asked"
        unit.commit()
    (event,) = site.events("organisation_renamed")
    assert event["details"] == {"organisation": "G12.1", "version": 2}


def test_an_alias_leads_to_it_and_is_never_anothers(site: Site, officials: Officials) -> None:
    with officials.site.provider.unit(TEST_ORIGIN) as unit:
        context = unit.administration
        organisations.add_alias("G12.1", "000.00.01.G12", context)
        organisations.add_alias("000.00.01.G12", "G12.01", context)  # by either code of it
        shown = organisations.shown("G12.01", context)
        assert shown.organisation.aliases == ("000.00.01.G12", "G12.01")
        assert [one.code for one in shown.above] == ["G12"]
        assert list(shown.successors) == []
        for alias, code in (("G12.01", "code_taken"), ("G13", "code_taken"), ("x", "invalid_code")):
            assert why(lambda: organisations.add_alias("G13", alias, context)) == code  # noqa: B023
        created = replace(NEW, code="G12.01")
        assert why(lambda: organisations.create(created, context)) == "code_taken"
        unit.commit()
    added = [event["details"]["alias"] for event in site.events("organisation_alias_added")]
    assert added == ["000.00.01.G12", "G12.01"]


def test_pages_are_of_the_top_of_one_or_of_all_below_it(officials: Officials) -> None:
    with officials.site.provider.unit(TEST_ORIGIN) as unit:
        context = unit.administration
        organisations.create(replace(NEW, code="G12.1.1", parent="G12.1"), context)
        asked = {
            "top": organisations.listed(None, context),
            "below": organisations.listed("G12", context),
            "all": organisations.listed("G12", context, deep=True),
            "after": organisations.listed("G12", context, deep=True, after="G12.1"),
        }
        assert {name: [one.code for one in found] for name, found in asked.items()} == {
            "top": ["G12", "G13"],
            "below": ["G12.1"],
            "all": ["G12.1", "G12.1.1"],
            "after": ["G12.1.1"],
        }
        assert why(lambda: organisations.listed("G99", context)) == "unknown_organisation"


def test_a_service_belongs_to_what_there_is(officials: Officials) -> None:
    told = ClientMetadata(
        client_name="Cổng", redirect_uris=("https://a.vn/cb",), organisation="G99"
    )
    with officials.site.provider.unit(TEST_ORIGIN) as unit:
        context = unit.administration
        assert why(lambda: clients.create(told, context)) == "invalid_client_metadata"
