"""Failures per source address and minute. `SourceLimits` on either store; fails closed."""

from typing import Final

from idp.identity.ports import Ephemeral

ROOM: Final = "source"
MINUTE: Final = 60


class SourceLimitsInEphemeral:
    """`idp.identity.throttle_ports.SourceLimits`: a counter for each source and minute."""

    def __init__(self, store: Ephemeral) -> None:
        """Count in `store`."""
        self._store = store

    def add_failure(self, source: str, now: int) -> int:
        """One failure more; returns how many the source has in this minute."""
        return self._store.count(ROOM, _key(source, now), 2 * MINUTE)

    def failures(self, source: str, now: int) -> int:
        """How many failures the source has in this minute."""
        return self._store.counted(ROOM, _key(source, now))


def _key(source: str, now: int) -> str:
    return f"{source}:{now // MINUTE}"
