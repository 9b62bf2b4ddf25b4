"""The protocol's ports in memory, thread-safe: they pass the contract suite of `tests/storage`.

`MemoryProtocol` holds one of each over shared tables; tests put clients, audiences and persons in
by `put`. Nothing rolls back here: what is written stays.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import RLock

from idp.audit.events import Event
from idp.protocol.client import Client
from idp.protocol.ports import (
    Audience,
    CodeGrant,
    CodeHash,
    Consent,
    Grant,
    Person,
    RefreshHash,
    RefreshToken,
    Standing,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuedLogout:
    """One delivery that waits."""

    client_id: str
    subject: str
    sid: str
    at: int


@dataclass(slots=True)
class Tables:
    """What all stores of one world share; every access holds the lock."""

    lock: RLock = field(default_factory=RLock)
    clients: dict[str, Client] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    grants: dict[str, Grant] = field(default_factory=dict)
    end_reasons: dict[str, str] = field(default_factory=dict)
    denied: dict[str, int] = field(default_factory=dict)

    def grant_now(self, grant: Grant) -> Grant:
        """The grant as it stands, for what hangs on it."""
        return self.grants.get(grant.id, grant)

    def person_active(self, account_id: str) -> bool:
        """Whether the person may use anything; unknown ones may not."""
        person = self.people.get(account_id)
        return person is not None and person.active

    def client_active(self, client_id: str) -> bool:
        """Whether the client is registered and not disabled."""
        client = self.clients.get(client_id)
        return client is not None and not client.disabled


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


class MemoryGrants:
    """`Grants`."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def add(self, grant: Grant) -> None:
        with self._tables.lock:
            if grant.id in self._tables.grants:
                raise ValueError("a grant's id is used once")
            self._tables.grants[grant.id] = grant

    def end(self, grant_id: str, reason: str, at: int) -> bool:
        with self._tables.lock:
            grant = self._tables.grants.get(grant_id)
            if grant is None or grant.ended_at is not None:
                return False
            self._tables.grants[grant_id] = replace(grant, ended_at=at)
            self._tables.end_reasons[grant_id] = reason
            return True

    def standing(self, grant_id: str, jti: str, *, with_claims: bool = False) -> Standing | None:
        tables = self._tables
        with tables.lock:
            grant = tables.grants.get(grant_id)
            if grant is None:
                return None
            person = tables.people.get(grant.account_id)
            claims: Mapping[str, object] = {} if person is None else person.claims
            return Standing(
                grant=grant,
                person_active=tables.person_active(grant.account_id),
                client_active=tables.client_active(grant.client_id),
                denied=jti in tables.denied,
                claims=claims if with_claims else None,
            )

    def machine_standing(self, client_id: str, jti: str) -> bool:
        with self._tables.lock:
            return self._tables.client_active(client_id) and jti not in self._tables.denied

    def of_session(self, session: str) -> Sequence[Grant]:
        with self._tables.lock:
            return [grant for grant in self._tables.grants.values() if grant.session == session]

    def end_of_session(
        self, session: str, *, keep_offline: bool, reason: str, at: int
    ) -> Sequence[Grant]:
        def ends(grant: Grant) -> bool:
            return grant.session == session and not (keep_offline and grant.offline)

        return self._end_those(ends, reason, at)

    def end_of_account(self, account_id: str, reason: str, at: int) -> Sequence[Grant]:
        return self._end_those(lambda grant: grant.account_id == account_id, reason, at)

    def end_of_client_and_account(
        self, client_id: str, account_id: str, reason: str, at: int
    ) -> Sequence[Grant]:
        def ends(grant: Grant) -> bool:
            return (grant.client_id, grant.account_id) == (client_id, account_id)

        return self._end_those(ends, reason, at)

    def _end_those(self, ends: Callable[[Grant], bool], reason: str, at: int) -> Sequence[Grant]:
        with self._tables.lock:
            ended = [
                grant.id
                for grant in self._tables.grants.values()
                if ends(grant) and grant.ended_at is None
            ]
            for grant_id in ended:
                self.end(grant_id, reason, at)
            return [self._tables.grants[grant_id] for grant_id in ended]

    def end_reason(self, grant_id: str) -> str | None:
        """Why it ended, for assertions."""
        return self._tables.end_reasons.get(grant_id)


