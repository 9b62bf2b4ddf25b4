"""What a lock must remember: the record and its Protocol. Storage implements it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from idp.identity.grounds import DECIDE_WITHIN, FORWARD_WITHIN, TELL_BEFORE, GroundName
from idp.identity.working_days import end_of_working_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """One ground to lock one account: asked for, decided, begun, over. Times are seconds UTC.

    `requester` is an office or "holder", never a person's name; `until` None: until it is lifted.
    """

    id: str
    account_id: str
    ground: GroundName
    requester: str
    requested_at: int
    starts_at: int
    until: int | None = None
    forwarded_at: int | None = None
    decided_at: int | None = None
    told_at: int | None = None
    overdue_at: int | None = None
    begun_at: int | None = None
    ended_at: int | None = None
    outcome: str = ""

    @property
    def is_in_force(self) -> bool:
        """Whether it keeps the person out now."""
        return self.begun_at is not None and self.ended_at is None

    @property
    def deadline(self) -> int:
        """When the next hand has to have moved: forwarded in one working day, decided in two."""
        days = FORWARD_WITHIN if self.forwarded_at is None else DECIDE_WITHIN
        return end_of_working_day(self.requested_at, days)

    @property
    def due_at(self) -> int | None:
        """When the worker has something to do about it; None: not by itself."""
        if self.ended_at is not None:
            return None
        if self.decided_at is None:
            return None if self.overdue_at is not None else self.deadline
        if self.begun_at is None:
            return self.starts_at if self.told_at is not None else self.starts_at - TELL_BEFORE
        return self.until


class Locks(Protocol):
    """The locks, those over included."""

    def add(self, lock: Lock) -> None:
        """Remember it."""

    def get(self, lock_id: str) -> Lock | None:
        """Return it."""

    def change(self, lock: Lock, seen: Lock) -> bool:
        """Replace it where it still stands as it was seen; True for exactly one caller."""

    def of_account(self, account_id: str) -> Sequence[Lock]:
        """Return those of a person that are not over."""

    def undecided(self) -> Sequence[Lock]:
        """Return what waits to be forwarded or decided, the oldest first."""

    def due(self, now: int, most: int = 100) -> Sequence[Lock]:
        """Return those whose `due_at` has come."""
