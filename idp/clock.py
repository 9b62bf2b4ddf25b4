"""What time it is: whole seconds, UTC. The only place that asks the operating system.

Everything else is given `now`, so that every rule about time can be tested with a frozen clock.
"""

import time
from typing import Protocol


class Clock(Protocol):
    """Tells the time; may be frozen in tests."""

    def now(self) -> int:
        """Seconds since 1970-01-01T00:00:00Z, whole."""


class SystemClock:
    """The clock of the machine, which operations must keep right (NTP)."""

    def now(self) -> int:
        """Return the present second, rounded down."""
        return int(time.time())

    def monotonic(self) -> float:
        """Return seconds on a clock that never goes back; for durations only."""
        return time.monotonic()