class MemoryCodes:
    """`Codes`."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._codes: dict[CodeHash, CodeGrant] = {}
        self._replayed: set[CodeHash] = set()

    def add(self, code: CodeGrant) -> None:
        with self._tables.lock:
            if code.hash in self._codes:
                raise ValueError("a code is issued once")
            self._codes[code.hash] = code

    def find(self, code: CodeHash) -> CodeGrant | None:
        with self._tables.lock:
            kept = self._codes.get(code)
            if kept is None:
                return None
            active = self._tables.person_active(kept.grant.account_id)
            return replace(kept, grant=self._tables.grant_now(kept.grant), person_active=active)

    def consume(self, code: CodeHash, spent_as: str, at: int) -> bool:  # noqa: ARG002 — the port
        with self._tables.lock:
            kept = self._codes.get(code)
            if kept is None or kept.spent_as is not None:
                return False
            self._codes[code] = replace(kept, spent_as=spent_as)
            return True

    def mark_replayed(self, code: CodeHash, at: int) -> bool:  # noqa: ARG002 — the port
        with self._tables.lock:
            kept = self._codes.get(code)
            if kept is None or kept.spent_as is None or code in self._replayed:
                return False
            self._replayed.add(code)
            return True


class MemoryRefreshTokens:
    """`RefreshTokens`."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._tokens: dict[RefreshHash, RefreshToken] = {}
        self._reused: set[RefreshHash] = set()

    def add(self, token: RefreshToken) -> None:
        with self._tables.lock:
            if token.hash in self._tokens:
                raise ValueError("a refresh token is issued once")
            self._tokens[token.hash] = token

    def find(self, token: RefreshHash) -> RefreshToken | None:
        with self._tables.lock:
            kept = self._tokens.get(token)
            if kept is None:
                return None
            active = self._tables.person_active(kept.grant.account_id)
            return replace(kept, grant=self._tables.grant_now(kept.grant), person_active=active)

    def spend(self, token: RefreshHash, at: int) -> bool:
        with self._tables.lock:
            kept = self._living(token)
            if kept is None or kept.spent_at is not None or not kept.rotates:
                return False
            self._tokens[token] = replace(kept, spent_at=at)
            return True

    def touch(self, token: RefreshHash, idle_expires_at: int) -> bool:
        with self._tables.lock:
            kept = self._living(token)
            if kept is None or kept.spent_at is not None:
                return False
            self._tokens[token] = replace(kept, idle_expires_at=idle_expires_at)
            return True

    def mark_reused(self, token: RefreshHash, at: int) -> bool:  # noqa: ARG002 — the port
        with self._tables.lock:
            kept = self._tokens.get(token)
            if kept is None or kept.spent_at is None or token in self._reused:
                return False
            self._reused.add(token)
            return True

    def _living(self, token: RefreshHash) -> RefreshToken | None:
        kept = self._tokens.get(token)
        if kept is None or self._tables.grant_now(kept.grant).ended_at is not None:
            return None
        return kept


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
    """`Consents`."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._kept: dict[tuple[str, str], list[Consent]] = {}

    def of(self, account_id: str, client_id: str) -> Consent | None:
        with self._tables.lock:
            kept = self._kept.get((account_id, client_id))
            return kept[-1] if kept else None

    def keep(self, consent: Consent) -> None:
        with self._tables.lock:
            self._kept.setdefault((consent.account_id, consent.client_id), []).append(consent)


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
    """One store of each port over the same tables, and the events that were recorded."""

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
        self.replay_guard = MemoryReplayGuard()
        self.client_keys = MemoryClientKeys()
        self.logouts = MemoryLogoutQueue()
        self.events: list[Event] = []

    def record(self, event: Event) -> None:
        """Keep the event, as a unit of work would at its commit."""
        self.events.append(event)
