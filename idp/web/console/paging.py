"""Lists of the console that are read whole and shown by the page, numbered from 0."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar
from urllib.parse import urlencode

from idp.web.console.desk import Desk

MOST: Final = 30  # rows on a page
_LONGEST_NUMBER: Final = 5  # digits
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part(Generic[Row]):
    """The rows of one page, and where the list goes on and begins; None: here."""

    rows: Sequence[Row]
    next_url: str | None
    first_url: str | None


def part_of(rows: Sequence[Row], url: str, desk: Desk, **asked: str) -> Part[Row]:
    """The page of these rows that the address asks for; its links ask the same as before."""
    text = desk.asked("page")
    is_number = text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER
    number = int(text) if is_number else 0
    first = number * MOST
    has_more = first + MOST < len(rows)
    return Part(
        rows=rows[first : first + MOST],
        next_url=_url(url, asked, number + 1) if has_more else None,
        first_url=_url(url, asked, 0) if number else None,
    )


def _url(url: str, asked: dict[str, str], number: int) -> str:
    return f"{url}?{urlencode({**asked, 'page': number})}"
