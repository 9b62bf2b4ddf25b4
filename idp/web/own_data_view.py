"""What the page of one's own data is given, as in `views.py`."""

from collections.abc import Sequence
from dataclasses import dataclass

from idp.web.views import Errors


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnData:
    """own_data.html: each part of the document by its name, as readable JSON."""

    action: str
    csrf: str
    parts: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRow:
    """One request; `state` in words, `open` while it may be taken back, `extension` why longer."""

    id: str
    words: str
    told: str
    asked_at: int
    due_by: int
    state: str
    reason: str
    open: bool
    extension: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRequests:
    """own_requests.html; `told` keeps what was typed where it was not accepted."""

    action: str
    csrf: str
    rows: Sequence[RequestRow]
    told: str = ""
    errors: Errors = ()
