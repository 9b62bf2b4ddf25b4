"""Registrations and locks in memory: `Registrations` and `Locks`."""

from collections.abc import Sequence
from threading import RLock

from idp.identity.applicant import LinkHash, Registration
from idp.identity.lock import Lock
from idp.identity.ports import IdentifierKey


class MemoryRegistrations:
    """`Registrations`; `queued` is what waits for the register."""

    def __init__(self) -> None:
        self._lock = RLock()
        self.kept: dict[str, Registration] = {}
        self.queued: list[str] = []

    def add(self, registration: Registration) -> None:
        with self._lock:
            self.kept[registration.id] = registration
            if registration.kind == "citizen":
                self.queued.append(registration.id)

    def get(self, registration_id: str) -> Registration | None:
        with self._lock:
            return self.kept.get(registration_id)

    def by_link(self, link: LinkHash) -> Registration | None:
        with self._lock:
            return next((one for one in self.kept.values() if one.link == link), None)

    def change(self, registration: Registration, seen: Registration) -> bool:
        with self._lock:
            present = self.kept.get(registration.id)
            if present is None or (present.state, present.link) != (seen.state, seen.link):
                return False
            self.kept[registration.id] = registration
            return True

    def of_guardian(self, key: IdentifierKey) -> Sequence[Registration]:
        with self._lock:
            waiting = [one for one in self.kept.values() if one.state == "checked"]
            return [one for one in waiting if one.guardian_key == key]

    def for_review(self) -> Sequence[Registration]:
        with self._lock:
            waiting = [one for one in self.kept.values() if one.state == "submitted"]
            return [one for one in waiting if one.kind == "foreigner"]


class MemoryLocks:
    """`Locks`."""

    def __init__(self) -> None:
        self._lock = RLock()
        self.kept: dict[str, Lock] = {}

    def add(self, lock: Lock) -> None:
        with self._lock:
            self.kept[lock.id] = lock

    def get(self, lock_id: str) -> Lock | None:
        with self._lock:
            return self.kept.get(lock_id)

    def change(self, lock: Lock, seen: Lock) -> bool:
        with self._lock:
            if self.kept.get(lock.id) != seen:
                return False
            self.kept[lock.id] = lock
            return True

    def of_account(self, account_id: str) -> Sequence[Lock]:
        with self._lock:
            theirs = [one for one in self.kept.values() if one.account_id == account_id]
            return [one for one in theirs if one.ended_at is None]

    def undecided(self) -> Sequence[Lock]:
        with self._lock:
            return [one for one in self.kept.values() if one.decided_at is None]

    def due(self, now: int, most: int = 100) -> Sequence[Lock]:
        with self._lock:
            due = [one for one in self.kept.values() if one.due_at is not None]
            return [one for one in due if one.due_at is not None and one.due_at <= now][:most]
