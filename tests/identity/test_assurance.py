"""Levels and their honest `amr` (`identity.md`, two scales): the table is the test's too."""

from itertools import combinations
from typing import Final

import pytest

from idp.identity import assurance
from idp.identity.assurance import (
    DEFAULT_POLICY,
    TABLE,
    EnrolmentMissing,
    FactorDisabled,
    FactorMissing,
    Missing,
    NothingHelps,
    NothingMissing,
    Policy,
    missing,
    reached,
)
from idp.identity.factors import FACTORS, FactorName
from idp.identity.ports import Credentials, Kind, PasswordHash
from idp.protocol.authentication import RESISTANCES, Resistance, Strength
from idp.protocol.authorization.assurance import acr_values

EVERYTHING: Final = Policy(offered=frozenset(FACTORS), passkey_level=3)
ISSUER: Final = "https://id.example.vn"

# `identity.md`, the table of levels, as an auditor copies it.
WRITTEN: Final[tuple[tuple[str, int, Resistance, str], ...]] = (
    ("password", 1, "", "pwd"),
    ("password totp", 2, "", "pwd otp mfa"),
    ("password one_time_sms", 2, "", "pwd sms mfa"),
    ("password one_time_mail", 2, "", "pwd otp mfa"),
    ("password recovery_code", 2, "", "pwd otp mfa"),
    ("passkey", 2, "phr", "swk user mfa"),
    ("security_key", 2, "phrh", "hwk user mfa"),
    ("certificate", 2, "phrh", "sc pin mfa"),
    ("password passkey", 2, "phr", "pwd swk user mfa"),
    ("password totp passkey", 2, "phr", "pwd swk user otp mfa"),
    ("upstream_1", 1, "", ""),
    ("upstream_2", 2, "", "mfa"),
    ("upstream_3", 3, "", "mfa"),
    ("cross_device_1", 1, "", "mca"),
    ("cross_device_2", 2, "", "mca mfa"),
)


def named(words: str) -> tuple[FactorName, ...]:
    """The factors of these names."""
    return tuple(factor for factor in FACTORS if factor in words.split())


def credentials(
    *,
    kind: Kind = "citizen",
    has: str = "password",
    disabled: bool = False,
    barred: str = "",
) -> Credentials:
    return Credentials(
        account_id="a",
        kind=kind,
        status="active",
        password=PasswordHash("hash"),
        totp_seed=b"sealed" if "totp" in has else None,
        totp_failures=0,
        totp_last_step=0,
        totp_disabled=disabled,
        enrolled=frozenset(named(has)),
        barred=frozenset(named(barred)),
    )


def strength(level: int = 1, resistance: Resistance = "") -> Strength:
    return Strength(level=level, resistance=resistance)


@pytest.mark.parametrize(("words", "level", "resistance", "amr"), WRITTEN)
def test_each_way_reaches_what_is_written(
    words: str, level: int, resistance: Resistance, amr: str
) -> None:
    shown = reached(named(words), DEFAULT_POLICY)
    assert shown.strength == strength(level, resistance)
    assert shown.amr == tuple(amr.split())
    raised = level if level != 2 or not {"passkey", "security_key"} & set(words.split()) else 3
    assert reached(named(words), EVERYTHING).strength == strength(raised, resistance)


def test_every_combination_of_factors_has_its_level_amr_and_acr() -> None:
    """All 2,048: the best of the ways in it, and never more than that."""
    alone = {frozenset(named(row[0])): row for row in WRITTEN}
    for size in range(len(FACTORS) + 1):
        for shown in combinations(FACTORS, size):
            ways = [row for factors, row in alone.items() if factors <= set(shown)]
            level = max((way[1] for way in ways), default=0)
            resistance = max(
                (way[2] for way in ways), key=RESISTANCES.index, default=RESISTANCES[0]
            )
            words = {word for way in ways for word in way[3].split()}
            found = reached(shown, DEFAULT_POLICY)
            assert found.strength == Strength(level=level, resistance=resistance), shown
            assert set(found.amr) == words, shown
            assert ("mfa" in found.amr) == (level >= 2)
            acr = [f"{ISSUER}/loa/{level}", *RESISTANCES[1 : RESISTANCES.index(resistance) + 1]]
            assert list(acr_values([found.strength], ISSUER)) == acr


