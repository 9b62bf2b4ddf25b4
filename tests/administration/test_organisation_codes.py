"""Codes of organisations: Decision 20/2020/QĐ-TTg and what was before it (AD-02)."""

from typing import cast

import pytest

from idp.administration.context import Context
from idp.administration.organisation_codes import KINDS, code_suits_kind, is_alias, kind_is_known
from idp.administration.ports import Organisation

NOBODY = cast("Context", None)  # these rules ask nobody
MALFORMED = (
    "", ".", "G14.", ".G14", "G14..4", "g14", "G14 ", " G14", "G14\n", "G14/4", "G14-4", "G14_4",
    "../G14", "%47", "G14\x00", "G14'", "Ｇ14", "G١٤", "Đ14", "*", "A" * 36, "1.2.3" + ".4" * 16,
)  # fmt: skip


def suits(code: str, kind: str) -> bool:
    return code_suits_kind(Organisation(code=code, name="x", kind=kind), NOBODY)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("G12", "ministry"),
        ("G24", "agency"),
        ("H26", "province"),
        ("G12.18", "department"),
        ("H55.242", "commune"),
        ("H55.24", "district"),
        ("000.00.04.G14", "department"),
        ("TINH.001", "province"),
        ("A" * 35, "department"),
        ("0100233488", "enterprise"),
        ("0314409058-002", "state_enterprise"),
    ],
)
def test_a_code_of_either_form_is_one(code: str, kind: str) -> None:
    assert suits(code, kind)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("G12", "province"),
        ("G12", "department"),
        ("H26", "ministry"),
        ("H26", "agency"),
        ("H26", "commune"),
        ("0100233489", "enterprise"),
        ("G12", "enterprise"),
        ("0314409058-002", "department"),
    ],
)
def test_a_code_of_the_highest_level_or_of_a_business_belongs_to_no_other(
    code: str, kind: str
) -> None:
    assert not suits(code, kind)


@pytest.mark.parametrize("code", MALFORMED)
def test_anything_else_is_no_code_and_no_alias(code: str) -> None:
    assert not any(suits(code, kind) for kind in KINDS)
    assert not is_alias(code)


def test_a_tax_code_with_its_branch_may_be_an_alias() -> None:
    assert is_alias("0314409058-002")
    assert not is_alias("0314409058-000")


def test_a_kind_is_one_of_the_table() -> None:
    assert kind_is_known(Organisation(code="G12", name="x", kind="ministry"), NOBODY)
    assert not kind_is_known(Organisation(code="G12", name="x", kind="Ministry"), NOBODY)
