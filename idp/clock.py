"""What time it is: whole seconds, UTC. The only place that asks the operating system.

Everything else is given `now`, so that every rule about time can be tested with a frozen clock.
"""

import time
from datetime import datetime, timedelta, timezone
from typing import Final, Protocol

VIETNAM: Final = timezone(timedelta(hours=7))  # no daylight saving


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


def moment(seconds: int) -> str:
    """Hour and day in Vietnam, the same in every language; `seconds` UTC."""
    return f"{datetime.fromtimestamp(seconds, VIETNAM):%H:%M, %d/%m/%Y}"


def day_of(seconds: int) -> str:
    """The day in Vietnam as dd/mm/yyyy; `seconds` UTC."""
    return f"{datetime.fromtimestamp(seconds, VIETNAM):%d/%m/%Y}"
