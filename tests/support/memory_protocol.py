"""The protocol's ports in memory, thread-safe: they pass the contract suite of `tests/storage`.

`MemoryProtocol` holds one of each over shared tables; tests put clients, audiences and persons in
by `put`. Nothing rolls back here: what is written stays. Next: `memory_grants.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import RLock

from idp.audit.events import Event
from idp.protocol.client import Client
from idp.protocol.consent import Consent, ServiceUse
from idp.protocol.ports import Audience, Person
from tests.support.memory_grants import MemoryCodes, MemoryGrants, MemoryRefreshTokens, Tables
from tests.support.memory_mandates import MemoryMandates

__all__ = [
    "MemoryAudiences",
    "MemoryClientKeys",
    "MemoryClients",
    "MemoryCodes",
    "MemoryConsents",
    "MemoryDeniedTokens",
    "MemoryGrants",
    "MemoryLogoutQueue",
    "MemoryPeople",
    "MemoryProtocol",
    "MemoryRefreshTokens",
    "MemoryReplayGuard",
    "MemorySubjects",
    "QueuedLogout",
    "Tables",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuedLogout:
    """One delivery that waits."""

    client_id: str
    subject: str
    sid: str
    at: int


class MemoryClients:
    """`Clients`."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def put(self, client: Client) -> None:
        with self._tables.lock:
            self._tables.clients[client.client_id] = client

    def get(self, client_id: str) -> Client | None:
        return self._tables.clients.get(client_id)


class MemoryAudiences:
    """`Audiences`."""

    def __init__(self) -> None:
        self._audiences: dict[str, Audience] = {}

    def put(self, audience: Audience) -> None:
        self._audiences[audience.uri] = audience

    def get(self, uri: str) -> Audience | None:
        return self._audiences.get(uri)


class MemoryDeniedTokens:
    """`DeniedTokens`."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def deny(self, jti: str, expires_at: int) -> bool:
        with self._tables.lock:
            if jti in self._tables.denied:
                return False
            self._tables.denied[jti] = expires_at
            return True


class MemoryConsents:
    """`Consents`; `former` is the history, oldest first."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._living: dict[tuple[str, str], Consent] = {}
        self.former: list[Consent] = []

    def of(self, account_id: str, client_id: str) -> Consent | None:
        return self._living.get((account_id, client_id))

    def keep(self, consent: Consent) -> None:
        with self._tables.lock:
            self.withdraw(consent.account_id, consent.client_id, consent.given_at)
            self._living[(consent.account_id, consent.client_id)] = consent

    def withdraw(self, account_id: str, client_id: str, at: int) -> bool:  # noqa: ARG002 — the port
        with self._tables.lock:
            ended = self._living.pop((account_id, client_id), None)
            if ended is not None:
                self.former.append(ended)
            return ended is not None

    def services_of(self, account_id: str) -> Sequence[ServiceUse]:
        with self._tables.lock:
            own = [one for one in self._living.values() if one.account_id == account_id]
            newest_first = sorted(own, key=lambda one: one.given_at, reverse=True)
            return [self._used(one) for one in newest_first]

    def _used(self, consent: Consent) -> ServiceUse:
        key = (consent.account_id, consent.client_id)
        before = [one for one in self.former if (one.account_id, one.client_id) == key]
        return ServiceUse(
            consent=consent,
            first_at=min(one.given_at for one in (*before, consent)),
            last_at=self._tables.last_use(*key),
        )


class MemorySubjects:
    """`Subjects`."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._subjects: dict[tuple[str, str], str] = {}
        self._accounts: dict[tuple[str, str], str] = {}

    def keep(self, sector: str, account_id: str, computed: str) -> str:
        with self._tables.lock:
            stored = self._subjects.setdefault((sector, account_id), computed)
            self._accounts.setdefault((sector, stored), account_id)
            return stored

    def account_of(self, sector: str, subject: str) -> str | None:
        with self._tables.lock:
            return self._accounts.get((sector, subject))


class MemoryPeople:
    """`People`."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def put(self, person: Person) -> None:
        with self._tables.lock:
            self._tables.people[person.account_id] = person

    def get(self, account_id: str) -> Person | None:
        return self._tables.people.get(account_id)


class MemoryReplayGuard:
    """`ReplayGuard`; `epoch` is the second its memory began, 0 = it remembers everything."""

    def __init__(self, epoch: int = 0) -> None:
        self._lock = RLock()
        self._seen: dict[tuple[str, str], int] = {}
        self.epoch = epoch

    def first_use(
        self, owner: str, value: str, *, issued_at: int | None, expires_at: int, now: int
    ) -> bool:
        issued = expires_at - 615 if issued_at is None else issued_at
        with self._lock:
            if expires_at < now or (self.epoch and issued < self.epoch + 15):
                return False
            if self._seen.get((owner, value), 0) > now:
                return False
            self._seen[(owner, value)] = expires_at + 60
            return True


class MemoryClientKeys:
    """`ClientKeys`: the registered `jwks`, or what a test published for the client."""

    def __init__(self) -> None:
        self._published: dict[str, Mapping[str, object]] = {}
        self.asked: list[tuple[str, str | None]] = []

    def publish(self, client_id: str, jwks: Mapping[str, object]) -> None:
        self._published[client_id] = jwks

    def of(self, client: Client, kid: str | None) -> Mapping[str, object]:
        self.asked.append((client.client_id, kid))
        return self._published.get(client.client_id, client.jwks or {"keys": []})


class MemoryLogoutQueue:
    """`LogoutQueue`."""

    def __init__(self) -> None:
        self.queued: list[QueuedLogout] = []

    def add(self, *, client_id: str, subject: str, sid: str, at: int) -> None:
        self.queued.append(QueuedLogout(client_id=client_id, subject=subject, sid=sid, at=at))


class MemoryProtocol:
    """One store of each port over the same tables, the events recorded and the notices queued."""

    def __init__(self) -> None:
        self.tables = Tables()
        self.clients = MemoryClients(self.tables)
        self.audiences = MemoryAudiences()
        self.grants = MemoryGrants(self.tables)
        self.codes = MemoryCodes(self.tables)
        self.refresh_tokens = MemoryRefreshTokens(self.tables)
        self.denied_tokens = MemoryDeniedTokens(self.tables)
        self.consents = MemoryConsents(self.tables)
        self.subjects = MemorySubjects(self.tables)
        self.people = MemoryPeople(self.tables)
        self.mandates = MemoryMandates(self.tables)
        self.replay_guard = MemoryReplayGuard()
        self.client_keys = MemoryClientKeys()
        self.logouts = MemoryLogoutQueue()
        self.events: list[Event] = []
        self.notices: list[tuple[str, str, Mapping[str, str]]] = []

    def record(self, event: Event) -> None:
        """Keep the event, as a unit of work would at its commit."""
        self.events.append(event)

    def notify(self, account_id: str, kind: str, facts: Mapping[str, str]) -> None:
        """Keep the notice, as an outbox would."""
        self.notices.append((account_id, kind, facts))
