"""Values that count once (RFC 7523 §3, RFC 9449 §11.1). `ReplayGuard` for either store.

Redis may have forgotten, and so has a database that was restored: what was issued before its
epoch and a margin is refused, because nobody can say that it was not seen (I-01).
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from idp.storage.ephemeral.in_database import EphemeralInDatabase

if TYPE_CHECKING:
    from idp.storage.ephemeral.in_redis import EphemeralInRedis

ROOM: Final = "replay"
EPOCH_MARGIN: Final = 15  # seconds that other people's clocks may be ahead of ours
LONGEST_LIFE: Final = 600 + EPOCH_MARGIN  # seconds; without `iat`, how early it may be issued
KEPT_LONGER: Final = 60  # seconds after the end, for clocks that are not quite one


class ReplayGuardInDatabase:
    """`idp.protocol.ports.ReplayGuard` on a table."""

    def __init__(self, store: EphemeralInDatabase, began: Callable[[], int]) -> None:
        """Remember in `store`, whose memory `began` at this second."""
        self._store = store
        self._began = began

    def first_use(
        self, owner: str, value: str, *, issued_at: int | None, expires_at: int, now: int
    ) -> bool:
        """True for exactly one caller; False too for what has expired."""
        if expires_at < now:
            return False
        first = self._store.put_once(ROOM, _key(owner, value), b"1", _kept(expires_at, now))
        return first and _is_remembered(issued_at, expires_at, self._began())


class ReplayGuardInRedis:
    """`idp.protocol.ports.ReplayGuard` on Redis, with epochs."""

    def __init__(
        self, store: "EphemeralInRedis", epoch_began: Callable[[int], None] | None = None
    ) -> None:
        """Remember in `store`; `epoch_began` is told from when on what is issued counts again."""
        self._store = store
        self._epoch_began = epoch_began

    def begin(self, now: int) -> None:
        """The epoch of a fresh server has begun before anybody presents anything."""
        self._ask("", 1, now)

    def first_use(
        self, owner: str, value: str, *, issued_at: int | None, expires_at: int, now: int
    ) -> bool:
        """True for exactly one caller; False where the server may have forgotten it."""
        if expires_at < now:
            return False
        first, began = self._ask(_key(owner, value), _kept(expires_at, now), now)
        return first and _is_remembered(issued_at, expires_at, began)

    def _ask(self, key: str, ttl: int, now: int) -> tuple[bool, int]:
        first, began, is_new = self._store.first_use(key, ttl, now)
        if is_new and self._epoch_began is not None:
            self._epoch_began(began + EPOCH_MARGIN)
        return first, began


def _is_remembered(issued_at: int | None, expires_at: int, began: int) -> bool:
    """Whether an earlier use, had there been one, would have been seen in this epoch."""
    issued = expires_at - LONGEST_LIFE if issued_at is None else issued_at
    return issued >= began + EPOCH_MARGIN


def _key(owner: str, value: str) -> str:
    # The length keeps ("a", "bc") and ("ab", "c") apart.
    return f"{len(owner)}:{owner}{value}"


def _kept(expires_at: int, now: int) -> int:
    return expires_at - now + KEPT_LONGER
