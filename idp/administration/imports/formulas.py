"""A cell that a spreadsheet would calculate is written behind an apostrophe, and read back (IN-03).

Office programs split a line at the comma, the semicolon or the tabulator, as the country has it:
what stands behind one of these inside a value is defused too. No value is lost by it.
"""

import re
from typing import Final

_STARTS: Final = "[=+@\uff1d\uff0b\uff20\uff0d-]"  # of a formula, full width included
_COULD_START: Final = rf"(?=[\s']*{_STARTS})"
_LIVE: Final = re.compile(rf"(^|[;,\t\r\n]){_COULD_START}")
_DEFUSED: Final = re.compile(rf"(^|[;,\t\r\n])'{_COULD_START}")


def defused(text: str) -> str:
    """The text with nothing in it that a spreadsheet takes for a formula."""
    return _LIVE.sub(r"\1'", text)


def as_it_was(text: str) -> str:
    """What `defused` made this of."""
    return _DEFUSED.sub(r"\1", text) if "'" in text else text  # every cell is asked
