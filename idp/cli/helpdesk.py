"""`idp accounts end-sessions|reset-factor`: what the helpdesk does for a person."""

import click

from idp.administration import factor_resets, sessions
from idp.cli.answer import as_json, say
from idp.cli.doors import Doors, opened_unit, with_doors
from idp.cli.proposed import tell_outcome


@click.command(name="end-sessions")
@click.argument("username")
@with_doors
def end_sessions(doors: Doors, *, username: str) -> None:
    """Sign a person out everywhere; the services and the person are told."""
    with opened_unit(doors) as unit:
        sessions.end_all(username, unit.administration)
    say("Everything is signed out.")


@click.command(name="reset-factor")
@click.argument("username")
@click.argument("factor", nargs=-1, required=True, type=click.Choice(list(factor_resets.RESET)))
@as_json
@with_doors
def reset_factor(doors: Doors, *, username: str, factor: tuple[str, ...], as_json: bool) -> None:
    """Take lost factors from a person, where others protect the account as much."""
    with opened_unit(doors) as unit:
        outcome = factor_resets.reset(username, factor, unit.administration)
    tell_outcome(outcome, as_json=as_json)
