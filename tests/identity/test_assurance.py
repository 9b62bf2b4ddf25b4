"""Levels and their honest `amr` (`identity.md`, two scales): the table is the test's too."""

import pytest

from idp.identity import assurance
from idp.identity.assurance import (
    TABLE,
    EnrolmentMissing,
    FactorDisabled,
    FactorMissing,
    Missing,
    NothingMissing,
    missing,
)
from idp.identity.factors import FACTORS
from idp.identity.ports import Credentials, Kind, PasswordHash


def credentials(
    *,
    kind: Kind = "citizen",
    password: bool = True,
    totp: bool = False,
    disabled: bool = False,
) -> Credentials:
    return Credentials(
        account_id="a",
        kind=kind,
        status="active",
        password=PasswordHash("hash") if password else None,
        totp_seed=b"sealed" if totp else None,
        totp_failures=0,
        totp_last_step=0,
        totp_disabled=disabled,
    )


@pytest.mark.parametrize("row", TABLE)
def test_every_row_reaches_its_level_with_the_amr_of_its_factors(row: assurance.Reached) -> None:
    assert assurance.level_of(row.factors) == row.level
    assert assurance.amr_of(row.factors) == row.amr
    assert {FACTORS[factor].amr for factor in row.factors} | {"mfa"} >= set(row.amr)
    assert set(assurance.factors_in(row.amr)) == row.factors
    assert ("mfa" in row.amr) == (len({FACTORS[one].kind for one in row.factors}) > 1)


def test_what_is_no_row_proves_nothing() -> None:
    assert assurance.level_of(()) == 0
    assert assurance.amr_of(["totp"]) == ()


def test_the_reachable_levels_are_those_of_the_table() -> None:
    assert set(assurance.REACHABLE_LEVELS) == {row.level for row in TABLE}


@pytest.mark.parametrize(
    ("known", "level"),
    [
        (credentials(), 1),
        (credentials(totp=True), 2),
        (credentials(totp=True, disabled=True), 1),
        (credentials(password=False, totp=True), 0),
    ],
)
def test_a_person_reaches_what_is_enrolled_and_works(known: Credentials, level: int) -> None:
    assert assurance.reachable_level(known) == level


TOTP = FactorMissing(factor="totp")
PASSWORD = FactorMissing(factor="password")
ENROL = EnrolmentMissing(factor="totp")


@pytest.mark.parametrize(
    ("demanded", "shown", "known", "expected"),
    [
        (1, (), credentials(), PASSWORD),
        (1, ("totp",), credentials(totp=True), PASSWORD),
        (0, ("password",), credentials(), NothingMissing()),
        (1, ("password",), credentials(), NothingMissing()),
        (2, ("password",), credentials(), ENROL),
        (1, ("password",), credentials(kind="official"), ENROL),
        (1, ("password",), credentials(totp=True), TOTP),
        (2, ("password",), credentials(totp=True), TOTP),
        (1, ("password", "totp"), credentials(kind="official", totp=True), NothingMissing()),
        (1, ("password",), credentials(totp=True, disabled=True), FactorDisabled(factor="totp")),
    ],
)
def test_what_is_missing_is_asked_for_and_nothing_else(
    demanded: int, shown: tuple[str, ...], known: Credentials, expected: Missing
) -> None:
    assert missing(demanded, shown, known) == expected


def test_a_level_that_no_factor_reaches_is_never_promised() -> None:
    with pytest.raises(ValueError, match="no configured factor"):
        missing(3, ("password", "totp"), credentials(totp=True))
