"""The lines of a person's history: the record and its Protocol. Storage implements it.

Next: `history.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, Protocol

Topic = Literal["sign_in", "look"]
HappeningKind = Literal["signed_in", "stepped_up", "sign_in_failed", "viewed"]
PAGE: Final = 20  # lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One line of a person's history; what `details` hold depends on the kind."""

    id: str
    account_id: str
    topic: Topic
    kind: HappeningKind
    at: int
    details: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a page begins: after the line of this moment and id, going back in time."""

    at: int
    id: str


class History(Protocol):
    """Lines that only their person reads."""

    def add(self, line: Happening, until: int) -> None:
        """Keep it, sealed, until then; at the latest until the person is erased."""

    def of_account(
        self,
        account_id: str,
        topic: Topic,
        *,
        before: Place | None = None,
        most: int = PAGE,
    ) -> Sequence[Happening]:
        """Return the lines of a person before this place, newest first."""
