"""The console's pages about organisations: the tree, its past, its coverage."""

from idp.administration import reorganising
from idp.administration.proposing import Proposed
from tests.support.officials import Officials
from tests.support.seated import at_desk, shown
from tests.support.site import TEST_ORIGIN
from tests.support.visitor import Page


def test_the_tree_is_searched_walked_down_and_tells_how_it_was(officials: Officials) -> None:
    visitor = at_desk(officials, "an")
    assert "G13" in shown(visitor.open("/console/organisations"), "organisations")
    found = shown(visitor.open("/console/organisations?search=cuc+thue"), "organisations")
    assert ("G12.1" in found, "G13" in found) == (True, False)
    for nothing in ("khongcogi", "–"):
        page = visitor.open(f"/console/organisations?search={nothing}")
        assert "no-organisations" in Page(page.text).ids
    page = visitor.open("/console/organisations/G12.1")
    assert "Bộ Tài chính" in shown(page, "organisation")
    assert "Cục Thuế" in shown(page, "past")
    assert "G12.1" in shown(visitor.open("/console/organisations/G12"), "organisations")
    assert visitor.open("/console/organisations/G99").status_code == 404


def test_a_move_in_the_tree_is_shown_as_a_difference_in_words(officials: Officials) -> None:
    with officials.site.provider.unit(TEST_ORIGIN) as unit:
        asked = reorganising.move("G12.1", "G13", unit.administration)
        unit.commit()
    assert isinstance(asked, Proposed)
    page = at_desk(officials, "an").open(f"/console/approvals/{asked.proposal.id}")
    difference = shown(page, "difference")
    assert "Bộ Tài chính (G12)" in difference
    assert "Bộ Công Thương (G13)" in difference
    assert "organisation_move" not in page.text


def test_coverage_is_a_bar_and_a_number_for_each_at_the_top(officials: Officials) -> None:
    page = at_desk(officials, "an").open("/console/coverage")
    assert "Bộ Công Thương" in shown(page, "coverage")
    assert '<svg class="bar-of"' in page.text
