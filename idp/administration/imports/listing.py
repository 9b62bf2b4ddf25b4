"""The imports that there were and are, and how far each has come."""

from collections.abc import Sequence
from typing import Final

from idp.administration.context import Context
from idp.administration.import_ports import Import

MOST: Final = 500  # of them, the newest: years of them


def listed(context: Context) -> Sequence[Import]:
    """Every import that wrote something or is about to, the newest first; no line of a file."""
    return context.imports.newest(MOST)


def progress(one: Import) -> tuple[int, int]:
    """So many of so many: of its people, or of its accounts where it is taken back."""
    match one.state:
        case "running":
            return min(one.accounts, one.people), one.people
        case "undoing":
            return one.removed, one.accounts
        case _:
            return 1, 1
