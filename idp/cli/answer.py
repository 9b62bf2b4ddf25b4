"""How a command answers: one JSON object, or lines for people, on standard output."""

import json
from collections.abc import Mapping
from typing import Final

import click

as_json: Final = click.option("--json", "as_json", is_flag=True, help="Answer one JSON object.")


def answer(values: Mapping[str, object], *, as_json: bool) -> None:
    """What is None is left out; in JSON other letters than ASCII stay readable.

    Nothing in it steers a terminal: what does not print is escaped as in JSON (RFC 8259 §7).
    """
    told = {name: value for name, value in values.items() if value is not None}
    if as_json:
        click.echo(_printable(json.dumps(told, ensure_ascii=False)))
        return
    for name, value in told.items():
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        click.echo(f"{name}: {_printable(text)}")


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else json.dumps(char)[1:-1] for char in text)


def say(message: str) -> None:
    """A message for whoever watches, apart from the answer."""
    click.echo(message, err=True)
