"""Refused: an act of administration that is not carried out, and why, in one sentence."""

from typing import Final


class Refused(Exception):
    """Nothing was changed; `code` is for programs, `reason` for the operator."""

    def __init__(self, code: str, reason: str) -> None:
        """Hold both; neither repeats what was typed."""
        super().__init__(reason)
        self.code: Final = code
        self.reason: Final = reason
