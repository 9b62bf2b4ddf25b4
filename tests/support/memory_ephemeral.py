"""What may be lost, in memory and thread-safe: `Ephemeral` and `SourceLimits` of the identity.

Values live by the clock that is given; `is_down` makes the store unreachable.
"""

from dataclasses import dataclass
from threading import RLock

from idp.clock import Clock
from idp.identity.ports import StoreUnavailable


@dataclass(slots=True)
class FrozenClock:
    """Tells what it is set to."""

    at: int = 1_800_000_000

    def now(self) -> int:
        """The second it is set to."""
        return self.at


@dataclass(slots=True)
class _Kept:
    value: bytes
    count: int
    until: int


class MemoryEphemeral:
    """`Ephemeral`; values and counters have rooms of their own."""

    def __init__(self, clock: Clock) -> None:
        self.is_down = False
        self._clock = clock
        self._lock = RLock()
        self._values: dict[tuple[str, str], _Kept] = {}
        self._counters: dict[tuple[str, str], _Kept] = {}

    def put(self, room: str, key: str, value: bytes, ttl: int) -> None:
        with self._open():
            self._values[(room, key)] = _Kept(value, 0, self._clock.now() + ttl)

    def put_once(self, room: str, key: str, value: bytes, ttl: int) -> bool:
        with self._open():
            if self.get(room, key) is not None:
                return False
            self.put(room, key, value, ttl)
            return True

    def get(self, room: str, key: str) -> bytes | None:
        with self._open():
            kept = self._living(self._values, room, key)
            return None if kept is None else kept.value

    def pop(self, room: str, key: str) -> bytes | None:
        with self._open():
            value = self.get(room, key)
            self._values.pop((room, key), None)
            return value

    def swap(self, room: str, key: str, old: bytes, new: bytes, *, ttl: int) -> bool:
        with self._open():
            if self.get(room, key) != old:
                return False
            self.put(room, key, new, ttl)
            return True

    def count(self, room: str, key: str, ttl: int) -> int:
        with self._open():
            kept = self._living(self._counters, room, key)
            if kept is None:
                kept = _Kept(b"", 0, self._clock.now() + ttl)
                self._counters[(room, key)] = kept
            kept.count += 1
            return kept.count

    def counted(self, room: str, key: str) -> int:
        with self._open():
            kept = self._living(self._counters, room, key)
            return 0 if kept is None else kept.count

    def drop(self, room: str, key: str) -> None:
        with self._open():
            self._values.pop((room, key), None)
            self._counters.pop((room, key), None)

    def _living(self, kept: dict[tuple[str, str], _Kept], room: str, key: str) -> _Kept | None:
        found = kept.get((room, key))
        return found if found is not None and found.until > self._clock.now() else None

    def _open(self) -> RLock:
        if self.is_down:
            raise StoreUnavailable
        return self._lock


class MemorySourceLimits:
    """`SourceLimits` over an ephemeral store, a counter for each source and minute."""

    def __init__(self, ephemeral: MemoryEphemeral) -> None:
        self._ephemeral = ephemeral

    def add_failure(self, source: str, now: int) -> int:
        return self._ephemeral.count("source", f"{source}:{now // 60}", 120)

    def failures(self, source: str, now: int) -> int:
        return self._ephemeral.counted("source", f"{source}:{now // 60}")
