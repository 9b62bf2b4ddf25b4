"""The imports that there were and are, and how far each has come."""

from collections.abc import Sequence
from typing import Final

from idp.administration.context import Context
from idp.administration.import_ports import Import

MOST: Final = 500  # of them, the newest: years of them


def listed(context: Context) -> Sequence[Import]:
    """Every import that wrote something or is about to, the newest first; no line of a file."""
    return context.imports.newest(MOST)


def progress(one: Import) -> tuple[int, int] | None:
    """So many of so many: of its people, or of its accounts where it is taken back.

    None where nothing is under way, or where nobody knows of how many.
    """
    match one.state:
        case "running":
            done, of = one.accounts, one.people
        case "undoing":
            done, of = one.removed, one.accounts
        case _:
            return None
    return (min(done, of), of) if of else None
