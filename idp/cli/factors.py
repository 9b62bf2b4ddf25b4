"""`idp factors …`: which ways to sign in organisations bar for their officials."""

import click

from idp.administration import factor_policies
from idp.cli.answer import answer, as_json
from idp.cli.doors import Doors, opened_unit, with_doors
from idp.cli.proposed import say_outcome


@click.command()
@click.argument("organisation")
@click.argument("factor", nargs=-1)
@with_doors
def bar(doors: Doors, *, organisation: str, factor: tuple[str, ...]) -> None:
    """Bar exactly these at an organisation, by its code, and at all below that chose nothing.

    Without a factor nothing is barred there, whatever stands above it. A proposal once there are
    two national administrators.
    """
    with opened_unit(doors) as unit:
        outcome = factor_policies.bar(organisation, factor, unit.administration)
    told = ", ".join(sorted(set(factor))) or "nothing"
    say_outcome(outcome, f"Barred for officials of {organisation}: {told}.")


@click.command(name="list")
@as_json
@with_doors
def list_choices(doors: Doors, *, as_json: bool) -> None:
    """Show which organisations chose, and what they bar."""
    with opened_unit(doors) as unit:
        found = factor_policies.chosen(unit.administration)
    told = [{"organisation": one.organisation, "barred": sorted(one.barred)} for one in found]
    answer({"policies": told}, as_json=as_json)


factors = click.Group(
    name="factors",
    help="Which factors organisations bar for their officials.",
    commands=(bar, list_choices),
)
