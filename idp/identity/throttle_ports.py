"""What the throttle must remember: durable counts per key, ephemeral ones per source address."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureCount:
    """Guesses that failed in a row for one key of the throttle, and when the last did."""

    failures: int
    last_at: int


class FailureCounts(Protocol):
    """Durable counts of failed guesses per key (account, unknown identifier, known device)."""

    def get(self, key: str) -> FailureCount:
        """Return the count; zero failures when nothing is known."""

    def add(self, key: str, at: int) -> FailureCount:
        """Add one failure in one statement and return the new count."""

    def reserve(self, key: str, expected: int, at: int) -> bool:
        """Count one guess ahead of its check; True only if `expected` failures stood there."""

    def reset(self, key: str) -> None:
        """Forget the failures after a success."""


class SourceLimits(Protocol):
    """Ephemeral counts per source address; fails closed (an unreachable store refuses)."""

    def add_failure(self, source: str, now: int) -> int:
        """Count one failure and return how many the source has in this minute."""

    def failures(self, source: str, now: int) -> int:
        """Return how many failures the source has in this minute."""