def test_only_two_kinds_of_factor_together_count_as_two() -> None:
    for row in TABLE:
        kinds = {FACTORS[one].kind for one in row.factors}
        is_several = kinds & {"several", "elsewhere"} or len(kinds) > 1
        assert row.level == 1 or is_several


def test_what_is_no_row_proves_nothing() -> None:
    nothing = assurance.Reached(strength=strength(0), amr=())
    assert reached((), DEFAULT_POLICY) == nothing
    assert reached(named("totp recovery_code one_time_sms"), DEFAULT_POLICY) == nothing


def test_what_an_agency_bars_counts_for_nothing() -> None:
    shown = reached(named("password one_time_sms"), DEFAULT_POLICY, named("one_time_sms"))
    assert (shown.strength, shown.amr) == (strength(1), ("pwd",))
    assert reached(named("passkey"), DEFAULT_POLICY, named("passkey")).strength.level == 0


def test_only_what_this_instance_offers_is_promised() -> None:
    assert assurance.strongest(Policy(offered=frozenset({"password", "totp"}))) == strength(2)
    assert assurance.strongest(DEFAULT_POLICY) == strength(2, "phr")
    assert assurance.strongest(EVERYTHING) == strength(3, "phrh")
    assert {one.level for one in assurance.strengths(DEFAULT_POLICY)} == {1, 2}


PASSWORD = FactorMissing(factor="password")
ENROL = EnrolmentMissing(factor="totp")
DONE = NothingMissing()
MANY = "password totp recovery_code one_time_sms passkey"
PHR, PHRH = strength(1, "phr"), strength(1, "phrh")


def ask(*factors: FactorName) -> FactorMissing:
    return FactorMissing(factor=factors[0], others=factors[1:])


@pytest.mark.parametrize(
    ("demanded", "shown", "known", "expected"),
    [
        (strength(1), "", credentials(), PASSWORD),
        (strength(1), "totp", credentials(has="password totp"), PASSWORD),
        (strength(0), "password", credentials(), DONE),
        (strength(1), "password", credentials(), DONE),
        (strength(2), "password", credentials(), ENROL),
        (strength(1), "password", credentials(kind="official"), ENROL),
        (strength(1), "password", credentials(has="password totp"), ask("totp")),
        (strength(2), "password", credentials(has="password totp"), ask("totp")),
        (strength(2), "password totp", credentials(kind="official", has="password totp"), DONE),
        # A recovery code alone protects nothing, and is no reason to ask.
        (strength(1), "password", credentials(has="password recovery_code"), DONE),
        (strength(2), "password", credentials(has="password recovery_code"), ask("recovery_code")),
        # Several: what resists phishing first, the others as other ways.
        (
            strength(1),
            "password",
            credentials(has=MANY),
            ask("passkey", "totp", "one_time_sms", "recovery_code"),
        ),
        (strength(1), "passkey", credentials(has=MANY), DONE),
        # Who disabled codes by guessing has other ways left, or none.
        (
            strength(1),
            "password",
            credentials(has="password totp", disabled=True),
            FactorDisabled(factor="totp"),
        ),
        (
            strength(1),
            "password",
            credentials(has="password totp recovery_code", disabled=True),
            ask("recovery_code"),
        ),
        # A step-up asks for what is missing, and for nothing else.
        (PHR, "password totp", credentials(has=MANY), ask("passkey")),
        (PHR, "password passkey", credentials(has=MANY), DONE),
        (PHRH, "passkey", credentials(has="password passkey security_key"), ask("security_key")),
        # What this person cannot fulfil is judged by who asked; sign-in goes on.
        (PHR, "password", credentials(), DONE),
        (PHR, "password", credentials(has="password totp"), ask("totp")),
        (PHR, "password totp", credentials(has="password totp"), DONE),
        # An agency bars: neither asked for, nor enough, nor enrolled.
        (
            strength(1),
            "password",
            credentials(kind="official", has=MANY, barred="one_time_sms passkey"),
            ask("totp", "recovery_code"),
        ),
        (
            strength(1),
            "passkey",
            credentials(kind="official", has=MANY, barred="passkey"),
            PASSWORD,
        ),
        (
            strength(1),
            "password",
            credentials(kind="official", barred="totp"),
            NothingHelps(),
        ),
        # Two steps away: a name confirmed elsewhere, then the password, then the code.
        (strength(2), "upstream_1", credentials(has="password totp"), PASSWORD),
    ],
)
def test_what_is_missing_is_asked_for_and_nothing_else(
    demanded: Strength, shown: str, known: Credentials, expected: Missing
) -> None:
    assert missing(demanded, named(shown), known, DEFAULT_POLICY) == expected


