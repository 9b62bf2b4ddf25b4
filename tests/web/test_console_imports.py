"""The console's imports and exports: what waits and how far it has come; it changes nothing."""

from dataclasses import replace

from idp.administration import exporting
from idp.administration.import_ports import Import
from idp.administration.proposing import Proposed
from tests.support.officials import Officials
from tests.support.seated import at_desk, shown
from tests.support.site import TEST_ORIGIN, Site
from tests.support.visitor import Page

IMPORT = Import(
    id="1" * 16,
    digest="d" * 64,
    file="/srv/nhap/can-bo.csv",
    layout="csv",
    operator="system:root@may-chu",
    skips=True,
    started_at=1,
    updated_at=1,
)


def test_imports_are_listed_with_their_progress_and_nobody_of_them_by_name(
    site: Site, officials: Officials
) -> None:
    visitor = at_desk(officials, "an")
    empty = Page(visitor.open("/console/imports").text).ids
    assert {"no-imports", "nothing-waits", "how"} <= set(empty)
    with site.provider.unit(TEST_ORIGIN) as unit:
        imports = unit.administration.imports
        imports.add(replace(IMPORT, accounts=30, skipped=2, people=120))
        imports.add(replace(IMPORT, id="2" * 16, state="undoing", accounts=8, removed=4))
        imports.add(replace(IMPORT, id="3" * 16, state="finished", accounts=8, people=8))
        unit.commit()
    page = visitor.open("/console/imports")
    table = shown(page, "imports")
    assert "25 % (30/120)" in table
    assert "50 % (4/8)" in table
    assert table.count("%") == 2
    assert "can-bo.csv" in table
    assert "/srv" not in page.text
    assert "<form" not in page.text.partition('<h1 id="act"')[2].partition("</main>")[0]


def test_what_waits_for_approval_leads_to_it(site: Site, officials: Officials) -> None:
    with site.provider.unit(TEST_ORIGIN) as unit:
        asked = exporting.begin(exporting.Choice(layout="csv"), unit.administration)
        unit.commit()
    assert isinstance(asked, Proposed)
    officials.give("chi", "auditor")
    page = at_desk(officials, "chi").open("/console/imports")
    assert f'href="/console/approvals/{asked.proposal.id}"' in page.text
