"""`idp database …`: migrations, and what follows a restore."""

from dataclasses import asdict
from pathlib import Path

import click

from idp.administration import restoring as administration
from idp.administration.refusal import Refused
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
@click.option(
    "--journal",
    "journals",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    help="A journal from outside; repeat it for those of several workers. "
    "Default: journal.jsonl of the data folder.",
)
@as_json
@with_doors
def restored(doors: Doors, *, journals: tuple[Path, ...], as_json: bool) -> None:
    """After a restore: end what lived, and set again what the journal outside knows."""
    var = doors.settings().var
    files = journals or tuple(file for file in (var / "journal.jsonl",) if file.exists())
    if not files:
        say("There is no journal: locks and key changes since the backup are not known here.")
    lines = [line for file in files for line in file.read_text("utf-8", "replace").splitlines()]
    with opened_unit(doors) as unit:
        housekeeping, trail = unit.operations.housekeeping, unit.operations.trail
        done = administration.restored(lines, housekeeping, trail, unit.administration)
        at = unit.protocol.now
    _set_aside(var / "checkpoints.jsonl", at)
    answer({**asdict(done), "erased": list(done.erased)}, as_json=as_json)
    if done.erased:
        say("Locked until they are erased again: " + ", ".join(done.erased))


def _set_aside(checkpoints: Path, at: int) -> None:
    """They witness records that the backup does not have; from now on others are added."""
    if checkpoints.exists():
        checkpoints.rename(checkpoints.with_name(f"checkpoints-before-{at}.jsonl"))


database = click.Group(
    name="database", help="The durable database.", commands=(upgrade, check, restored)
)