@pytest.mark.parametrize("kind", ["citizen", "official"])
@pytest.mark.parametrize("resistance", RESISTANCES)
@pytest.mark.parametrize("level", [1, 2])
def test_a_step_up_asks_for_what_would_do_whatever_is_enrolled(
    kind: Kind, resistance: Resistance, level: int
) -> None:
    """Every set of enrolled factors, every part of it shown: an answer that leads on, or an end."""
    ours = [one for one in FACTORS if one != "password" and FACTORS[one].kind != "elsewhere"]
    demanded = strength(level, resistance)
    for size in range(len(ours) + 1):
        for second in combinations(ours, size):
            known = credentials(kind=kind, has=" ".join(("password", *second)))
            _leads_on(demanded, (), known)
            _leads_on(demanded, ("password",), known)
            for one in second:
                _leads_on(demanded, ("password", one), known)


def _leads_on(demanded: Strength, shown: tuple[FactorName, ...], known: Credentials) -> None:
    so_far = reached(shown, DEFAULT_POLICY).strength
    attainable = assurance.attainable(known.enrolled, DEFAULT_POLICY)
    match missing(demanded, shown, known, DEFAULT_POLICY):
        case NothingMissing():
            assert so_far.covers(demanded) or not attainable.covers(demanded)
            assert so_far.level == 2 or known.kind == "citizen"
            assert so_far.level == 2 or not assurance.is_guarded(known.enrolled)
        case FactorMissing() as need:
            assert not set(need.choices) & set(shown)
            assert set(need.choices) <= known.enrolled
            for choice in need.choices:
                after = reached((*shown, choice), DEFAULT_POLICY).strength
                can_do = attainable.covers(demanded)
                assert after.covers(demanded) or not can_do or need == PASSWORD
        case EnrolmentMissing(factor=factor):
            assert factor not in known.enrolled
            assert set(known.enrolled) == {"password"}
        case other:
            pytest.fail(f"{shown} of {known.enrolled} ends in {other}")


def test_a_level_that_no_factor_reaches_is_never_promised() -> None:
    with pytest.raises(ValueError, match="no configured factor"):
        missing(strength(3), ("password", "totp"), credentials(), DEFAULT_POLICY)


@pytest.mark.parametrize("shown", [*combinations(FACTORS, 1), *combinations(FACTORS, 2)])
def test_what_tokens_say_of_a_sign_in_never_makes_it_stronger(
    shown: tuple[FactorName, ...],
) -> None:
    """RFC 8176; what resists phishing is read back whole."""
    was = reached(shown, EVERYTHING)
    told = assurance.told_by(was.amr, EVERYTHING)
    assert was.strength.covers(told)
    if was.strength.resistance:
        assert told.resistance == was.strength.resistance
    assert not assurance.told_by(was.amr, EVERYTHING, barred=shown).resistance
