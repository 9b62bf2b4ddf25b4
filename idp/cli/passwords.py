"""`idp passwords …`: which rules an organisation's officials obey."""

import click

from idp.administration import password_policies
from idp.cli.answer import say
from idp.cli.doors import Doors, opened_unit, with_doors
from idp.identity.password_policy import PRESETS


@click.command()
@click.argument("organisation")
@click.argument("preset", type=click.Choice(list(PRESETS)))
@with_doors
def policy(doors: Doors, *, organisation: str, preset: str) -> None:
    """Choose the preset of an organisation, by its code, and of all below that chose none."""
    with opened_unit(doors) as unit:
        password_policies.choose(organisation, preset, unit.administration)
    say(f"Officials of {organisation} obey the preset {preset} from their next password on.")


passwords = click.Group(name="passwords", help="Rules for passwords.", commands=(policy,))
