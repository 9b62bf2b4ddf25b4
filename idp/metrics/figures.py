"""Figures: what one process has counted since it began. Implements `idp.provider.Meter`.

Every label comes from a closed set of ours: routes, methods, status classes, grants, error codes.
"""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from idp.provider import Counted

BOUNDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Upper bounds of the latencies told apart, in seconds; what is slower is in none of them."""
METHODS: Final = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
OTHER: Final = "other"

RequestKind = tuple[str, str, str]
"""(route, method, status class)"""


@dataclass(slots=True)
class Latencies:
    """Mutable on purpose: how many requests ended within each bound, and how long all took."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class HashLoad:
    """Of the pool that hashes passwords: threads at work now, and refusals since the start."""

    in_use: int
    refused: int

    @classmethod
    def of(cls, in_use: int, refused: int) -> "HashLoad":
        """Return the load that a pool tells."""
        return cls(in_use=in_use, refused=refused)


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What a process had counted at one moment."""

    requests: dict[RequestKind, Latencies]
    counts: dict[tuple[str, str], int]
    hashes: HashLoad


class Figures:
    """The counters of one process; each count takes about a microsecond."""

    def __init__(self, hashes: Callable[[], HashLoad]) -> None:
        """Nothing is counted yet; `hashes` tells how busy the pool is."""
        self._hashes = hashes
        self._lock = Lock()
        self._requests: dict[RequestKind, Latencies] = {}
        self._counts: dict[tuple[str, str], int] = {}

    def request(self, route: str, method: str, status: str, seconds: float) -> None:
        """A request ended with this status (its text begins with the digits)."""
        kind = (route, method if method in METHODS else OTHER, f"{status[:1]}xx")
        with self._lock:
            latencies = self._requests.get(kind)
            if latencies is None:
                latencies = self._requests[kind] = Latencies()
            latencies.counts[bisect_left(BOUNDS, seconds)] += 1
            latencies.seconds += seconds

    def add(self, what: Counted, label: str = "") -> None:
        """It happened once more."""
        with self._lock:
            self._counts[what, label] = self._counts.get((what, label), 0) + 1

    def snapshot(self) -> Snapshot:
        """Return what has been counted until now, as a copy."""
        with self._lock:
            requests = {
                kind: Latencies(list(latencies.counts), latencies.seconds)
                for kind, latencies in self._requests.items()
            }
            return Snapshot(requests=requests, counts=dict(self._counts), hashes=self._hashes())
