"""`verified_claims`: what was checked, by whom, and how well (OIDC4IA §5)."""

from dataclasses import replace

import pytest

from idp.identity.account import NewPerson, claims_of, new_account
from idp.identity.ports import Account
from idp.identity.verification import FRAMEWORK, verified_claims_of

NOW = 1_800_000_000


def _account(*, source: str, level: int) -> Account:
    person = NewPerson(
        kind="citizen", username="lan", name="Nguyễn Thị Lan", source=source, level=level
    )
    return new_account(person, NOW)[0]


@pytest.mark.parametrize(("level", "assurance"), [(1, "muc_do_1"), (2, "muc_do_2")])
@pytest.mark.parametrize("source", ["agency", "register"])
def test_what_an_agency_checked_is_told_with_the_level(
    source: str, level: int, assurance: str
) -> None:
    account = _account(source=source, level=level)
    claims, sources = claims_of(account)
    assert claims["verified_claims"] == {
        "verification": {"trust_framework": FRAMEWORK, "assurance_level": assurance},
        "claims": {"name": "Nguyễn Thị Lan"},
    }
    assert sources["verified_claims"] == "register"


@pytest.mark.parametrize(("source", "level"), [("agency", 0), ("self", 1), ("import", 2)])
def test_without_a_level_or_a_voucher_nothing_is_verified(source: str, level: int) -> None:
    account = _account(source=source, level=level)
    assert verified_claims_of(account) is None
    assert "verified_claims" not in claims_of(account)[0]


def test_an_account_of_an_unknown_level_proves_nothing() -> None:
    assert verified_claims_of(replace(_account(source="agency", level=1), level=3)) is None
