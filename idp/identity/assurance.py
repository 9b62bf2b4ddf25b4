"""Which factors reach which level, and what is still missing: the one table that decides.

Levels are those of authentication (`acr`), never those of an account. Next: `login.py`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, NewType

from idp.identity.factors import FACTORS, FactorName
from idp.identity.ports import Credentials, Kind

Level = NewType("Level", int)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """What these factors together prove: a level and its honest `amr` (RFC 8176)."""

    factors: frozenset[FactorName]
    level: Level
    amr: tuple[str, ...]


NOTHING: Final = Reached(factors=frozenset(), level=Level(0), amr=())

TABLE: Final[tuple[Reached, ...]] = (
    Reached(factors=frozenset({"password", "totp"}), level=Level(2), amr=("pwd", "otp", "mfa")),
    Reached(factors=frozenset({"password"}), level=Level(1), amr=("pwd",)),
)
"""The strongest first: the first row whose factors were all shown counts."""

REACHABLE_LEVELS: Final = (1, 2)
_HIGHEST: Final = max(REACHABLE_LEVELS)
_TWO_FACTORS: Final = 2  # officials never sign in with less


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingMissing:
    """Every factor that is needed was shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorMissing:
    """The person has this factor and must show it next."""

    factor: FactorName


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentMissing:
    """The level needs a factor that the person has yet to enrol."""

    factor: FactorName


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorDisabled:
    """The factor that is needed was switched off after too many wrong codes (MF-02)."""

    factor: FactorName


Missing = NothingMissing | FactorMissing | EnrolmentMissing | FactorDisabled


def reached(factors: Collection[str]) -> Reached:
    """The row of the table that these factors reach; `NOTHING` when they reach none."""
    return next((row for row in TABLE if row.factors <= set(factors)), NOTHING)


def level_of(factors: Collection[str]) -> int:
    """The level that these factors together prove; 0 when they prove nothing."""
    return reached(factors).level


def amr_of(factors: Collection[str]) -> tuple[str, ...]:
    """The `amr` values that tell what really happened."""
    return reached(factors).amr


def factors_in(amr: Collection[str]) -> tuple[FactorName, ...]:
    """The factors behind `amr` values."""
    return tuple(name for name, factor in FACTORS.items() if factor.amr in amr)


def enrolled(credentials: Credentials) -> tuple[FactorName, ...]:
    """The factors that the person has and may use now."""
    has: dict[FactorName, bool] = {
        "password": credentials.password is not None,
        "totp": credentials.totp_seed is not None and not credentials.totp_disabled,
    }
    return tuple(name for name, usable in has.items() if usable)


def reachable_level(credentials: Credentials) -> int:
    """The level that the person can reach with what is enrolled now."""
    return level_of(enrolled(credentials))


def needed_level(demanded: int, *, kind: Kind, has_totp: bool) -> int:
    """The level that this sign-in must reach: what is asked, and what kind and factors demand.

    Whoever enrolled a second factor is always asked for it: it would protect nothing otherwise.
    """
    least = _TWO_FACTORS if kind == "official" or has_totp else 1
    return max(demanded, least)


def missing(demanded: int, shown: Collection[str], credentials: Credentials) -> Missing:
    """What must be shown next to reach the level; ValueError for one that no factor reaches."""
    if demanded > _HIGHEST:
        raise ValueError("no configured factor reaches this level")
    has_totp = credentials.totp_seed is not None
    needed = needed_level(demanded, kind=credentials.kind, has_totp=has_totp)
    if "password" not in shown:
        return FactorMissing(factor="password")
    if level_of(shown) >= needed:
        return NothingMissing()
    if not has_totp:
        return EnrolmentMissing(factor="totp")
    if credentials.totp_disabled:
        return FactorDisabled(factor="totp")
    return FactorMissing(factor="totp")
