"""Units: the contexts of one request, every port of theirs bound to one transaction.

`idp.provider.Remembering` over a Storage.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from typing import Final

from idp.administration.api_scopes import api_audience
from idp.administration.context import Context as AdministrationContext
from idp.audit.events import ANONYMOUS, Event, Origin
from idp.identity.assurance import strongest
from idp.identity.context import Context as IdentityContext
from idp.identity.factors.password import Busy, Differs, Matches
from idp.identity.notice import tell
from idp.identity.ports import PasswordHash
from idp.protocol.context import Context as ProtocolContext
from idp.provider import Operations, Provider, Unit
from idp.storage import Storage, Work
from idp.storage.own_audience import KnownAudiences, RegisteredAudiences


class Units:
    """Opens transactions on the one Storage of this process."""

    def __init__(self, storage: Storage) -> None:
        """Bind every port to this storage."""
        self._storage = storage

    @contextmanager
    def unit(self, provider: Provider, origin: Origin) -> Iterator[Unit]:
        """Open a transaction; what was not committed when it is left never happened."""
        now = provider.clock.now()
        provider.custody.refresh(now)
        with self._storage.work(origin) as work:
            yield _Bound(self._storage, provider, work, now)

    def begin_epoch(self) -> None:
        """The replay guard knows the ephemeral store from before the first request on."""
        self._storage.begin_epoch()

    def is_ready(self) -> bool:
        """Whether database and ephemeral store answer."""
        return self._storage.is_ready()

    def clock_may_be_believed(self) -> bool:
        """Whether the clock is not behind what was committed (I-20)."""
        return self._storage.clock_may_be_believed()

    def close(self) -> None:
        """Every connection is closed."""
        self._storage.close()


class _Bound:
    """`idp.provider.Unit`; each context is made when it is first needed."""

    def __init__(self, storage: Storage, provider: Provider, work: Work, now: int) -> None:
        """Bind everything to this work and this second."""
        self._storage = storage
        self._stores = storage.bind(work)
        self._provider = provider
        self._now = now
        self.transaction: Final = work
        self._protocol: ProtocolContext | None = None
        self._identity: IdentityContext | None = None

    @property
    def protocol(self) -> ProtocolContext:
        """What a rule of the protocol may know."""
        if self._protocol is None:
            self._protocol = self._protocol_context()
        return self._protocol

    @property
    def identity(self) -> IdentityContext:
        """What a rule about persons may know."""
        if self._identity is None:
            self._identity = self._identity_context()
        return self._identity

    @property
    def administration(self) -> AdministrationContext:
        """What an act of administration may know; who acts is asked now."""
        stores = self._stores
        return AdministrationContext(
            now=self._now,
            actor=self.transaction.origin.actor,
            custody=self._provider.custody,
            identity=self.identity,
            clients=stores.client_rows,
            client_notes=stores.client_notes,
            audiences=RegisteredAudiences(
                api_audience(self._provider.settings.issuer), stores.audience_rows
            ),
            organisations=stores.organisations,
            coverage=stores.coverage,
            factor_policies=stores.factor_policies,
            session_policies=stores.session_policies,
            roles=stores.roles,
            proposals=stores.proposals,
            emergencies=stores.emergencies,
            vault=stores.vault,
            repeats=stores.repeats,
            imports=stores.imports,
            directory=stores.directory,
            names=stores.names,
            record=self.transaction.record,
        )

    @property
    def operations(self) -> Operations:
        """What only the worker and the operator see."""
        return Operations(
            jobs=self._storage.jobs,
            housekeeping=self._stores.housekeeping,
            trail=self._stores.trail,
        )

    def acts_as(self, actor: str) -> None:
        """The events of this transaction name this account or client as who acted."""
        self.transaction.origin = replace(self.transaction.origin, actor=actor)

    @property
    def actor(self) -> str:
        """Who acts, as far as that is proven."""
        return self.transaction.origin.actor

    def record(self, event: Event) -> None:
        """Add an audit event to the transaction."""
        self.transaction.record(event)

    def commit(self) -> None:
        """Changes and events are durable; raises StoreUnavailable when that cannot be said."""
        self.transaction.commit()

    def after_commit(self, act: Callable[[], None]) -> None:
        """`act` runs once the next commit is durable; never if it fails or rolls back."""
        self.transaction.after_commit(act)

    @property
    def concerns_nobody(self) -> bool:
        """Whether no client, person or artefact is known so far, nor anything recorded."""
        nobody = self.transaction.origin.actor == ANONYMOUS
        return nobody and not self.transaction.has_recorded

    def _notify(self, account_id: str, kind: str, facts: Mapping[str, str]) -> None:
        tell(account_id, kind, facts, self.identity)

    def _protocol_context(self) -> ProtocolContext:
        provider, stores = self._provider, self._stores
        return ProtocolContext(
            issuer=provider.settings.issuer,
            now=self._now,
            custody=provider.custody,
            clients=self._storage.clients,
            audiences=KnownAudiences(
                api_audience(self._provider.settings.issuer), self._storage.audiences
            ),
            grants=stores.grants,
            codes=stores.codes,
            refresh_tokens=stores.refresh_tokens,
            denied_tokens=stores.denied_tokens,
            consents=stores.consents,
            subjects=stores.subjects,
            people=stores.people,
            mandates=stores.mandates,
            replay_guard=self._storage.replay_guard,
            client_keys=provider.client_keys,
            logouts=stores.logouts,
            record=self.transaction.record,
            notify=self._notify,
            acts_as=self.acts_as,
            restored_at=self._storage.restored_at,
            demonstration=provider.is_demonstration,
            strongest=strongest(provider.policy),
        )

    def _identity_context(self) -> IdentityContext:
        provider, stores = self._provider, self._stores
        return IdentityContext(
            now=self._now,
            custody=provider.custody,
            accounts=stores.accounts,
            credentials=stores.credentials,
            passwords=stores.passwords,
            breached=provider.breached,
            failure_counts=stores.failure_counts,
            source_limits=self._storage.source_limits,
            sessions=stores.sessions,
            devices=stores.devices,
            notices=stores.notices,
            certificates=stores.certificates,
            history=stores.history,
            data_requests=stores.data_requests,
            mandates=stores.mandates,
            registrations=stores.registrations,
            locks=stores.locks,
            outbox=stores.outbox,
            sent_proofs=stores.sent_proofs,
            reachable=provider.notifier.channels,
            passkeys=stores.passkeys,
            recovery_codes=stores.recovery_codes,
            recoveries=stores.recoveries,
            links=stores.links,
            ephemeral=self._storage.ephemeral,
            hashing=_HashingAside(provider, self.transaction),
            record=self.transaction.record,
            protocol=self.protocol,
            policy=provider.policy,
            key_models=provider.key_models,
            upstreams=provider.elsewhere.upstreams,
        )


class _HashingAside:
    """The hashing threads; who waits for one keeps neither connection nor workplace meanwhile."""

    __slots__ = ("_pool", "_work", "_workplaces")

    def __init__(self, provider: Provider, work: Work) -> None:
        """Ask the provider's pool on behalf of this work."""
        self._pool = provider.hashing
        self._workplaces = provider.workplaces
        self._work = work

    def hash(self, password: str) -> PasswordHash | Busy:
        """The hash to store."""
        with self._aside():
            return self._pool.hash(password)

    def verify(self, stored: PasswordHash | None, password: str) -> Matches | Differs | Busy:
        """Whether it is the password."""
        with self._aside():
            return self._pool.verify(stored, password)

    def _aside(self) -> AbstractContextManager[None]:
        # Who writes is waited for by others, who may hold every place: it must go on by itself.
        if self._work.transaction.writes:
            return nullcontext()
        self._work.transaction.rollback()  # nothing was written: only the connection goes
        return self._workplaces.given_up()
