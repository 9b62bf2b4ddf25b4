"""`idp audit …`: the trail is verified, searched, and exported for others to read or verify."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, assert_never

import click

from idp.administration import evidence
from idp.administration.accounts import LookGround
from idp.administration.evidence import Layout
from idp.administration.refusal import Refused
from idp.audit.checkpoint import BrokenCheckpoint
from idp.audit.export import Malformed
from idp.audit.search import PAGE, Sought, Turning, place_in
from idp.audit.trail import Record
from idp.audit.verification import Broken, Intact, Sound
from idp.cli.answer import answer, as_json, say, without_gaps
from idp.cli.doors import Doors, opened_unit, with_doors
from idp.cli.looking import says_why
from idp.clock import VIETNAM

_DAY: Final = "%Y-%m-%d"
_MOMENT: Final = click.DateTime([_DAY, "%Y-%m-%dT%H:%M:%S"])
_SOUGHT: Final = (
    click.option("--person", metavar="NAME", help="Whom it is about: an identifier or an id."),
    click.option("--actor", metavar="NAME", help="Who did it: an identifier, an id, system:…"),
    click.option("--service", metavar="CLIENT", help="The service that it went through."),
    click.option("--event", metavar="EVENT", help="What happened: docs/audit_events.md."),
    click.option("--from", "first", type=_MOMENT, help="From this day or moment at +07:00 on."),
    click.option("--until", "last", type=_MOMENT, help="To the end of this day or moment."),
    says_why("review", read_by="whom you ask for"),
)


def _asks(command: Callable[..., None]) -> Callable[..., None]:
    """The command takes what is sought, in any combination."""
    for option in reversed(_SOUGHT):
        command = option(command)
    return command


@click.command()
@click.argument(
    "file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@as_json
@with_doors
def verify(doors: Doors, *, file: Path | None, as_json: bool) -> None:
    """Exit 1 with the first bad record when the trail, or an export of it, is not intact."""
    with opened_unit(doors) as unit:
        kept = doors.settings().var / "checkpoints.jsonl"
        witnesses = kept.read_text("ascii").split() if kept.exists() else []
        context = unit.administration
        if file is None:
            verdict: Intact | Sound | Broken | BrokenCheckpoint | Malformed
            verdict = evidence.verified(unit.operations.trail, context, witnesses)
        else:
            with file.open(encoding="utf-8", errors="replace") as lines:
                verdict = evidence.verified_file(lines, context, witnesses)
    match verdict:
        case Intact():
            told = {
                "outcome": "intact",
                "records": verdict.count,
                "checkpoints": verdict.checkpoints,
                "unsigned": verdict.unsigned,
            }
            answer(told, as_json=as_json)
        case Sound(count=count):
            answer({"outcome": "selection", "records": count}, as_json=as_json)
            raise Refused(
                "selection", "Each of these records holds; nobody can tell whether others lack."
            )
        case Broken(lane=lane, sequence=sequence, reason=reason):
            raise Refused("trail_broken", f"lane {lane}, record {sequence}: {reason}")
        case BrokenCheckpoint(number=number, reason=flaw):
            raise Refused("trail_broken", f"checkpoint {number}: {flaw}")
        case Malformed(line=line, reason=why):
            raise Refused("trail_broken", f"line {line}: {why}")
        case _:
            assert_never(verdict)


@click.command()
@_asks
@click.option("--oldest-first", is_flag=True, help="Forward in time; without: the newest first.")
@click.option("--after", metavar="PLACE", help="Go on behind this place, as the last page says.")
@click.option("--most", type=click.IntRange(1, 500), default=PAGE, show_default=True)
@as_json
@with_doors
def search(
    doors: Doors,
    /,
    *,
    oldest_first: bool,
    after: str | None,
    most: int,
    ground: LookGround,
    as_json: bool,
    **asked: Any,
) -> None:
    """Show records by person, actor, service, event and time, a page at a time."""
    place = None if after is None else place_in(after)
    if place is None and after is not None:
        raise Refused("unknown_place", "A place is what the last page said.")
    turning = Turning(after=place, newest_first=not oldest_first, most=most)
    with opened_unit(doors) as unit:
        found = evidence.searched(
            _sought(asked), turning, unit.operations.trail, unit.administration, ground=ground
        )
    following = None if found.following is None else str(found.following)
    if as_json:
        records = [_told(record) for record in found.records]
        answer({"records": records, "following": following}, as_json=True)
        return
    for record in found.records:
        click.echo(json.dumps(_told(record)))
    if following is not None:
        say(f"There is more: --after {following}")


@click.command()
@click.option("--format", "layout", type=click.Choice(["json", "cef", "syslog"]), default="json")
@_asks
@with_doors
def export(doors: Doors, /, *, layout: Layout, ground: LookGround, **asked: Any) -> None:
    """Write the trail to standard output, a record a line, or only what is asked for.

    What is left of a trail proves that its records are true, not that none is missing.
    """
    with opened_unit(doors) as unit:
        lines = evidence.exported(
            layout,
            unit.operations.trail,
            unit.administration,
            sought=_sought(asked),
            ground=ground,
        )
        for line in lines:
            click.echo(line)


def _sought(asked: dict[str, Any]) -> Sought:
    first, last = asked.pop("first"), asked.pop("last")
    return Sought(
        **asked,
        since=None if first is None else _seconds(first),
        until=None if last is None else _seconds(last + _length_of(last)),
    )


def _length_of(moment: datetime) -> timedelta:
    """A day that was named is meant as a whole, a moment as its second."""
    is_day = (moment.hour, moment.minute, moment.second) == (0, 0, 0)
    return timedelta(days=1) if is_day else timedelta(seconds=1)


def _seconds(local: datetime) -> int:
    return int(local.replace(tzinfo=VIETNAM).timestamp())


def _told(record: Record) -> dict[str, object]:
    entry = record.entry
    body = {"body": "expired"} if record.body is None else _read(record.body)
    at = datetime.fromtimestamp(entry.at, VIETNAM).isoformat()
    return {"at": at, "lane": entry.lane, "sequence": entry.sequence, **body}


def _read(body: str) -> dict[str, object]:
    """The body without what it does not tell; a forged one as it stands."""
    try:
        read = json.loads(body)
    except ValueError:
        read = None
    return without_gaps(read) if isinstance(read, dict) else {"body": body}


audit = click.Group(name="audit", help="The trail.", commands=(verify, search, export))
