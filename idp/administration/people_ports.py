"""What a search for people must remember. Storage implements it."""

from collections.abc import Sequence
from typing import Protocol

from idp.identity.ports import Account


class NameIndex(Protocol):
    """People by keyed beginnings of the words of their names (`idp/identity/name_keys.py`)."""

    def found(
        self, keys: Sequence[int], place: str | None, *, after: str, most: int
    ) -> Sequence[Account]:
        """Return who has all of them, behind this id; `place`: with a post there or below now."""

    def file_some_of_before(self) -> int:
        """File people of before there was an index; return 0 once everybody is."""
