"""`idp database …`: migrations."""

import click

from idp.administration.refusal import Refused
from idp.audit.events import DatabaseRestored
from idp.cli.answer import answer, as_json, say
from idp.cli.doors import Doors, opened_unit, with_doors


@click.command()
@with_doors
def upgrade(doors: Doors) -> None:
    """Bring the tables to what this version needs."""
    doors.upgrade_database(doors.settings())
    say("The database is up to date.")


@click.command()
@with_doors
def check(doors: Doors) -> None:
    """Exit 1 when the tables are behind."""
    if not doors.database_is_current(doors.settings()):
        raise Refused("database_behind", "The database is behind: run idp database upgrade.")
    say("The database is up to date.")


@click.command()
@as_json
@with_doors
def restored(doors: Doors, *, as_json: bool) -> None:
    """After a restore: end every session, grant and code."""
    with opened_unit(doors) as unit:
        sessions, grants = unit.operations.housekeeping.restored(unit.protocol.now)
        unit.record(DatabaseRestored(sessions=sessions, grants=grants))
    answer({"sessions": sessions, "grants": grants}, as_json=as_json)


database = click.Group(
    name="database", help="The durable database.", commands=(upgrade, check, restored)
)
