"""Notices: what a person reads on the next page, kept for the history. Next: `notice.py`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A message for a person, shown on their next page."""

    id: str
    account_id: str
    kind: str
    facts: Mapping[str, str]
    created_at: int


class Notices(Protocol):
    """Messages for a person's next page."""

    def add(self, notice: Notice) -> None:
        """Queue a message in the present transaction."""

    def unseen(self, account_id: str) -> Sequence[Notice]:
        """Return what the person has not dismissed."""

    def dismiss(self, account_id: str, notice_id: str, at: int) -> bool:
        """Note that the person has seen it."""
