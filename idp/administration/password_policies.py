"""Which rules for passwords an organisation's officials obey; proposed like other policies."""

from idp.administration.context import Context
from idp.administration.proposing import Done, Proposed, needs_a_second_person, propose_policy
from idp.administration.refusal import Refused
from idp.audit.events import PasswordPolicyChosen
from idp.identity.password_policy import PRESETS


def choose(organisation: str, preset: str, context: Context) -> Done | Proposed:
    """Officials there, and below where nothing else was chosen, obey this preset from now on.

    Passwords that exist stay until they are changed, or grow too old. Raises Refused.
    """
    if not needs_a_second_person(context):
        carry_out(organisation, preset, context)
        return Done()
    _check(organisation, preset, context)
    return propose_policy("password_policy", organisation, {"preset": preset}, context)


def carry_out(organisation: str, preset: str, context: Context) -> None:
    """The choice counts and is recorded; Refused, and nothing written, where it cannot be."""
    _check(organisation, preset, context)
    if not context.identity.passwords.choose(organisation, preset, context.now):
        raise Refused("chosen_before", "The organisation has this preset already.")
    context.record(PasswordPolicyChosen(organisation=organisation, preset=preset))


def _check(organisation: str, preset: str, context: Context) -> None:
    if preset not in PRESETS:
        raise Refused("unknown_preset", f"The presets are {', '.join(PRESETS)}.")
    if context.organisations.get(organisation) is None:
        raise Refused("unknown_organisation", "There is no organisation of this code.")
