"""Grants, codes and refresh tokens in memory, over the tables that one world shares."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import RLock

from idp.protocol.client import Client
from idp.protocol.ports import (
    CodeGrant,
    CodeHash,
    Grant,
    Person,
    RefreshHash,
    RefreshToken,
    Standing,
)


@dataclass(slots=True)
class Tables:
    """What all stores of one world share; every access holds the lock."""

    lock: RLock = field(default_factory=RLock)
    clients: dict[str, Client] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    grants: dict[str, Grant] = field(default_factory=dict)
    end_reasons: dict[str, str] = field(default_factory=dict)
    denied: dict[str, int] = field(default_factory=dict)
    uses: dict[str, int] = field(default_factory=dict)
    ended_sessions: set[str] = field(default_factory=set)

    def grant_now(self, grant: Grant) -> Grant:
        """The grant as it stands, for what hangs on it."""
        return self.grants.get(grant.id, grant)

    def last_use(self, account_id: str, client_id: str) -> int | None:
        """When the person was signed in to the client, or it refreshed its tokens."""
        theirs = [
            one
            for one in self.grants.values()
            if (one.account_id, one.client_id) == (account_id, client_id)
        ]
        return max((self.uses.get(one.id, one.created_at) for one in theirs), default=None)

    def person_active(self, account_id: str) -> bool:
        """Whether the person may use anything; unknown ones may not."""
        person = self.people.get(account_id)
        return person is not None and person.active

    def client_active(self, client_id: str) -> bool:
        """Whether the client is registered and not disabled."""
        client = self.clients.get(client_id)
        return client is not None and not client.disabled


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

        self._tables.ended_sessions.add(session)
        return self._end_those(ends, reason, at)

    def end_of_account(self, account_id: str, reason: str, at: int) -> Sequence[Grant]:
        return self._end_those(lambda grant: grant.account_id == account_id, reason, at)

    def end_of_client_and_account(
        self, client_id: str, account_id: str, reason: str, at: int
    ) -> Sequence[Grant]:
        def ends(grant: Grant) -> bool:
            return (grant.client_id, grant.account_id) == (client_id, account_id)

        return self._end_those(ends, reason, at)

    def end_of_client(self, client_id: str, reason: str, at: int) -> int:
        return len(self._end_those(lambda grant: grant.client_id == client_id, reason, at))

    def end_of_mandate(self, mandate_id: str, reason: str, at: int) -> Sequence[Grant]:
        def ends(grant: Grant) -> bool:
            return grant.acting is not None and grant.acting.mandate == mandate_id

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
            return replace(
                kept,
                grant=self._tables.grant_now(kept.grant),
                person_active=self._tables.person_active(kept.grant.account_id),
                session_ended=kept.grant.session in self._tables.ended_sessions,
            )

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
            self._tables.uses[token.grant.id] = token.issued_at

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
            self._tables.uses[kept.grant.id] = at
            return True

    def touch(self, token: RefreshHash, idle_expires_at: int, at: int) -> bool:
        with self._tables.lock:
            kept = self._living(token)
            if kept is None or kept.spent_at is not None:
                return False
            self._tokens[token] = replace(kept, idle_expires_at=idle_expires_at)
            self._tables.uses[kept.grant.id] = at
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
