"""How a command answers: one JSON object, or lines for people, on standard output."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Final

import click

from idp.clock import VIETNAM

as_json: Final = click.option("--json", "as_json", is_flag=True, help="Answer one JSON object.")


def answer(values: Mapping[str, object], *, as_json: bool) -> None:
    """What is None is left out; in JSON other letters than ASCII stay readable.

    Nothing in it steers a terminal: what does not print is escaped as in JSON (RFC 8259 §7).
    """
    told = without_gaps(values)
    if as_json:
        click.echo(_printable(json.dumps(told, ensure_ascii=False)))
        return
    for name, value in told.items():
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        click.echo(f"{name}: {_printable(text)}")


def without_gaps(values: Mapping[str, object]) -> dict[str, object]:
    """Those that are known; an answer does so itself, not for the objects inside it."""
    return {name: value for name, value in values.items() if value is not None}


def instant(seconds: int) -> str:
    """ISO 8601, as clocks show it in Vietnam."""
    return datetime.fromtimestamp(seconds, VIETNAM).isoformat()


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else json.dumps(char)[1:-1] for char in text)


def say(message: str) -> None:
    """A message for whoever watches, apart from the answer."""
    click.echo(message, err=True)
