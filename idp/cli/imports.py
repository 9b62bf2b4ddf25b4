"""`idp accounts import`: people from a file, and an import undone. Next: `exports.py`."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import file_digest
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final, Protocol

import click

from idp.administration.import_ports import Import, Layout, Seal
from idp.administration.imports import undoing, writing
from idp.administration.imports.checking import Judged, Known, batches, judge, judge_alone
from idp.administration.imports.layout import LAYOUTS, lines_in, number_of
from idp.administration.proposing import Proposed
from idp.administration.refusal import Refused
from idp.cli.ahead import made_ahead
from idp.cli.answer import answer, as_json, say
from idp.cli.doors import Doors, operator, with_doors
from idp.provider import Provider

in_layout: Final = click.option(
    "--format",
    "layout",
    type=click.Choice(sorted(set(LAYOUTS.values()))),
    help="Where the ending of the file's name does not tell: .csv, .jsonl, .ndjson.",
)


class Bar(Protocol):
    """What is told how many bytes or lines were done."""

    def update(self, n_steps: int) -> None:
        """So many more are done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What a check found."""

    people: int = 0
    bad_lines: int = 0
    to_be_reviewed: int = 0

    def and_of(self, judged: Sequence[Judged]) -> "Counts":
        """These, and those of a batch."""
        people = sum(one.person is not None for one in judged)
        return Counts(
            people=self.people + people,
            bad_lines=self.bad_lines + len(judged) - people,
            to_be_reviewed=self.to_be_reviewed + sum(bool(one.doubts) for one in judged),
        )


@click.command(name="import")
@click.argument(
    "file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@in_layout
@click.option("--dry-run", is_flag=True, help="Check everything and write nothing.")
@click.option("--skip-bad-lines", is_flag=True, help="Import the others, and tell of the bad ones.")
@click.option("--undo", metavar="IMPORT", help="Erase what an import made and nobody has used.")
@as_json
@with_doors
def import_(
    doors: Doors,
    *,
    file: Path | None,
    layout: Layout | None,
    dry_run: bool,
    skip_bad_lines: bool,
    undo: str | None,
    as_json: bool,
) -> None:
    """Make accounts of the people of a CSV or JSON-lines file; nobody's password is in it.

    The same file again goes on with an import that was cut off.
    """
    match file, undo:
        case Path(), None:
            layout = layout or layout_of(file)
            with doors.open_provider(doors.settings()) as provider, file.open("rb") as opened:
                if not opened.seekable():
                    raise Refused("unreadable_file", f"{file} is no file: it is read twice.")
                digest = file_digest(opened, "sha256").hexdigest()
                order = writing.Order(
                    digest=digest, file=str(file.resolve()), layout=layout, skips=skip_bad_lines
                )
                told = _imported(opened, order, provider, dry_run=dry_run)
        case None, str():
            with doors.open_provider(doors.settings()) as provider:
                told = _undone(undo, provider)
        case _:
            raise click.UsageError("Name a file to import, or --undo an import.")
    answer(told, as_json=as_json)


def layout_of(file: Path) -> Layout:
    """The layout that the ending of a name tells; Refused for any other ending."""
    layout = LAYOUTS.get(file.suffix.lower())
    if layout is None:
        raise Refused("unknown_format", "Name the --format of this file: csv or jsonl.")
    return layout


def _imported(
    opened: BinaryIO, order: writing.Order, provider: Provider, *, dry_run: bool
) -> dict[str, object]:
    with provider.unit(operator()) as unit:
        one = writing.found(order, unit.administration)
    known = Known()
    counts = _checked(opened, one, known, provider)
    told: dict[str, object] = {
        "people": counts.people,
        "bad_lines": counts.bad_lines,
        "to_be_reviewed": counts.to_be_reviewed,
    }
    if counts.bad_lines and not one.skips:
        raise Refused("not_importable", f"Nothing was written; bad lines: {counts.bad_lines}.")
    if not counts.people and not one.lines_done:
        raise Refused("nobody", "Nobody stands in this file.")
    if dry_run:
        return told
    known.identifiers.clear()  # the database compares from here on
    done = _written(opened, one, counts.people, provider, known=known)
    if isinstance(done, Proposed):
        say("Once somebody else has approved it, the same command goes on with it.")
        return {"outcome": "proposed", "proposal": done.proposal.id, **told}
    return {"import": done.id, "accounts": done.accounts, "skipped": done.skipped, **told}


def _checked(opened: BinaryIO, one: Import, known: Known, provider: Provider) -> Counts:
    """Every line behind those that are done is judged, and each flaw told in a line of its own."""
    counts = Counts()
    length, shown = opened.seek(0, 2), 0
    with (
        provider.unit(operator()) as unit,
        _bar("Checking", length) as bar,
        made_ahead(_Reading(opened=opened, one=one, provider=provider)) as read,
    ):
        for alone, place in read:
            judged = judge(alone, known, unit.administration)
            counts = counts.and_of(judged)
            for flaw in (flaw for each in judged for flaw in (*each.flaws, *each.doubts)):
                say(str(flaw))
            bar.update(place - shown)
            shown = place
    return counts


def _written(
    opened: BinaryIO, one: Import, people: int, provider: Provider, *, known: Known
) -> Import | Proposed:
    """The import is finished, a transaction for each batch; or it waits for a second person."""
    with provider.unit(operator()) as unit:
        begun = writing.begin(one, people, unit.administration)
        unit.commit()
        seal = unit.administration.imports.sealed
    reading = _Reading(opened=opened, one=one, provider=provider, seal=seal)
    if isinstance(begun, Proposed):
        return begun
    say(f"Import {one.id}: the same command goes on with it, --undo {one.id} takes it back.")
    with _bar("Importing", people) as bar, made_ahead(reading) as read:
        for alone, _ in read:
            with provider.unit(operator()) as unit:
                before, one = one, writing.write(one, alone, known, unit.administration)
                unit.commit()
            bar.update(one.accounts - before.accounts)
    with provider.unit(operator()) as unit:
        done = writing.finish(one, unit.administration)
        unit.commit()
    return done


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """The lines of a file behind those that are done, read and judged alone.

    In a process of its own: `seal` and custody ask no database.
    """

    opened: BinaryIO
    one: Import
    provider: Provider
    seal: Seal | None = None

    def __call__(self, part: int, parts: int) -> Iterator[tuple[Sequence[Judged], int]]:
        """Every so many batches, each with the byte that was read up to."""
        same = Path(f"/dev/fd/{self.opened.fileno()}")  # that file, whatever became of its name
        with same.open("rb") as own:
            lines = lines_in(own, self.one.layout)
            left = (line for line in lines if number_of(line) > self.one.lines_done)
            for batch in islice(batches(left), part, None, parts):
                now = self.provider.clock.now()
                yield judge_alone(batch, self.provider.custody, now, self.seal), own.tell()


def _undone(import_id: str, provider: Provider) -> dict[str, object]:
    with provider.unit(operator()) as unit:
        one = undoing.begin(import_id, unit.administration)
        unit.commit()
    if isinstance(one, Proposed):
        say("Once somebody else has approved it, the same command undoes the import.")
        return {"outcome": "proposed", "proposal": one.proposal.id}
    line, kept = 0, 0
    with _bar("Undoing", one.accounts) as bar:
        while True:
            with provider.unit(operator()) as unit:
                undone = undoing.undo(one, line, unit.administration)
                unit.commit()
            if undone is None:
                break
            for number in undone.kept:
                say(f"line {number}: kept, the account is in use.")
            bar.update(undone.after.removed - one.removed + len(undone.kept))
            one, line, kept = undone.after, undone.last_line, kept + len(undone.kept)
    with provider.unit(operator()) as unit:
        undoing.finish(one, kept, unit.administration)
        unit.commit()
    return {"import": one.id, "removed": one.removed, "kept": kept}


@contextmanager
def _bar(label: str, length: int) -> Iterator[Bar]:
    """A bar on a terminal, nothing on a pipe."""
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=length, label=label, file=sys.stderr, hidden=hidden) as bar:
        yield bar
