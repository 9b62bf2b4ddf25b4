"""Refused: an act of administration that is not carried out, and why, in one sentence."""

from typing import Final


class Refused(Exception):
    """Nothing was changed; `code` is for programs, `reason` for the operator.

    `names` are what of several things was wrong, where the code says that some are.
    """

    def __init__(self, code: str, reason: str, *, names: tuple[str, ...] = ()) -> None:
        """Hold them; none repeats what was typed."""
        super().__init__(reason)
        self.code: Final = code
        self.reason: Final = reason
        self.names: Final = names
