"""A file as lines: CSV with a header (UTF-8, `,` or `;`) or one JSON object a line.

A line that cannot be read is a flaw, and the next one is read all the same. Next: `person.py`.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Final, assert_never

from idp.administration.import_ports import Layout
from idp.administration.imports import COLUMNS, NEEDED, Flaw
from idp.administration.imports.formulas import as_it_was

LAYOUTS: Final[Mapping[str, Layout]] = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl"}
"""The ending of a file's name → its layout."""

_NO_TEXT: Final = "the line is text in UTF-8."
_NO_ROW: Final = "the line has a cell for each column, and every quotation mark is closed."
_NO_OBJECT: Final = "the line is one JSON object that names each member once."
_UNKNOWN: Final = "is one of the columns of docs/operations/people.md."
_TWICE: Final = "is there once."
_MISSING: Final = "is there."
_BOM: Final = "\ufeff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What a line holds by the names of columns, empty values left out."""

    number: int
    values: Mapping[str, object]


Found = Line | Flaw


def number_of(one: Found) -> int:
    """The number of the line, counted from 1."""
    return one.number if isinstance(one, Line) else one.line


def lines_in(raw: Iterable[bytes], layout: Layout) -> Iterator[Found]:
    """Every line that holds something; `raw` are the lines of the file with their ends.

    A header with a flaw ends it: nothing below could be read by it.
    """
    texts = (line.decode("utf-8", "surrogateescape") for line in raw)
    first = next(texts, "").removeprefix(_BOM)
    match layout:
        case "csv":
            return _csv_lines(chain([first], texts), ";" if ";" in first else ",")
        case "jsonl":
            return _json_lines(chain([first], texts))
        case _:
            assert_never(layout)


def _csv_lines(texts: Iterable[str], delimiter: str) -> Iterator[Found]:
    rows = _rows(texts, delimiter)
    number, header = next(rows, (1, []))
    names = [cell.strip() for cell in header or ()]
    flaws = tuple(_flaws_of_header(number, names))
    if flaws:
        yield from flaws
        return
    for number, row in rows:
        if row is None or len(row) != len(names):
            yield Flaw(line=number, column="", rule=_NO_ROW)
        elif not _is_text("".join(row)):
            yield Flaw(line=number, column="", rule=_NO_TEXT)
        else:
            cells = zip(names, (as_it_was(cell.strip()) for cell in row), strict=True)
            values = {name: cell for name, cell in cells if cell}
            if values:
                yield Line(number=number, values=values)


def _rows(texts: Iterable[str], delimiter: str) -> Iterator[tuple[int, list[str] | None]]:
    """Each row with the number of its first line; None for one that is no CSV."""
    reader = csv.reader(texts, delimiter=delimiter, strict=True)
    while True:
        number = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield number, None
        else:
            if row:
                yield number, row


def _flaws_of_header(number: int, names: list[str]) -> Iterator[Flaw]:
    """Unknown columns are counted, not named: a file without a header begins with somebody."""
    for place, name in enumerate(names, start=1):
        if name not in COLUMNS:
            yield Flaw(line=number, column=f"column {place}", rule=_UNKNOWN)
        elif name in names[: place - 1]:
            yield Flaw(line=number, column=name, rule=_TWICE)
    yield from (
        Flaw(line=number, column=name, rule=_MISSING) for name in NEEDED if name not in names
    )


def _json_lines(texts: Iterable[str]) -> Iterator[Found]:
    for number, text in enumerate(texts, start=1):
        if not text.strip():
            continue
        if not _is_text(text):
            yield Flaw(line=number, column="", rule=_NO_TEXT)
            continue
        yield from _json_line(number, text)


def _json_line(number: int, text: str) -> Iterator[Found]:
    try:
        members: object = json.loads(text, object_pairs_hook=_single_keys)
    except (ValueError, RecursionError):
        members = None
    if not isinstance(members, dict):
        yield Flaw(line=number, column="", rule=_NO_OBJECT)
        return
    unknown = [place for place, name in enumerate(members, start=1) if name not in COLUMNS]
    yield from (Flaw(line=number, column=f"member {place}", rule=_UNKNOWN) for place in unknown)
    if not unknown:
        values = {name: value for name, value in members.items() if value not in (None, "")}
        yield Line(number=number, values=values)


def _single_keys(pairs: list[tuple[str, object]]) -> dict[str, object]:
    whole = dict(pairs)
    if len(whole) != len(pairs):
        raise ValueError("a member occurs twice")
    return whole


def _is_text(text: str) -> bool:
    """Whether every byte was UTF-8; JSON may also name half a character by an escape."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
