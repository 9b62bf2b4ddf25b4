"""Authentication: the fact that a person signed in. `identity/` makes it, `protocol/` reads it."""

from dataclasses import dataclass
from typing import Final, Literal

Resistance = Literal["", "phr", "phrh"]
RESISTANCES: Final[tuple[Resistance, ...]] = ("", "phr", "phrh")
"""How well a sign-in resists phishing, the weakest first (OpenID EAP ACR Values §2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strength:
    """How strong a sign-in is, or must be: level 1–4, and how well it resists phishing."""

    level: int = 1
    resistance: Resistance = ""

    def covers(self, demanded: "Strength") -> bool:
        """Whether it is at least as strong as this, on both scales."""
        return (
            self.level >= demanded.level
            and self.resistance in RESISTANCES[RESISTANCES.index(demanded.resistance) :]
        )

    def joined(self, other: "Strength") -> "Strength":
        """The stronger of the two, on each scale by itself."""
        return Strength(
            level=max(self.level, other.level),
            resistance=max(self.resistance, other.resistance, key=RESISTANCES.index),
        )


TWO_FACTORS: Final = Strength(level=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Authentication:
    """One living session, as the protocol may know it.

    `time` is the moment of the last proof (`auth_time`, seconds UTC); `level` the authentication
    level 1–4; `methods` the `amr` values (RFC 8176); `session` the session's internal id, stable
    through step-ups and never sent to anyone; `reachable_level` what this person could reach with
    the factors that are enrolled now; `attainable_level` what, with one that a sign-in lets them
    enrol; `absolute_end` the second at which the session ends for good; `sandbox` marks somebody
    invented.
    """

    account_id: str
    session: str
    time: int
    level: int
    methods: tuple[str, ...]
    reachable_level: int
    absolute_end: int
    resistance: Resistance = ""
    reachable_resistance: Resistance = ""
    attainable_level: int = 2
    sandbox: bool = False

    @property
    def strength(self) -> Strength:
        """How strong it is."""
        return Strength(level=self.level, resistance=self.resistance)

    @property
    def reachable(self) -> Strength:
        """How strong it could become with what is enrolled now."""
        return Strength(level=self.reachable_level, resistance=self.reachable_resistance)

    @property
    def attainable(self) -> Strength:
        """How strong it could become at all."""
        level = max(self.reachable_level, self.attainable_level)
        return Strength(level=level, resistance=self.reachable_resistance)
