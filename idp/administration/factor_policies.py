"""Which factors an organisation bars for its officials; proposed where a second person decides."""

from collections.abc import Collection, Sequence
from typing import cast

from idp.administration.context import Context
from idp.administration.ports import FactorPolicy
from idp.administration.proposing import Done, Proposed, needs_a_second_person, propose_policy
from idp.administration.refusal import Refused
from idp.audit.events import FactorsBarred
from idp.identity.assurance import leaves_a_way
from idp.identity.factors import FACTORS, FactorName


def bar(organisation: str, names: Collection[str], context: Context) -> Done | Proposed:
    """Officials there, and below where nothing else was chosen, may not use these from now on.

    Sessions that rest on them count for what is left at their next request. Raises Refused.
    """
    if not needs_a_second_person(context):
        carry_out(organisation, names, context)
        return Done()
    barred = _checked(organisation, names, context)
    return propose_policy("factors_bar", organisation, {"barred": sorted(barred)}, context)


def carry_out(organisation: str, names: Collection[str], context: Context) -> None:
    """The choice counts and is recorded; Refused, and nothing written, where it cannot be."""
    barred = _checked(organisation, names, context)
    if not context.factor_policies.choose(organisation, barred, context.now):
        raise Refused("chosen_before", "The organisation bars exactly these already.")
    context.record(FactorsBarred(organisation=organisation, barred=tuple(sorted(barred))))


def chosen(context: Context) -> Sequence[FactorPolicy]:
    """Every choice of an organisation, by its code."""
    return context.factor_policies.all()


def _checked(organisation: str, names: Collection[str], context: Context) -> frozenset[FactorName]:
    unknown = [name for name in names if name not in FACTORS]
    if unknown:
        known = ", ".join(FACTORS)
        raise Refused("unknown_factor", f"{unknown[0]} is no factor; these are: {known}.")
    barred = frozenset(cast("Collection[FactorName]", names))
    if context.organisations.get(organisation) is None:
        raise Refused("unknown_organisation", "There is no organisation of this code.")
    if not leaves_a_way(context.identity.policy, barred):
        raise Refused(
            "nobody_could_sign_in",
            "Officials need two factors, and no such way would be left of those offered here.",
        )
    if FactorPolicy(organisation=organisation, barred=barred) in chosen(context):
        raise Refused("chosen_before", "The organisation bars exactly these already.")
    return barred
