"""`idp keys …` and `idp clock accept`: signing keys, and the time they go by."""

from dataclasses import asdict

import click

from idp.administration import break_glass
from idp.administration import clock as clock_administration
from idp.administration import signing_keys as administration
from idp.administration.proposing import Proposed
from idp.cli.answer import answer, as_json, say
from idp.cli.doors import Doors, opened_unit, with_doors
from idp.cli.proposed import tell_emergency, tell_outcome


@click.command("list")
@as_json
@with_doors
def list_keys(doors: Doors, *, as_json: bool) -> None:
    """Show every key and where it stands; times are seconds UTC."""
    with opened_unit(doors) as unit:
        listed = administration.listed(unit.administration)
    if as_json:
        answer({"keys": [asdict(key) for key in listed]}, as_json=True)
        return
    for key in listed:
        click.echo(f"{key.state:9} {key.purpose:10} {key.algorithm:6} {key.kid}")


@click.command()
@click.option("--now", "immediately", is_flag=True, help="Replace every active key: an emergency.")
@click.option("--reason", default="operator", show_default=True)
@click.option(
    "--break-glass",
    "emergency",
    metavar="REASON",
    help="At once, with an alarm; two administrators must confirm it within 72 hours.",
)
@as_json
@with_doors
def rotate(
    doors: Doors, *, immediately: bool, reason: str, emergency: str | None, as_json: bool
) -> None:
    """Announce, promote, retire and destroy what is due; --now has to be approved by another."""
    if emergency is not None:
        with opened_unit(doors) as unit:
            made = break_glass.rotate_keys(emergency, unit.administration)
        tell_emergency(made.id, as_json=as_json)
        return
    with opened_unit(doors) as unit:
        context = unit.administration
        done = (
            administration.rotate_now(reason, context)
            if immediately
            else administration.rotate(context)
        )
    if isinstance(done, Proposed):
        tell_outcome(done, as_json=as_json)
        return
    told = [{"move": type(move).__name__.lower(), "kid": move.kid} for move in done]
    answer({"moves": told}, as_json=as_json)


@click.command()
@as_json
@with_doors
def history(doors: Doors, *, as_json: bool) -> None:
    """Show the retired keys, signed."""
    with opened_unit(doors) as unit:
        signed = administration.history(unit.administration)
    answer({"history": signed}, as_json=as_json)


@click.command()
@with_doors
def accept(doors: Doors) -> None:
    """Take the present time as true after the clock ran ahead."""
    with opened_unit(doors) as unit:
        before = clock_administration.accept(
            unit.operations.housekeeping.accept_clock, unit.administration
        )
    say(f"The highest committed time was {before}; the present one counts from now on.")


keys = click.Group(name="keys", help="Signing keys.", commands=(list_keys, rotate, history))
clock = click.Group(name="clock", help="The time.", commands=(accept,))
