"""`idp passwords …`: which rules an organisation's officials obey."""

import click

from idp.administration import password_policies
from idp.cli.doors import Doors, opened_unit, with_doors
from idp.cli.proposed import say_outcome
from idp.identity.password_policy import PRESETS


@click.command()
@click.argument("organisation")
@click.argument("preset", type=click.Choice(list(PRESETS)))
@with_doors
def policy(doors: Doors, *, organisation: str, preset: str) -> None:
    """Choose the preset of an organisation, by its code, and of all below that chose none.

    A proposal once there are two national administrators.
    """
    with opened_unit(doors) as unit:
        outcome = password_policies.choose(organisation, preset, unit.administration)
    done = f"Officials of {organisation} obey the preset {preset} from their next password on."
    say_outcome(outcome, done)


passwords = click.Group(name="passwords", help="Rules for passwords.", commands=(policy,))
