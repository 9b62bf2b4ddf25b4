"""How long an organisation lets its officials stay signed in; proposed like other policies.

Only shorter than the product does. The strictest choice of the whole line counts, so that nobody
below loosens what stands above.
"""

from collections.abc import Sequence
from typing import Final

from idp.administration.context import Context
from idp.administration.organisation_ports import SessionPolicy
from idp.administration.proposing import Done, Proposed, needs_a_second_person, propose_policy
from idp.administration.refusal import Refused
from idp.audit.events import SessionLengthsChosen
from idp.identity.ports import SessionLengths
from idp.identity.session import LIMITS

PRODUCT: Final = LIMITS["official"]
SHORTEST_IDLE: Final = 60  # seconds: time to read a page and answer it


def shorten(organisation: str, lengths: SessionLengths, context: Context) -> Done | Proposed:
    """Officials there and below are signed out no later than this, from their next request on.

    The product's own lengths take the choice back. Raises Refused.
    """
    if not needs_a_second_person(context):
        carry_out(organisation, lengths, context)
        return Done()
    _check(organisation, lengths, context)
    chosen_lengths = {"idle": lengths.idle, "absolute": lengths.absolute}
    return propose_policy("session_lengths", organisation, chosen_lengths, context)


def carry_out(organisation: str, lengths: SessionLengths, context: Context) -> None:
    """The choice counts and is recorded; Refused, and nothing written, where it cannot be."""
    _check(organisation, lengths, context)
    if not context.session_policies.choose(organisation, lengths, context.now):
        raise Refused("chosen_before", "The organisation has exactly these lengths already.")
    context.record(
        SessionLengthsChosen(
            organisation=organisation, idle=lengths.idle, absolute=lengths.absolute
        )
    )


def chosen(context: Context) -> Sequence[SessionPolicy]:
    """Every choice of an organisation, by its code."""
    return context.session_policies.all()


def _check(organisation: str, lengths: SessionLengths, context: Context) -> None:
    if not SHORTEST_IDLE <= lengths.idle <= PRODUCT.idle:
        raise Refused(
            "invalid_length",
            f"Idle: from {SHORTEST_IDLE} to {PRODUCT.idle} seconds.",
            names=("idle",),
        )
    if not lengths.idle <= lengths.absolute <= PRODUCT.absolute:
        raise Refused(
            "invalid_length",
            f"In any case: from the idle ones to {PRODUCT.absolute} seconds.",
            names=("absolute",),
        )
    if context.organisations.get(organisation) is None:
        raise Refused("unknown_organisation", "There is no organisation of this code.")
    if SessionPolicy(organisation=organisation, lengths=lengths) in chosen(context):
        raise Refused("chosen_before", "The organisation has exactly these lengths already.")
