"""Which rules for passwords an organisation's officials obey."""

from idp.administration.context import Context
from idp.administration.refusal import Refused
from idp.audit.events import PasswordPolicyChosen
from idp.identity.password_policy import PRESETS


def choose(organisation: str, preset: str, context: Context) -> None:
    """Officials there, and below where nothing else was chosen, obey this preset from now on.

    Passwords that exist stay until they are changed, or grow too old. Raises Refused.
    """
    if preset not in PRESETS:
        raise Refused("unknown_preset", f"The presets are {', '.join(PRESETS)}.")
    if context.organisations.get(organisation) is None:
        raise Refused("unknown_organisation", "There is no organisation of this code.")
    if not context.identity.passwords.choose(organisation, preset, context.now):
        raise Refused("chosen_before", "The organisation has this preset already.")
    context.record(PasswordPolicyChosen(organisation=organisation, preset=preset))
