"""`idp audit …`: the trail is verified, and exported for others to read or verify."""

from typing import assert_never

import click

from idp.administration import evidence
from idp.administration.evidence import Layout
from idp.administration.refusal import Refused
from idp.audit.checkpoint import BrokenCheckpoint
from idp.audit.verification import Broken, Intact
from idp.cli.answer import answer, as_json
from idp.cli.doors import Doors, opened_unit, with_doors


@click.command()
@as_json
@with_doors
def verify(doors: Doors, *, as_json: bool) -> None:
    """Exit 1 with the first bad record when the trail is not intact."""
    with opened_unit(doors) as unit:
        file = doors.settings().var / "checkpoints.jsonl"
        witnesses = file.read_text("ascii").split() if file.exists() else []
        verdict = evidence.verified(unit.operations.trail, unit.administration, witnesses)
    match verdict:
        case Intact():
            told = {
                "outcome": "intact",
                "records": verdict.count,
                "checkpoints": verdict.checkpoints,
                "unsigned": verdict.unsigned,
            }
            answer(told, as_json=as_json)
        case Broken(lane=lane, sequence=sequence, reason=reason):
            raise Refused("trail_broken", f"lane {lane}, record {sequence}: {reason}")
        case BrokenCheckpoint(number=number, reason=flaw):
            raise Refused("trail_broken", f"checkpoint {number}: {flaw}")
        case _:
            assert_never(verdict)


@click.command()
@click.option("--format", "layout", type=click.Choice(["json", "cef", "syslog"]), default="json")
@with_doors
def export(doors: Doors, *, layout: Layout) -> None:
    """Write the whole trail to standard output, a record a line."""
    with opened_unit(doors) as unit:
        for line in evidence.exported(layout, unit.operations.trail, unit.administration):
            click.echo(line)


audit = click.Group(name="audit", help="The trail.", commands=(verify, export))
