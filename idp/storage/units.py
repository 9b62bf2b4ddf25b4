"""Units: the contexts of one request, every port of theirs bound to one transaction.

`idp.provider.Remembering` over a Storage.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from idp.administration.context import Context as AdministrationContext
from idp.audit.events import Origin
from idp.identity.context import Context as IdentityContext
from idp.identity.notice import tell
from idp.protocol.context import Context as ProtocolContext
from idp.provider import Operations, Provider, Unit
from idp.storage import Storage, Stores, Work


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
            yield self._bound(provider, work, now)

    def is_ready(self) -> bool:
        """Whether database and ephemeral store answer."""
        return self._storage.is_ready()

    def clock_may_be_believed(self) -> bool:
        """Whether the clock is not behind what was committed (I-20)."""
        return self._storage.clock_may_be_believed()

    def close(self) -> None:
        """Every connection is closed."""
        self._storage.close()

    def _bound(self, provider: Provider, work: Work, now: int) -> Unit:
        stores = self._storage.bind(work)

        def notify(account_id: str, kind: str, facts: Mapping[str, str]) -> None:
            tell(account_id, kind, facts, identity)

        def acts_as(actor: str) -> None:
            work.origin = replace(work.origin, actor=actor)

        protocol = ProtocolContext(
            issuer=provider.settings.issuer,
            now=now,
            custody=provider.custody,
            clients=self._storage.clients,
            audiences=self._storage.audiences,
            grants=stores.grants,
            codes=stores.codes,
            refresh_tokens=stores.refresh_tokens,
            denied_tokens=stores.denied_tokens,
            consents=stores.consents,
            subjects=stores.subjects,
            people=stores.people,
            replay_guard=self._storage.replay_guard,
            client_keys=provider.client_keys,
            logouts=stores.logouts,
            record=work.record,
            notify=notify,
            acts_as=acts_as,
            demonstration=provider.is_demonstration,
        )
        identity = self._identity(provider, stores, work, protocol)
        return Unit(
            protocol=protocol,
            identity=identity,
            administration=_administration(stores, work, identity),
            operations=Operations(
                jobs=self._storage.jobs, housekeeping=stores.housekeeping, trail=stores.trail
            ),
            transaction=work,
        )

    def _identity(
        self, provider: Provider, stores: Stores, work: Work, protocol: ProtocolContext
    ) -> IdentityContext:
        return IdentityContext(
            now=protocol.now,
            custody=provider.custody,
            accounts=stores.accounts,
            credentials=stores.credentials,
            failure_counts=stores.failure_counts,
            source_limits=self._storage.source_limits,
            sessions=stores.sessions,
            devices=stores.devices,
            notices=stores.notices,
            ephemeral=self._storage.ephemeral,
            hashing=provider.hashing,
            record=work.record,
            protocol=protocol,
        )


def _administration(stores: Stores, work: Work, identity: IdentityContext) -> AdministrationContext:
    return AdministrationContext(
        now=identity.now,
        actor=work.origin.actor,
        custody=identity.custody,
        identity=identity,
        clients=stores.client_rows,
        audiences=stores.audience_rows,
        organisations=stores.organisations,
        roles=stores.roles,
        proposals=stores.proposals,
        record=work.record,
    )
