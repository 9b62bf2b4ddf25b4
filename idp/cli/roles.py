"""`idp roles …`: acts at once while fewer than two national administrators exist, else proposes."""

from datetime import date, timedelta
from typing import Final

import click

from idp.administration import break_glass
from idp.administration import roles as administration
from idp.administration.refusal import Refused
from idp.administration.role_changes import role_named
from idp.administration.roles import Listed, Scarce
from idp.cli.answer import answer, as_json, say, without_gaps
from idp.cli.doors import Doors, opened_unit, with_doors
from idp.cli.proposed import tell_emergency, tell_outcome
from idp.identity.mandate_terms import day_at, end_of

_organisation: Final = click.option("--organisation", metavar="CODE")
_break_glass: Final = click.option(
    "--break-glass",
    "emergency",
    metavar="REASON",
    help="At once, with an alarm; two administrators must confirm it within 72 hours.",
)
_DAY: Final = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("username")
@click.argument("role")
@_organisation
@click.option("--from", "first", type=_DAY, help="The first day, at +07:00; without: now.")
@click.option("--until", "last", type=_DAY, help="The last day; without: for good.")
@_break_glass
@as_json
@with_doors
def grant(
    doors: Doors,
    *,
    username: str,
    role: str,
    organisation: str | None,
    first: date | None,
    last: date | None,
    emergency: str | None,
    as_json: bool,
) -> None:
    """Give a person a role, a deputy for the days of an absence."""
    named, until = role_named(role), None if last is None else end_of(last)
    since = None if first is None else end_of(first - timedelta(days=1))
    if emergency is not None:
        if since is not None:
            raise Refused("no_emergency", "An emergency begins now: leave out --from.")
        with opened_unit(doors) as unit:
            made = break_glass.grant(
                username, named, organisation, unit.administration, reason=emergency, until=until
            )
        tell_emergency(made.id, as_json=as_json)
        return
    with opened_unit(doors) as unit:
        outcome = administration.grant(
            username, named, organisation, unit.administration, since=since, until=until
        )
    tell_outcome(outcome, as_json=as_json)


@click.command()
@click.argument("username")
@click.argument("role")
@_organisation
@_break_glass
@as_json
@with_doors
def revoke(
    doors: Doors,
    *,
    username: str,
    role: str,
    organisation: str | None,
    emergency: str | None,
    as_json: bool,
) -> None:
    """Take a role from a person."""
    named = role_named(role)
    if emergency is not None:
        with opened_unit(doors) as unit:
            made = break_glass.revoke(
                username, named, organisation, unit.administration, reason=emergency
            )
        tell_emergency(made.id, as_json=as_json)
        return
    with opened_unit(doors) as unit:
        outcome = administration.revoke(username, named, organisation, unit.administration)
    tell_outcome(outcome, as_json=as_json)


@click.command(name="list")
@as_json
@with_doors
def list_roles(doors: Doors, *, as_json: bool) -> None:
    """Show who holds what, from when until when, and where too few could decide together."""
    with opened_unit(doors) as unit:
        found = administration.listed(unit.administration)
        scarce = administration.scarce(unit.administration)
    told = [_told(one) for one in found]
    answer({"roles": told, "too_few": [_too_few(one) for one in scarce]}, as_json=as_json)
    for one in scarce:
        place = one.organisation or "the whole country"
        when = "" if one.since is None else f" from {day_at(one.since).isoformat()} on"
        say(f"Warning: {one.deciders} could decide on proposals for {place}{when}; two are needed.")


def _told(listed: Listed) -> dict[str, object]:
    held = listed.held
    values: dict[str, object] = {
        "username": listed.username,
        "account_id": held.account_id,
        "role": held.role,
        "organisation": held.organisation,
        "from": day_at(held.since).isoformat(),
        "until": None if held.until is None else day_at(held.until - 1).isoformat(),
        "active": listed.is_active,
    }
    return without_gaps(values)


def _too_few(scarce: Scarce) -> dict[str, object]:
    told: dict[str, object] = {
        "organisation": scarce.organisation,
        "deciders": scarce.deciders,
    }
    return told if scarce.since is None else {**told, "from": day_at(scarce.since).isoformat()}


roles = click.Group(name="roles", help="Who may administer.", commands=(grant, revoke, list_roles))
