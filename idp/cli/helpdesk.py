"""`idp accounts search|end-sessions|reset-factor`: what the helpdesk does for a person."""

import click

from idp.administration import factor_resets, people, sessions
from idp.administration.accounts import LookGround
from idp.administration.people import Glimpse
from idp.cli.answer import answer, as_json, say, without_gaps
from idp.cli.doors import Doors, opened_unit, with_doors
from idp.cli.looking import says_why
from idp.cli.proposed import tell_outcome


@click.command()
@click.argument("text")
@click.option("--organisation", metavar="CODE", help="Only officials there and below.")
@click.option("--after", default="", metavar="ID", help="Go on behind this one, as was said.")
@says_why("support", read_by="everybody found")
@as_json
@with_doors
def search(
    doors: Doors,
    *,
    text: str,
    organisation: str | None,
    after: str,
    ground: LookGround,
    as_json: bool,
) -> None:
    """Find people by an identifier, or by beginnings of the words of a name; marks do not count."""
    with opened_unit(doors) as unit:
        found = people.search(
            text, unit.administration, place=organisation, after=after, ground=ground
        )
    told = {"people": [_told(one) for one in found.people], "following": found.following}
    answer(told, as_json=as_json)
    if found.following is not None:
        say(f"There is more: --after {found.following}")


def _told(one: Glimpse) -> dict[str, object]:
    return without_gaps(
        {
            "account_id": one.account_id,
            "username": one.username,
            "name": one.name,
            "personal_number": one.personal_number,
            "kind": one.kind,
            "status": one.status,
            "organisations": list(one.organisations),
        }
    )


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
