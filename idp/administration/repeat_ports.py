"""What must be remembered of requests that a program may send twice; storage implements it."""

from dataclasses import dataclass, field
from typing import Final, Protocol

KEPT: Final = 24 * 3600  # seconds in which a repeated request is answered as the first one was


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeatable:
    """A request that was carried out: keyed hashes of its key and content, its sealed answer."""

    key: str
    request: str
    answer: bytes = field(repr=False)
    at: int


class Repeats(Protocol):
    """Requests with an idempotency key, for `KEPT` seconds."""

    def get(self, key: str, now: int) -> Repeatable | None:
        """Return what was carried out under this key, unless its time is over."""

    def keep(self, done: Repeatable) -> bool:
        """Remember it; False when another one was carried out under this key, and still counts.

        Exactly one caller in the world gets True: the others' transactions must not commit.
        """
