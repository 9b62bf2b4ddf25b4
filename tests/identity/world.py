"""A small world for tests of identity: people, browsers, a frozen clock, everything in memory.

Hashing is real, at the least cost that argon2 allows.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from idp.audit.events import Event
from idp.identity import attempt as attempts
from idp.identity import login
from idp.identity.account import NewPerson, new_account
from idp.identity.assurance import DEFAULT_POLICY, Policy
from idp.identity.attempt import Errand, LoginAttempt
from idp.identity.context import Context
from idp.identity.elsewhere import Upstream
from idp.identity.factors import totp
from idp.identity.factors.password import Busy, HashingPool
from idp.identity.first_factor import PasswordGiven
from idp.identity.identifiers import identifiers_of
from idp.identity.key_models import KeyModel
from idp.identity.messages import CHANNELS, Channel, Message, opened
from idp.identity.outcomes import NeedFactor, Outcome, Refused, SignedIn
from idp.identity.ports import DeviceHash, Kind, Session
from idp.identity.second_factor import CodeGiven
from idp.identity.session import Opened, open_session
from idp.identity.visit import Visit
from idp.protocol.client import Client
from idp.protocol.context import Context as ProtocolContext
from idp.protocol.ports import Grant
from keys import Custody, MasterKey, open_custody
from tests.identity.ending_grants import EndingGrants
from tests.support.memory_identity import FrozenClock, MemoryIdentity
from tests.support.memory_protocol import MemoryProtocol
from tests.support.vault import MemoryVault

Recorded = TypeVar("Recorded")

PASSWORD = "mùa-xuân-nho-nhỏ-1980"


@dataclass(frozen=True, slots=True, kw_only=True)
class Someone:
    """A person of the world, with the secrets that only they know."""

    account_id: str
    username: str
    password: str
    seed: totp.Seed | None = None


def a_browser(name: str = "máy ở nhà", source: str = "203.0.113.7") -> Visit:
    """A browser at an address."""
    return Visit(browser=f"browser of {name}", device=DeviceHash(f"device {name}"), source=source)


@dataclass(slots=True)
class World:
    """All stores, the clock and the keys. `context()` is a fresh request's."""

    custody: Custody
    hashing: HashingPool
    clock: FrozenClock = field(default_factory=FrozenClock)
    identity: MemoryIdentity = field(init=False)
    protocol: MemoryProtocol = field(default_factory=MemoryProtocol)
    grants: EndingGrants = field(init=False)
    told: list[tuple[str, str]] = field(default_factory=list)
    reachable: frozenset[Channel] = frozenset(CHANNELS)
    key_models: tuple[KeyModel, ...] = ()
    upstreams: Mapping[str, Upstream] = field(default_factory=dict)
    policy: Policy = DEFAULT_POLICY

    def __post_init__(self) -> None:
        self.identity = MemoryIdentity(self.clock)
        self.grants = EndingGrants(self.protocol.tables)

    @property
    def events(self) -> list[Event]:
        """What was recorded so far."""
        return self.protocol.events

    def recorded(self, kind: type[Recorded]) -> list[Recorded]:
        """The events of this kind."""
        return [event for event in self.events if isinstance(event, kind)]

    def messages(self, kind: str = "") -> list[Message]:
        """The messages of this kind that wait for delivery, or all."""
        waiting = [opened(*one, self.custody) for one in self.identity.outbox.waiting()]
        return [message for message in waiting if kind in ("", message.kind)]

    def pass_time(self, seconds: int) -> None:
        """It is later."""
        self.clock.at += seconds

    def context(self) -> Context:
        """The context of one request."""
        stores, protocol = self.identity, self.protocol
        return Context(
            now=self.clock.at,
            custody=self.custody,
            accounts=stores.accounts,
            credentials=stores.credentials,
            passwords=stores.passwords,
            breached=stores.breached,
            failure_counts=stores.failure_counts,
            source_limits=stores.source_limits,
            sessions=stores.sessions,
            devices=stores.devices,
            notices=stores.notices,
            certificates=stores.certificates,
            history=stores.history,
            data_requests=stores.data_requests,
            mandates=protocol.mandates,
            registrations=stores.registrations,
            locks=stores.locks,
            outbox=stores.outbox,
            sent_proofs=stores.sent_proofs,
            reachable=self.reachable,
            passkeys=stores.passkeys,
            recovery_codes=stores.recovery_codes,
            recoveries=stores.recoveries,
            links=stores.links,
            ephemeral=stores.ephemeral,
            hashing=self.hashing,
            policy=self.policy,
            upstreams=self.upstreams,
            record=protocol.record,
            protocol=self.protocol_context(),
            key_models=self.key_models,
        )

    def protocol_context(self) -> ProtocolContext:
        """What ending a session may do to grants, and whom it tells."""
        protocol = self.protocol
        return ProtocolContext(
            issuer="https://id.example.vn",
            now=self.clock.at,
            custody=self.custody,
            clients=protocol.clients,
            audiences=protocol.audiences,
            grants=self.grants,
            codes=protocol.codes,
            refresh_tokens=protocol.refresh_tokens,
            denied_tokens=protocol.denied_tokens,
            consents=protocol.consents,
            subjects=protocol.subjects,
            people=protocol.people,
            mandates=protocol.mandates,
            replay_guard=protocol.replay_guard,
            client_keys=protocol.client_keys,
            logouts=protocol.logouts,
            record=protocol.record,
            notify=lambda account_id, kind, _facts: self.told.append((account_id, kind)),
        )

    def someone(
        self,
        username: str = "lan",
        *,
        kind: Kind = "citizen",
        password: str = PASSWORD,
        with_totp: bool = False,
        reachable: bool = False,
    ) -> Someone:
        """A new person; `reachable` with a verified e-mail address and phone number."""
        claims = {"email_verified": True, "phone_number_verified": True} if reachable else {}
        person = NewPerson(
            kind=kind,
            username=username,
            name="Nguyễn Thị Lan",
            email=f"{username}@example.vn" if reachable else None,
            phone="+84912345678" if reachable else None,
            claims=claims,
        )
        account, _doubts = new_account(person, self.clock.at)
        hashed = self.hashing.hash(password)
        assert not isinstance(hashed, Busy)
        keys = identifiers_of(account, self.custody)
        assert self.identity.accounts.add(account, keys, hashed)
        seed = totp.new_seed() if with_totp else None
        if seed is not None:
            box = totp.sealed(seed, account.id, self.custody)
            assert self.identity.credentials.set_totp(account.id, box, 0, self.clock.at)
        return Someone(account_id=account.id, username=username, password=password, seed=seed)

    def change(self, who: Someone, **changes: Any) -> None:
        """The person's credentials are others: as a form elsewhere or an agency made them."""
        known = self.identity.people.credentials
        known[who.account_id] = replace(known[who.account_id], **changes)

    def begin(self, visit: Visit, level: int = 1) -> LoginAttempt:
        """A sign-in begins in this browser."""
        return attempts.begin(Errand(demanded_level=level), visit, self.context())

    def give_password(
        self, attempt: LoginAttempt, visit: Visit, identifier: str, password: str
    ) -> Outcome:
        """Somebody types a password."""
        given = PasswordGiven(identifier=identifier, password=password)
        return login.submit(attempt, given, visit, self.context())

    def give_code(self, attempt: LoginAttempt, visit: Visit, code: str) -> Outcome:
        """Somebody types a one-time code."""
        return login.submit(attempt, CodeGiven(code=code), visit, self.context())

    def code(self, who: Someone, steps: int = 0) -> str:
        """The code on the person's telephone, so many steps from now."""
        assert who.seed is not None
        return who.seed.code_at(self.clock.at // totp.STEP + steps)

    def signed_in(self, who: Someone, visit: Visit, level: int = 1) -> SignedIn:
        """The person shows all that is asked."""
        attempt = self.begin(visit, level)
        outcome = self.give_password(attempt, visit, who.username, who.password)
        if not isinstance(outcome, SignedIn):
            stored = attempts.find(attempt.id, visit, self.context())
            assert stored is not None
            outcome = self.give_code(stored, visit, self.code(who))
        assert isinstance(outcome, SignedIn), outcome
        return outcome

    def session_of(
        self, who: Someone, visit: Visit | None = None, present: Session | None = None
    ) -> Opened:
        """The person has a session in this browser."""
        browser = visit or a_browser()
        return open_session(self.signed_in(who, browser), present, browser, self.context())

    def grant(self, session: Session, client: Client, *, offline: bool = False) -> Grant:
        """A grant of this client on the session."""
        self.protocol.clients.put(client)
        grant = Grant(
            id=secrets.token_hex(8),
            client_id=client.client_id,
            account_id=session.account_id,
            subject=f"sub at {client.client_id}",
            session=session.id,
            scopes=("openid",),
            claims={},
            audience=None,
            organisation={},
            acr="",
            amr=session.methods,
            level=session.level,
            auth_time=session.authenticated_at,
            offline=offline,
            created_at=self.clock.at,
            absolute_end=session.absolute_end,
        )
        self.grants.add(grant)
        return grant

    def lives(self, grant: Grant) -> bool:
        """Whether the grant has not ended."""
        return self.protocol.tables.grants[grant.id].ended_at is None


def new_custody() -> Custody:
    """Fresh keys."""
    master = MasterKey(secret=secrets.token_bytes(32))
    return open_custody(MemoryVault(), master, now=1_800_000_000, algorithms=("EdDSA", "ES256"))


def after_password(world: World, who: Someone, visit: Visit, level: int = 1) -> LoginAttempt:
    """An attempt that asks for the code."""
    outcome = world.give_password(world.begin(visit, level), visit, who.username, who.password)
    assert isinstance(outcome, NeedFactor)
    assert outcome.factor == "totp"
    found = attempts.find(outcome.attempt.id, visit, world.context())
    assert found is not None
    return found


def reason(outcome: Outcome) -> str:
    """Why the step was refused."""
    assert isinstance(outcome, Refused), outcome
    return outcome.reason
