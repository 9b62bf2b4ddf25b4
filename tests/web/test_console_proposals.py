"""One's own proposals at the console: what came of them, and taking one back."""

from dataclasses import replace

import pytest

from idp.administration import client_changes
from idp.administration.client_changes import Edit
from idp.administration.proposing import Proposed
from tests.support.officials import Officials
from tests.support.seated import at_desk, faults, shown
from tests.support.site import ISSUER, TEST_ORIGIN, Site
from tests.support.visitor import Page


@pytest.fixture(name="proposals")
def _proposals(site: Site, officials: Officials) -> list[str]:
    """Two changes of one service, proposed by its owner: such people see no list of approvals."""
    client = site.client(organisation="G12")
    officials.give("chi", "service_owner", "G12")
    origin = replace(TEST_ORIGIN, actor=officials.ids["chi"])
    made = []
    for address in ("https://a.example.vn/back", "https://b.example.vn/back"):
        moved = Edit(client_id=client.id, members={"redirect_uris": [address]})
        with site.provider.unit(origin) as unit:
            asked = client_changes.edit(moved, unit.administration)
            unit.commit()
        assert isinstance(asked, Proposed)
        made.append(asked.proposal.id)
        site.clock.turn(1)
    return made


def test_who_proposed_reads_what_came_of_it_and_takes_back_what_waits(
    site: Site, officials: Officials, proposals: list[str]
) -> None:
    chi, binh = at_desk(officials, "chi"), at_desk(officials, "binh")
    page = chi.open("/console/proposals")
    assert chi.open("/console/approvals").status_code == 404
    binh.press(binh.open(f"/console/approvals/{proposals[0]}"), "refuse", reason="Sai địa chỉ")
    late = chi.press(page, "withdraw-2")
    assert (late.status_code, "đã được quyết định" in faults(late)) == (409, True)
    done = chi.press(page, "withdraw-1")
    assert done.headers["Location"] == "/console/proposals?done=withdrawn"
    page = chi.follow(done)
    told = shown(page, "own-proposals")
    assert "Sai địa chỉ" in told and "binh" in told
    assert not {"withdraw-1", "withdraw-2"} & Page(page.text).ids
    (event,) = site.events("proposal_withdrawn")
    assert event["details"]["proposal"] == proposals[1]


def test_ad_02_nobody_takes_back_what_another_proposed(
    site: Site, officials: Officials, proposals: list[str]
) -> None:
    """Not even who might decide on it: told as what does not exist."""
    an = at_desk(officials, "an")
    assert "no-own-proposals" in Page(an.open("/console/proposals").text).ids
    csrf = Page(an.open("/console/roles/grant").text).form_of("propose")["fields"]["csrf"]
    url = f"/console/proposals/{proposals[0]}/withdraw"
    answer = an.open(url, "POST", data={"csrf": csrf}, headers={"Origin": ISSUER})
    assert answer.status_code == 404
    assert site.events("proposal_withdrawn") == []
