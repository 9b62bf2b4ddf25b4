"""What is noted of clients beside their registration: refused requests, and when they last asked.

Both are sums of what every process counted for a minute: nothing of a request is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol

Use = Literal["tokens", "jwks"]
"""Tokens were issued to it; somebody who named it fetched our public keys."""
ERRORS_KEPT: Final = 30 * 86_400  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorKind:
    """One way in which requests of a client are wrong.

    `parameter` is a name that we know, or empty; `reason` a constant of ours; `day` is at +07:00.
    """

    client_id: str
    day: str
    endpoint: str
    error: str
    parameter: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientError:
    """So many requests of a day were wrong like this, the last of them then."""

    kind: ErrorKind
    count: int
    last_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientUse:
    """When a client last did this."""

    client_id: str
    what: Use
    last_at: int


class ClientNotes(Protocol):
    """The notes of every client."""

    def add_error(self, error: ClientError) -> None:
        """Add to the count of its kind; the later time stays."""

    def errors_of(self, client_id: str, most: int = 100) -> Sequence[ClientError]:
        """Return the latest kinds, the newest first."""

    def note_use(self, use: ClientUse) -> None:
        """Remember the time, if it is later than what is known."""

    def uses_of(self, client_id: str) -> Sequence[ClientUse]:
        """Return when the client last did what it ever did."""
