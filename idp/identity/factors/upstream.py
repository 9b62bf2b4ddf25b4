"""An identity issued elsewhere as a factor: the operator's mapping table decides its level.

Which levels reach what stands in `../assurance.py`. Next: `../upstream_step.py`.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from idp.identity.elsewhere import IdentityKey, Upstream
from idp.identity.factor_name import FactorName
from keys import Custody

FACTOR_OF_LEVEL: Final[Mapping[int, FactorName]] = MappingProxyType(
    {1: "upstream_1", 2: "upstream_2", 3: "upstream_3"}
)
LEVEL_OF_FACTOR: Final[Mapping[FactorName, int]] = MappingProxyType(
    {factor: level for level, factor in FACTOR_OF_LEVEL.items()}
)


def key_of(upstream: Upstream, subject: str, custody: Custody) -> IdentityKey:
    """What an identity is known by; issuer and subject together (OIDC Core §5.7)."""
    text = f"{upstream.issuer}\n{subject}".encode("utf-8", "surrogatepass")
    return IdentityKey(custody.keyed_hash("search_index", text).hex())


def level_of(upstream: Upstream, acr: str) -> int | None:
    """The level of this `acr`; None where it is unknown and the operator wants it refused."""
    level = upstream.levels.get(acr)
    if level is None and upstream.unknown_acr == "lowest":
        return min(upstream.levels.values())
    return level


def acr_values(upstream: Upstream, level: int) -> Sequence[str]:
    """What to ask the upstream for: each `acr` that reaches the level, the least first."""
    enough = [(reached, acr) for acr, reached in upstream.levels.items() if reached >= level]
    return [acr for _, acr in sorted(enough)]


def factors_of(upstreams: Mapping[str, Upstream]) -> frozenset[FactorName]:
    """The factors that these upstreams can be."""
    return frozenset(
        FACTOR_OF_LEVEL[level]
        for upstream in upstreams.values()
        for level in upstream.levels.values()
    )
