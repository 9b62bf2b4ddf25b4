"""What storage must do for the trail: append with the change, read in order, keep checkpoints.

`Recorder` is all that the code which decides ever sees; `Trail` is for verification, export and
the worker. Next: `idp/storage`, which implements both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from idp.audit.checkpoint import KeptCheckpoint
from idp.audit.events import Event, Origin
from idp.audit.search import Sought, Turning
from idp.audit.trail import Head, Record


class Recorder(Protocol):
    """Where events go."""

    def append(self, events: Sequence[Event], origin: Origin, now: int) -> None:
        """The events stand in this writer's lane, committed with the present transaction (I-15).

        In order, by `trail.extend`. Nothing is recorded when the transaction rolls back.
        """


class Trail(Recorder, Protocol):
    """The whole trail; records are never changed, only their bodies may expire."""

    def heads(self) -> tuple[Head, ...]:
        """The last record of every lane that ever had one, by lane, of one moment."""

    def records(self, lane: int | None = None, after: int | None = None) -> Iterator[Record]:
        """Records by lane and sequence, streamed: of all lanes or one, after a sequence.

        Whatever stands there, also in lanes without a head, so that verification sees it.
        """

    def file(self) -> int:
        """Return how many records came since the last time, which searches find from now on."""

    def found(self, sought: Sought, turning: Turning) -> Sequence[Record]:
        """Return one page of what is sought in the records filed, the lanes merged by time."""

    def checkpoints(self) -> Iterator[str]:
        """Every signed checkpoint, oldest first."""

    def newest_checkpoints(self, most: int) -> Sequence[KeptCheckpoint]:
        """At most so many signed checkpoints, newest first."""

    def last_checkpoint(self) -> KeptCheckpoint | None:
        """The newest signed checkpoint, or None before the first."""

    def keep_checkpoint(self, checkpoint: KeptCheckpoint) -> bool:
        """Whether this one is now kept; False when its number is taken (another worker won)."""

    def expire_bodies(self, before: int) -> int:
        """How many bodies of records before that time (seconds UTC) are gone now.

        Only after a checkpoint that says `expired_before` at least as late was kept.
        """
