"""Provider: settings, clock, keys, storage and hashing threads; the only container.

`unit()` opens what one request, command or job may do: contexts bound to one transaction.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from idp.administration.context import Context as AdministrationContext
from idp.audit.events import Event, Origin
from idp.clock import Clock
from idp.identity.context import Context as IdentityContext
from idp.identity.factors.password import HashingPool
from idp.identity.notice import tell
from idp.protocol.context import Context as ProtocolContext
from idp.protocol.ports import ClientKeys
from idp.settings import Settings
from idp.storage import Storage, Work
from keys import Custody


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """What one request may do: three contexts over one transaction, begun by the first write."""

    protocol: ProtocolContext
    identity: IdentityContext
    administration: AdministrationContext
    work: Work

    def record(self, event: Event) -> None:
        """Add an audit event to the transaction."""
        self.work.record(event)

    def commit(self) -> None:
        """Changes and events are durable; raises StoreUnavailable when that cannot be said."""
        self.work.commit()


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """Everything that lives as long as the process; safe for threads."""

    settings: Settings
    clock: Clock
    custody: Custody
    storage: Storage
    hashing: HashingPool
    client_keys: ClientKeys

    @property
    def is_demonstration(self) -> bool:
        """Whether this instance runs on invented people."""
        return self.settings.profile == "demonstration"

    @contextmanager
    def unit(self, origin: Origin) -> Iterator[Unit]:
        """Open a transaction for whoever acts; what `commit` did not say never happened."""
        now = self.clock.now()
        self.custody.refresh(now)
        work = self.storage.work(origin)
        try:
            yield self._bound(work, origin, now)
        finally:
            work.rollback()

    def _bound(self, work: Work, origin: Origin, now: int) -> Unit:
        stores = self.storage.bind(work)

        def notify(account_id: str, kind: str, facts: Mapping[str, str]) -> None:
            tell(account_id, kind, facts, identity)

        protocol = ProtocolContext(
            issuer=self.settings.issuer,
            now=now,
            custody=self.custody,
            clients=stores.clients,
            audiences=stores.audiences,
            grants=stores.grants,
            codes=stores.codes,
            refresh_tokens=stores.refresh_tokens,
            denied_tokens=stores.denied_tokens,
            consents=stores.consents,
            subjects=stores.subjects,
            people=stores.people,
            replay_guard=stores.replay_guard,
            client_keys=self.client_keys,
            logouts=stores.logouts,
            record=work.record,
            notify=notify,
            demonstration=self.is_demonstration,
        )
        identity = IdentityContext(
            now=now,
            custody=self.custody,
            accounts=stores.accounts,
            credentials=stores.credentials,
            failure_counts=stores.failure_counts,
            source_limits=stores.source_limits,
            sessions=stores.sessions,
            devices=stores.devices,
            notices=stores.notices,
            ephemeral=stores.ephemeral,
            hashing=self.hashing,
            record=work.record,
            protocol=protocol,
        )
        administration = AdministrationContext(
            now=now,
            actor=origin.actor,
            custody=self.custody,
            identity=identity,
            clients=stores.client_registry,
            audiences=stores.audience_registry,
            organisations=stores.organisations,
            roles=stores.roles,
            proposals=stores.proposals,
            record=work.record,
        )
        return Unit(
            protocol=protocol, identity=identity, administration=administration, work=work
        )
