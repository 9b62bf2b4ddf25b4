"""`idp accounts lock|unlock` and `idp locks …`: grounds, ends, and the requests of authorities."""

from datetime import date

import click

from idp.administration import locks as administration
from idp.administration.refusal import Refused
from idp.cli.answer import answer, as_json, say
from idp.cli.doors import Doors, opened_unit, with_doors
from idp.cli.proposed import say_outcome
from idp.identity.grounds import GROUNDS, GroundName
from idp.identity.working_days import local_date, midnight_after

_GROUND = click.Choice(list(GROUNDS))


@click.command()
@click.argument("username")
@click.option("--ground", type=_GROUND, default="operator", show_default=True)
@click.option("--requester", default="operator", show_default=True, metavar="OFFICE")
@click.option("--until", metavar="YYYY-MM-DD", help="The last day of the lock; without: lifted.")
@as_json
@with_doors
def lock(
    doors: Doors,
    *,
    username: str,
    ground: GroundName,
    requester: str,
    until: str | None,
    as_json: bool,
) -> None:
    """End everything of a person, who cannot sign in any more; or file a request for it."""
    with opened_unit(doors) as unit:
        made = administration.lock(
            username,
            ground,
            unit.administration,
            requester=requester,
            until=None if until is None else midnight_after(day(until)),
        )
    if made.is_in_force:
        say("The account is locked.")
    else:
        say(f"The request waits; it is to be forwarded by {local_date(made.deadline)}.")
    answer({"lock": made.id, "ground": made.ground}, as_json=as_json)


@click.command()
@click.argument("username")
@click.option("--ground", type=_GROUND, help="Only the lock on this ground; without: all.")
@with_doors
def unlock(doors: Doors, *, username: str, ground: GroundName | None) -> None:
    """Let a person sign in again."""
    with opened_unit(doors) as unit:
        administration.unlock(username, unit.administration, ground=ground)
    say("The lock is lifted.")


@click.command(name="list")
@as_json
@with_doors
def list_requests(doors: Doors, *, as_json: bool) -> None:
    """Show the requests of authorities that nobody has decided, the oldest first."""
    with opened_unit(doors) as unit:
        waiting = administration.undecided(unit.administration)
    requests = [
        {
            "request": one.id,
            "account_id": one.account_id,
            "requester": one.requester,
            "forwarded": one.forwarded_at is not None,
            "deadline": local_date(one.deadline).isoformat(),
        }
        for one in waiting
    ]
    answer({"requests": requests}, as_json=as_json)


@click.command()
@click.argument("request")
@with_doors
def forward(doors: Doors, *, request: str) -> None:
    """Note that whoever decides has the request."""
    with opened_unit(doors) as unit:
        administration.forward(request, unit.administration)
    say("The request is forwarded.")


@click.command()
@click.argument("request")
@click.argument("decision", type=click.Choice(["grant", "decline"]))
@with_doors
def decide(doors: Doors, *, request: str, decision: str) -> None:
    """Lock the account, or end the request; the person is told either way."""
    with opened_unit(doors) as unit:
        outcome = administration.decide(request, unit.administration, granted=decision == "grant")
    decided = "granted" if decision == "grant" else "declined"
    say_outcome(outcome, f"Tell the authority: the request is {decided}.")


locks = click.Group(
    name="locks", help="Requests to lock an account.", commands=(list_requests, forward, decide)
)


def day(text: str) -> str:
    """The same day; Refused when it is none."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Refused("unusable_day", "A day is written YYYY-MM-DD.") from None
