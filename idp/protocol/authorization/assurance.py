"""How strong and how fresh a sign-in the request demands (OIDC Core §3.1.2.1, §5.5.1.1).

Levels are `<issuer>/loa/1` … `/loa/4`; `phr` and `phrh` ask for a sign-in that resists phishing
(OpenID EAP ACR Values §2). Clients may have aliases. Voluntary values never fail.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from idp.protocol.authentication import RESISTANCES, Authentication, Strength
from idp.protocol.authorization.request import AuthorizationRequest
from idp.protocol.client import Client
from idp.protocol.context import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """`minimum` and one of `essential`, if there are any; `wishes` voluntary, in their order."""

    minimum: Strength
    essential: tuple[Strength, ...]
    wishes: tuple[Strength, ...]

    @property
    def level(self) -> int:
        """The least level that can fulfil it."""
        return max(self.minimum.level, min((one.level for one in self.essential), default=1))


UNKNOWN: Strength = Strength(level=99)
"""What an essential value means that we do not know: it cannot be met."""


def acr_of(level: int, issuer: str) -> str:
    """Return our name of a level."""
    return f"{issuer}/loa/{level}"


def acr_values(reached: Iterable[Strength], issuer: str) -> tuple[str, ...]:
    """Return every value that some sign-in here satisfies: levels first, then the resistances."""
    ways = tuple(reached)
    levels = sorted({one.level for one in ways})
    kinds = [
        one
        for one in RESISTANCES
        if one and any(way.covers(Strength(resistance=one)) for way in ways)
    ]
    return (*(acr_of(level, issuer) for level in levels), *kinds)


def strength_of(value: str, client: Client, issuer: str) -> Strength | None:
    """Return what an `acr` value or a client's alias of one means."""
    name = (client.acr_aliases or {}).get(value, value)
    meanings = {acr_of(level, issuer): Strength(level=level) for level in (1, 2, 3, 4)}
    meanings |= {one: Strength(resistance=one) for one in RESISTANCES if one}
    return meanings.get(name)


def demand_of(request: AuthorizationRequest, context: Context) -> Demand:
    """Return what must and what should be reached; an unknown essential value cannot be met."""
    client, issuer = request.client, context.issuer
    essential = [strength_of(one, client, issuer) for one in request.claims.essential_acr]
    voluntary = (*request.acr_values, *request.claims.voluntary_acr)
    wishes = [strength_of(value, client, issuer) for value in voluntary]
    return Demand(
        minimum=Strength(level=client.minimum_level),
        essential=tuple(one or UNKNOWN for one in essential),
        wishes=tuple(one for one in wishes if one is not None),
    )


def can_be_met(demand: Demand, strongest: Strength) -> bool:
    """Whether somebody who can be as strong as that can fulfil what is demanded."""
    return strongest.covers(demand.minimum) and (
        not demand.essential or any(strongest.covers(one) for one in demand.essential)
    )


def goal_of(demand: Demand, authentication: Authentication) -> Strength:
    """Return what this person should reach: all that is demanded, and the first wish they can."""
    is_fulfilled = can_be_met(demand, authentication.strength)
    limit = authentication.strength if is_fulfilled else authentication.attainable
    within = [one for one in demand.essential if limit.covers(one)]
    goal = demand.minimum.joined(min(within, key=_ease, default=demand.minimum))
    wishes = [one for one in demand.wishes if authentication.reachable.covers(one)]
    return goal.joined(wishes[0]) if wishes else goal


def acr_reached(
    request: AuthorizationRequest, authentication: Authentication, context: Context
) -> str:
    """Return the first requested value that this sign-in satisfies, else our name of its level."""
    asked = (
        *request.claims.essential_acr,
        *request.acr_values,
        *request.claims.voluntary_acr,
    )
    for value in asked:
        meant = strength_of(value, request.client, context.issuer)
        if meant is not None and authentication.strength.covers(meant):
            return value
    return acr_of(authentication.level, context.issuer)


def _ease(strength: Strength) -> tuple[int, int]:
    return strength.level, RESISTANCES.index(strength.resistance)


def is_fresh(request: AuthorizationRequest, authentication: Authentication, now: int) -> bool:
    """Whether the proof is young enough; `max_age=0` and `prompt=login` ask for a new one."""
    if "login" in request.prompts or request.max_age == 0:
        return False
    return request.max_age is None or now - authentication.time <= request.max_age
