"""Which passwords are accepted: one table of presets, and the one judge of every new password.

An official's organisation chooses the preset, everybody else has `default`. How often one may
guess is the same for all (`throttle.py`): TCVN's lock of twelve hours would let anybody lock
anybody out. Next: `factors/password_strength.py`, `password_change.py`.
"""

import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from idp.identity.factors.password import normalised
from idp.identity.factors.password_strength import score
from idp.identity.password_ports import BreachedPasswords, Duties
from idp.identity.ports import Account

PresetName = Literal["default", "tcvn"]
Weakness = Literal[
    "password_too_long",
    "password_too_short",
    "password_lacks_classes",
    "password_too_weak",
    "password_breached",
]
DAY: Final = 86_400  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """What a password must be; lengths in characters after normalisation, ages in seconds.

    `classes_alone`: how many of CLASSES it mixes where no second factor stands beside it.
    `remembered`: how many passwords, the present one counted, may not come again.
    `administrators_change_after`: how old a password of who holds a role may become.
    """

    shortest: int
    shortest_alone: int
    classes_alone: int = 0
    remembered: int = 0
    administrators_change_after: int | None = None


PRESETS: Final[Mapping[str, Preset]] = MappingProxyType(
    {
        # NIST SP 800-63B-4 §3.1.1.2: length, no composition, no change without a reason.
        "default": Preset(shortest=8, shortest_alone=15),
        # TCVN 14423:2026, as far as its limits are known second-hand.
        "tcvn": Preset(
            shortest=8,
            shortest_alone=14,
            classes_alone=4,
            remembered=10,
            administrators_change_after=60 * DAY,
        ),
    }
)
CLASSES: Final[tuple[frozenset[str], ...]] = (
    frozenset({"Lu", "Lt"}),
    frozenset({"Ll", "Lo"}),
    frozenset({"Nd"}),
    frozenset({"Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So", "Zs"}),
)
"""Unicode's categories of capital letters, small letters, digits, and all that stands between."""

LOWEST_SCORE: Final = 2  # of zxcvbn, beside a second factor: over 10⁶ guesses
LOWEST_SCORE_ALONE: Final = 4  # over 10¹⁰


@dataclass(frozen=True, slots=True, kw_only=True)
class Demands:
    """What is demanded of the next password of one person; `alone`: no second factor."""

    preset: Preset
    alone: bool
    own_words: tuple[str, ...] = ()

    @property
    def shortest(self) -> int:
        """The fewest characters that are accepted."""
        return self.preset.shortest_alone if self.alone else self.preset.shortest


def demands_on(account: Account, duties: Duties, *, alone: bool) -> Demands:
    """What this person's next password must be."""
    return Demands(
        preset=preset_of(duties.presets), alone=alone, own_words=_own_words(account, duties)
    )


def preset_of(chosen: Collection[str]) -> Preset:
    """The strictest of every preset that was chosen; who serves two agencies obeys both."""
    presets = [PRESETS[name] for name in chosen] or [PRESETS["default"]]
    ages = [one.administrators_change_after for one in presets]
    limits = [age for age in ages if age is not None]
    return Preset(
        shortest=max(one.shortest for one in presets),
        shortest_alone=max(one.shortest_alone for one in presets),
        classes_alone=max(one.classes_alone for one in presets),
        remembered=max(one.remembered for one in presets),
        administrators_change_after=min(limits) if limits else None,
    )


def weakness_of(password: str, demands: Demands, breached: BreachedPasswords) -> Weakness | None:
    """Why this may not become the password; None when it may. Raises StoreUnavailable.

    Which entry of which list it is like is told to nobody.
    """
    normal = normalised(password)
    if normal is None:
        return "password_too_long"
    if len(normal) < demands.shortest:
        return "password_too_short"
    if demands.alone and _classes_in(normal) < demands.preset.classes_alone:
        return "password_lacks_classes"
    lowest = LOWEST_SCORE_ALONE if demands.alone else LOWEST_SCORE
    if score(normal, demands.own_words) < lowest:
        return "password_too_weak"
    return "password_breached" if breached.holds(normal) else None


def is_due(duties: Duties, now: int) -> bool:
    """Whether who administers must choose a new password before anything else."""
    longest = preset_of(duties.presets).administrators_change_after
    return duties.administers and longest is not None and now >= duties.changed_at + longest


def _classes_in(password: str) -> int:
    found = {unicodedata.category(character) for character in password}
    return sum(bool(found & kind) for kind in CLASSES)


def _own_words(account: Account, duties: Duties) -> tuple[str, ...]:
    """Whatever a guesser who knows the person tries first (NIST SP 800-63B-4 §3.1.1.2)."""
    words = [account.username]
    for name in ("name", "email", "phone_number", "personal_number", "nickname"):
        attribute = account.attributes.get(name)
        if attribute is not None and isinstance(attribute.value, str):
            words.append(attribute.value)
    email = next((word for word in words if "@" in word), "")
    words += email.split("@")
    born = account.attributes.get("birthdate")
    if born is not None and isinstance(born.value, str):
        words += _dates(born.value)
    return (*words, *duties.organisations)


def _dates(birthdate: str) -> list[str]:
    """A birth date in the forms that people type it in."""
    year, _, rest = birthdate.partition("-")
    month, _, day = rest.partition("-")
    return [
        year,
        f"{day}{month}{year}",
        f"{day}{month}{year[2:]}",
        f"{year}{month}{day}",
        day + month,
    ]
