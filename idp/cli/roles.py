"""`idp roles …`: acts at once while fewer than two national administrators exist, else proposes."""

from typing import Final, assert_never

import click

from idp.administration import roles as administration
from idp.administration.roles import Done, Proposed, role_named
from idp.cli.answer import answer, as_json
from idp.cli.doors import Doors, opened_unit, with_doors

_organisation: Final = click.option("--organisation", metavar="CODE")


@click.command()
@click.argument("username")
@click.argument("role")
@_organisation
@as_json
@with_doors
def grant(
    doors: Doors, *, username: str, role: str, organisation: str | None, as_json: bool
) -> None:
    """Give a person a role."""
    with opened_unit(doors) as unit:
        named = role_named(role)
        outcome = administration.grant(username, named, organisation, unit.administration)
    _tell(outcome, as_json=as_json)


@click.command()
@click.argument("username")
@click.argument("role")
@_organisation
@as_json
@with_doors
def revoke(
    doors: Doors, *, username: str, role: str, organisation: str | None, as_json: bool
) -> None:
    """Take a role from a person."""
    with opened_unit(doors) as unit:
        named = role_named(role)
        outcome = administration.revoke(username, named, organisation, unit.administration)
    _tell(outcome, as_json=as_json)


def _tell(outcome: Done | Proposed, *, as_json: bool) -> None:
    match outcome:
        case Done():
            answer({"outcome": "done"}, as_json=as_json)
        case Proposed(proposal=proposal):
            answer({"outcome": "proposed", "proposal": proposal.id}, as_json=as_json)
        case _:
            assert_never(outcome)


roles = click.Group(name="roles", help="Who may administer.", commands=(grant, revoke))
