"""Coverage: which organisations have officials, factors, services, and keys in order.

"100 %" as a picture, per ministry and province (administration.md); a value that pages draw.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from idp.administration.context import Context
from idp.administration.organisation_ports import CoveredService, OfficialsAlike
from idp.administration.ports import Organisation
from idp.identity.assurance import Policy, reachable

LEVELS: Final = (1, 2, 3)
Counted = TypeVar("Counted", OfficialsAlike, CoveredService)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """So many of so many; of nothing there is no share."""

    done: int
    of: int

    @property
    def is_whole(self) -> bool:
        """Nothing is missing."""
        return self.done == self.of

    @property
    def percent(self) -> int | None:
        """Whole per cent, rounded down: 100 only where nothing is missing."""
        return self.done * 100 // self.of if self.of else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """One organisation at the top, with everything active below it.

    `units`: those in which somebody serves; `levels`: of the officials, how many can reach level 1,
    2 and 3 with what they have and may use; `keys`: services that keep no shared secret, of all.
    """

    organisation: Organisation
    units: Share
    levels: tuple[Share, ...]
    keys: Share

    @property
    def officials(self) -> int:
        """How many serve there, each once."""
        return self.levels[0].of

    @property
    def services(self) -> int:
        """How many services are run there."""
        return self.keys.of

    @property
    def is_whole(self) -> bool:
        """Every unit has officials, each with two factors, and every service its keys."""
        return self.units.is_whole and self.levels[1].is_whole and self.keys.is_whole


def shown(context: Context) -> Sequence[Coverage]:
    """Every ministry, central agency and province, by its code; five statements in all.

    An official with posts in two of them counts in both.
    """
    units = context.coverage.units()
    every, staffed = (
        Counter(unit.root for unit in units),
        Counter(unit.root for unit in units if unit.has_officials),
    )
    officials = _by_root(context.coverage.officials())
    services = _by_root(context.coverage.services())
    return [
        Coverage(
            organisation=top,
            units=Share(done=staffed[top.code], of=every[top.code]),
            levels=_levels(officials.get(top.code, ()), context.identity.policy),
            keys=_keys(services.get(top.code, ())),
        )
        for top in context.coverage.tops()
    ]


def _by_root(found: Sequence[Counted]) -> Mapping[str, Sequence[Counted]]:
    by_root: dict[str, list[Counted]] = {}
    for one in found:
        by_root.setdefault(one.root, []).append(one)
    return by_root


def _levels(alike: Sequence[OfficialsAlike], policy: Policy) -> tuple[Share, ...]:
    reached = [(reachable(one.enrolled, policy, one.barred).level, one.count) for one in alike]
    whole = sum(count for _, count in reached)
    return tuple(
        Share(done=sum(count for level, count in reached if level >= wanted), of=whole)
        for wanted in LEVELS
    )


def _keys(services: Sequence[CoveredService]) -> Share:
    """An app that keeps nothing has nothing to put in order (RFC 6749 §2.1)."""
    in_order = [one for one in services if one.method == "none" or _has_its_key(one)]
    return Share(done=len(in_order), of=len(services))


def _has_its_key(service: CoveredService) -> bool:
    return service.has_keys and not service.method.startswith("client_secret")
