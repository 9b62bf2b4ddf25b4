"""`idp requests …`: what people ask about their own data, with the deadlines of the law."""

import click

from idp.administration import data_requests as administration
from idp.cli.answer import answer, as_json, say
from idp.cli.doors import Doors, opened_unit, with_doors
from idp.identity.working_days import local_date


@click.command(name="list")
@as_json
@with_doors
def list_requests(doors: Doors, *, as_json: bool) -> None:
    """Show what waits, the oldest first; each person can read that somebody looked."""
    with opened_unit(doors) as unit:
        found = administration.waiting(unit.administration)
    told = [
        {
            "request": one.id,
            "account_id": one.account_id,
            "kind": one.kind,
            "told": one.told,
            "answer_by": local_date(one.answer_by).isoformat(),
            "due_by": local_date(one.due_by).isoformat(),
            "answered": one.answered_at is not None,
            "extended": one.extended_at is not None,
        }
        for one in found
    ]
    answer({"requests": told}, as_json=as_json)


@click.command(name="answer")
@click.argument("request")
@with_doors
def answer_request(doors: Doors, *, request: str) -> None:
    """Tell the person that it is worked on: due in two working days."""
    with opened_unit(doors) as unit:
        administration.answer(request, unit.administration)
    say("The person is told that the request is worked on.")


@click.command()
@click.argument("request")
@click.option("--reason", required=True, help="One line that the person reads.")
@with_doors
def extend(doors: Doors, *, request: str, reason: str) -> None:
    """Use the law's one extension: 10 days for a correction, 20 for an erasure."""
    with opened_unit(doors) as unit:
        longer = administration.extend(request, reason, unit.administration)
    say(f"The request is due by {local_date(longer.due_by).isoformat()}.")


@click.command()
@click.argument("request")
@with_doors
def done(doors: Doors, *, request: str) -> None:
    """Note that a correction was made (`idp accounts prove`), or erase the person now."""
    with opened_unit(doors) as unit:
        administration.done(request, unit.administration)
    say("The request is carried out.")


@click.command()
@click.argument("request")
@click.option("--reason", required=True, help="One line that the person reads.")
@with_doors
def refuse(doors: Doors, *, request: str, reason: str) -> None:
    """End a request without carrying it out."""
    with opened_unit(doors) as unit:
        administration.refuse(request, reason, unit.administration)
    say("The request is refused.")


requests = click.Group(
    name="requests",
    help="What people ask about their own data.",
    commands=(list_requests, answer_request, extend, done, refuse),
)
