"""How strong and how fresh a sign-in the request demands (OIDC Core §3.1.2.1, §5.5.1.1).

Levels are `<issuer>/loa/1` … `/loa/4`, with aliases per client. Voluntary values never fail.
"""

from dataclasses import dataclass

from idp.protocol.authentication import Authentication
from idp.protocol.authorization.request import AuthorizationRequest
from idp.protocol.client import Client
from idp.protocol.context import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """`level` must be reached; `wishes` are voluntary levels in the client's order."""

    level: int
    wishes: tuple[int, ...]

    def wished_level(self, reachable: int) -> int:
        """Return the first wish that the person can fulfil; 1 when there is none."""
        return next((wish for wish in self.wishes if wish <= reachable), 1)


def acr_of(level: int, issuer: str) -> str:
    """Return our name of a level."""
    return f"{issuer}/loa/{level}"


def level_of(value: str, client: Client, issuer: str) -> int | None:
    """Return the level that an `acr` value or a client's alias of one means."""
    name = (client.acr_aliases or {}).get(value, value)
    levels = {acr_of(level, issuer): level for level in (1, 2, 3, 4)}
    return levels.get(name)


def demand_of(request: AuthorizationRequest, context: Context) -> Demand:
    """Return what must and what should be reached; an unknown essential value cannot be met."""
    client, issuer = request.client, context.issuer
    essential = [level_of(value, client, issuer) or 99 for value in request.claims.essential_acr]
    voluntary = (*request.acr_values, *request.claims.voluntary_acr)
    wishes = [level_of(value, client, issuer) for value in voluntary]
    return Demand(
        level=max(client.minimum_level, min(essential, default=1)),
        wishes=tuple(wish for wish in wishes if wish is not None),
    )


def can_be_met(demand: Demand, context: Context) -> bool:
    """Whether any sign-in here could reach the demanded level."""
    return demand.level <= max(context.levels)


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
        level = level_of(value, request.client, context.issuer)
        if level is not None and level <= authentication.level:
            return value
    return acr_of(authentication.level, context.issuer)


def is_fresh(request: AuthorizationRequest, authentication: Authentication, now: int) -> bool:
    """Whether the proof is young enough; `max_age=0` and `prompt=login` ask for a new one."""
    if "login" in request.prompts or request.max_age == 0:
        return False
    return request.max_age is None or now - authentication.time <= request.max_age
