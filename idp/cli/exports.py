"""`idp accounts export`: people to a file of the operator's alone, or to standard output."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TextIO

import click

from idp.administration import exporting
from idp.administration.accounts import LookGround
from idp.administration.import_ports import Layout
from idp.administration.proposing import Proposed
from idp.administration.refusal import Refused
from idp.cli.answer import say
from idp.cli.doors import Doors, operator, with_doors
from idp.cli.imports import in_layout, layout_of
from idp.cli.looking import says_why
from idp.identity.ports import Kind
from idp.provider import Provider

OWN: Final = 0o600  # the operator's alone


@click.command()
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@in_layout
@click.option("--kind", type=click.Choice(["citizen", "foreigner", "official"]))
@click.option("--organisation", metavar="CODE", help="Officials with a post there now.")
@says_why("operation", read_by="everybody exported")
@click.option("--approved", metavar="PROPOSAL", help="The approval of this very export.")
@with_doors
def export(
    doors: Doors,
    *,
    file: Path | None,
    layout: Layout | None,
    kind: Kind | None,
    organisation: str | None,
    ground: LookGround,
    approved: str | None,
) -> None:
    """Write active people in the columns of an import; without a file to standard output."""
    if layout is None:
        layout = "csv" if file is None else layout_of(file)
    choice = exporting.Choice(layout=layout, kind=kind, organisation=organisation, ground=ground)
    with doors.open_provider(doors.settings()) as provider:
        with provider.unit(operator()) as unit:
            begun = exporting.begin(choice, unit.administration, approved=approved)
            unit.commit()
        if isinstance(begun, Proposed):
            number = begun.proposal.id
            say(f"Once somebody else has approved it, repeat this with --approved {number}")
            return
        with _opened(file) as out:
            out.write(exporting.heading(layout))
            count = _write(choice, provider, out)
    say(f"{count} people were exported.")


def _write(choice: exporting.Choice, provider: Provider, out: TextIO) -> int:
    """How many people were written, a transaction for each page."""
    count, last = 0, ""
    while True:
        with provider.unit(operator()) as unit:
            page = exporting.page(choice, last, unit.administration)
            if page is None:
                exporting.finish(choice, count, unit.administration)
            unit.commit()
        if page is None:
            return count
        out.writelines(page.lines)
        count, last = count + len(page.lines), page.last


@contextmanager
def _opened(file: Path | None) -> Iterator[TextIO]:
    """Where to write: a new file, which is gone again if it does not become whole."""
    if file is None:
        yield sys.stdout
        return
    try:
        opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, OWN)
    except OSError as error:
        raise Refused("unwritable_file", f"{file} cannot be created: {error.strerror}.") from None
    try:
        with os.fdopen(opened, "w", encoding="utf-8", newline="") as out:
            yield out
    except BaseException:
        file.unlink()
        raise
