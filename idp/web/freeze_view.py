"""What the pages of freezing an account are given, as in `views.py`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Freeze:
    """freeze.html, and frozen.html, which has nothing to press."""

    action: str
    csrf: str
