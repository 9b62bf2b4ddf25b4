"""Who may be the second person: somebody else, in charge there, and no higher for it (AD-01)."""

from collections.abc import Iterator

import pytest

from idp.administration import break_glass
from idp.administration.approvals import Executed
from idp.administration.ports import RoleName
from tests.support.officials import (
    ANOTHER_OPERATOR,
    NATIONAL,
    Officials,
    approved,
    officials_of,
    refused,
    shown,
    why,
)
from tests.support.site import TEST_ORIGIN, open_site


@pytest.fixture(scope="module", name="officials")
def _officials(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Officials]:
    """One site for all: each test has people of its own."""
    opened = open_site(tmp_path_factory.mktemp("second"))
    yield officials_of(opened)
    opened.provider.close()


@pytest.mark.parametrize(
    ("role", "held_for", "may"),
    [
        ("approver", None, True),
        ("approver", "G12", True),
        ("approver", "G12.1", True),
        ("approver", "G13", False),
        (NATIONAL, None, True),
        ("unit_administrator", "G12.1", False),
        ("security_officer", None, False),
        ("auditor", None, False),
        ("helpdesk", None, False),
        ("service_owner", "G12.1", False),
    ],
)
def test_only_who_is_in_charge_there_decides(
    officials: Officials, role: RoleName, held_for: str | None, may: bool
) -> None:
    """AD-01: for a role at a department."""
    by = officials.give(f"{role}.{held_for}", role, held_for)
    proposal = officials.proposed_grant(f"chi.{role}.{held_for}", "helpdesk", "G12.1")
    if may:
        assert isinstance(approved(officials, proposal, by), Executed)
        return
    assert why(lambda: approved(officials, proposal, by)) == "not_permitted"
    assert why(lambda: refused(officials, proposal, by)) == "not_permitted"
    told = [one for one in officials.site.events("permission_refused") if one["subject"] == by]
    acts = [one["details"]["action"] for one in told]
    assert acts == ["approvals.approve", "approvals.refuse"]
    assert shown(officials, proposal).state == "open"


def test_a_role_for_the_whole_country_is_no_agencys_to_approve(officials: Officials) -> None:
    by = officials.give("dung.0", "approver", "G12")
    proposal = officials.proposed_grant("chi.0", "auditor")
    assert why(lambda: approved(officials, proposal, by)) == "not_permitted"


def test_nobody_decides_on_what_they_proposed(officials: Officials) -> None:
    """Neither the proposer, nor the system user by whom it was proposed, whoever is named."""
    an, binh = officials.ids["an"], officials.ids["binh"]
    proposal = officials.proposed_grant("chi.1", "auditor", proposer=an)
    assert why(lambda: approved(officials, proposal, an)) == "own_proposal"
    assert why(lambda: refused(officials, proposal, an)) == "own_proposal"
    assert why(lambda: approved(officials, proposal, binh, actor=an)) == "own_proposal"
    typed = officials.proposed_grant("dung.1", "auditor")
    same = TEST_ORIGIN.actor
    assert why(lambda: approved(officials, typed, an, actor=same)) == "own_proposal"
    assert why(lambda: refused(officials, typed, an, actor=same)) == "own_proposal"


def test_nobody_raises_themself(officials: Officials) -> None:
    approver = officials.give("dung.2", "approver")
    raising = officials.proposed_grant("dung.2", NATIONAL)
    assert why(lambda: approved(officials, raising, approver)) == "raises_oneself"
    refused(officials, raising, approver)
    keeping = officials.proposed_revoke("dung.2", "approver")
    assert why(lambda: refused(officials, keeping, approver)) == "raises_oneself"
    assert isinstance(approved(officials, keeping, approver), Executed)
    assert not officials.holds("dung.2", "approver")


def test_an_id_of_another_kind_or_place_opens_nothing(officials: Officials) -> None:
    """AD-02: swapped identifiers."""
    elsewhere = officials.give("dung.3", "approver", "G13")
    proposal = officials.proposed_grant("chi.3", "helpdesk", "G12")
    officials.person("lan.3")
    with officials.site.provider.unit(TEST_ORIGIN) as unit:
        context = unit.administration
        made = break_glass.grant("lan.3", "helpdesk", "G12", context, reason="Khẩn cấp")
        unit.commit()
    by = officials.ids["an"]
    assert why(lambda: approved(officials, made.id, by)) == "unknown_proposal"
    assert why(lambda: refused(officials, made.id, by)) == "unknown_proposal"
    assert why(lambda: approved(officials, proposal, elsewhere)) == "not_permitted"
    with officials.site.provider.unit(ANOTHER_OPERATOR) as unit:
        context = unit.administration
        assert why(lambda: break_glass.confirm(proposal, by, context)) == "unknown_emergency"
        assert why(lambda: break_glass.confirm(made.id, elsewhere, context)) == "not_permitted"
