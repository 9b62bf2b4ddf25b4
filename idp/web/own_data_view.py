"""What the page of one's own data is given, as in `views.py`."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnData:
    """own_data.html: each part of the document by its name, as readable JSON."""

    action: str
    csrf: str
    parts: Sequence[tuple[str, str]]
