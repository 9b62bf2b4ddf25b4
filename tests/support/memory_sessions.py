"""Sessions, devices, notices and counts of failures in memory: a class for each port."""

from collections.abc import Sequence
from dataclasses import replace
from threading import RLock

from idp.identity.factor_name import FactorName
from idp.identity.notices import Notice
from idp.identity.ports import DeviceHash, Session, SessionHash, SessionLengths
from idp.identity.throttle_ports import FailureCount
from tests.support.memory_people import People


class MemoryFailureCounts:
    """`FailureCounts`."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._counts: dict[str, FailureCount] = {}

    def get(self, key: str) -> FailureCount:
        with self._lock:
            return self._counts.get(key, FailureCount(failures=0, last_at=0))

    def add(self, key: str, at: int) -> FailureCount:
        with self._lock:
            count = FailureCount(failures=self.get(key).failures + 1, last_at=at)
            self._counts[key] = count
            return count

    def reserve(self, key: str, expected: int, at: int) -> bool:
        with self._lock:
            if self.get(key).failures != expected:
                return False
            self.add(key, at)
            return True

    def reset(self, key: str) -> None:
        with self._lock:
            self._counts.pop(key, None)


class MemorySessions:
    """`Sessions`."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._sessions: dict[str, Session] = {}
        self.shortened: dict[str, SessionLengths] = {}  # by account, as agencies chose

    def add(self, session: Session) -> None:
        with self._people.lock:
            self._sessions[session.id] = session

    def by_hash(self, session: SessionHash) -> Session | None:
        with self._people.lock:
            found = [one for one in self._sessions.values() if one.hash == session]
            return self._now(found[0]) if found else None

    def rise(
        self,
        session_id: str,
        *,
        old: SessionHash,
        new: SessionHash,
        level: int,
        methods: tuple[str, ...],
        factors: tuple[FactorName, ...],
        at: int,
    ) -> bool:
        with self._people.lock:
            known = self._sessions.get(session_id)
            if known is None or known.hash != old or known.ended_at is not None:
                return False
            self._sessions[session_id] = replace(
                known,
                hash=new,
                level=level,
                methods=methods,
                factors=factors,
                authenticated_at=at,
            )
            return True

    def touch(self, session_id: str, *, last_seen_at: int, idle_end: int) -> None:
        with self._people.lock:
            known = self._sessions[session_id]
            self._sessions[session_id] = replace(
                known, last_seen_at=last_seen_at, idle_end=idle_end
            )

    def end(self, session_id: str, reason: str, at: int) -> bool:  # noqa: ARG002 — the port
        with self._people.lock:
            known = self._sessions.get(session_id)
            if known is None or known.ended_at is not None:
                return False
            self._sessions[session_id] = replace(known, ended_at=at)
            return True

    def of_account(self, account_id: str, now: int) -> Sequence[Session]:
        with self._people.lock:
            living = [
                self._now(one)
                for one in self._sessions.values()
                if one.account_id == account_id and one.ended_at is None
            ]
            living = [one for one in living if now < min(one.ends_unused_at, one.ends_for_good_at)]
            return sorted(living, key=lambda one: one.created_at, reverse=True)

    def _now(self, session: Session) -> Session:
        known = self._people.credentials.get(session.account_id)
        account = self._people.accounts.get(session.account_id)
        return replace(
            session,
            sandbox=account is not None and account.sandbox,
            account_active=known is not None and known.status == "active",
            enrolled=frozenset() if known is None else known.enrolled,
            barred=frozenset() if known is None else known.barred,
            shortened=self.shortened.get(session.account_id),
        )


class MemoryDevices:
    """`Devices`."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._known: dict[tuple[str, DeviceHash], int] = {}

    def is_known(self, account_id: str, device: DeviceHash, now: int) -> bool:
        with self._lock:
            return self._known.get((account_id, device), 0) > now

    def keep(self, account_id: str, device: DeviceHash, until: int, at: int) -> bool:
        with self._lock:
            is_new = not self.is_known(account_id, device, at)
            self._known[(account_id, device)] = until
            return is_new

    def forget_all(self, account_id: str) -> None:
        with self._lock:
            for owner, device in [key for key in self._known if key[0] == account_id]:
                del self._known[(owner, device)]


class MemoryNotices:
    """`Notices`."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._notices: dict[str, Notice] = {}

    def add(self, notice: Notice) -> None:
        with self._lock:
            self._notices[notice.id] = notice

    def unseen(self, account_id: str) -> Sequence[Notice]:
        with self._lock:
            return [one for one in self._notices.values() if one.account_id == account_id]

    def dismiss(self, account_id: str, notice_id: str, at: int) -> bool:  # noqa: ARG002 — the port
        with self._lock:
            if all(one.id != notice_id for one in self.unseen(account_id)):
                return False
            del self._notices[notice_id]
            return True
