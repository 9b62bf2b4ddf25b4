"""Remembering: implements the ports of protocol, identity, audit and keys; decides nothing.

`open_storage` gives the one Storage of a process, `storage.work(origin)` the transaction of one
request, `storage.bind(work)` every store over it. Next: `durable/work.py`.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from idp.audit.events import Origin
from idp.identity.ports import Ephemeral, StoreUnavailable
from idp.identity.throttle_ports import SourceLimits
from idp.protocol.ports import Audiences, Clients, ReplayGuard
from idp.storage.durable.audiences import CachedAudiences
from idp.storage.durable.clients import CachedClients
from idp.storage.durable.database import Database
from idp.storage.durable.engine import MustRunAgain, open_engine
from idp.storage.durable.highest_time import HighestTime, runs_backwards
from idp.storage.durable.housekeeping import RESTORED
from idp.storage.durable.jobs import Jobs
from idp.storage.durable.migrations import is_current, upgrade
from idp.storage.durable.sealed_keys import VaultInDatabase
from idp.storage.durable.sweep import sweep
from idp.storage.durable.versions import Poll
from idp.storage.durable.work import Work
from idp.storage.ephemeral.in_database import EphemeralInDatabase
from idp.storage.ephemeral.replay_guard import ReplayGuardInDatabase, ReplayGuardInRedis
from idp.storage.ephemeral.source_limits import SourceLimitsInEphemeral
from idp.storage.stores import Stores
from keys import Custody, Vault

if TYPE_CHECKING:  # an eighth of every start, for nobody without a Redis
    from idp.storage.ephemeral.in_redis import EphemeralInRedis

__all__ = [
    "Engine",
    "MustRunAgain",
    "Storage",
    "StoreUnavailable",
    "Stores",
    "Work",
    "is_current",
    "open_engine",
    "open_storage",
    "sweep",
    "upgrade",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """Everything that remembers, one per process, shared by its threads."""

    database: Database
    ephemeral: Ephemeral
    source_limits: SourceLimits
    replay_guard: ReplayGuard
    vault: Vault
    clients: Clients
    audiences: Audiences
    jobs: Jobs
    custody: Callable[[], Custody]
    _poll: Poll
    _redis: "EphemeralInRedis | None"
    _highest: HighestTime = field(default_factory=HighestTime)

    def work(self, origin: Origin) -> Work:
        """Return the unit of work of one request; nothing has begun."""
        return Work(self.database, self._highest, origin)

    def bind(self, work: Work) -> Stores:
        """Return every store over this work; costs a few microseconds, no statement."""
        return Stores(work, self.custody)

    def forget_caches(self) -> None:
        """The next reader of clients and audiences asks the database for their versions."""
        self._poll.forget()

    def sweep(self) -> dict[str, int]:
        """Return how many rows that expired long ago are gone, by table."""
        return dict(sweep(self.database, self.database.clock()))

    def restored_at(self) -> int:
        """The second of the last restore, 0 before the first; known within a second."""
        return self._poll.version(RESTORED)

    def begin_epoch(self) -> None:
        """A Redis that is new to us counts from now on; one that does not answer, from later on."""
        if isinstance(self.replay_guard, ReplayGuardInRedis):
            with suppress(StoreUnavailable):
                self.replay_guard.begin(self.database.clock())

    def is_ready(self) -> bool:
        """Whether database and ephemeral store answer."""
        return self.database.answers() and (self._redis is None or self._redis.answers())

    def clock_may_be_believed(self) -> bool:
        """Whether the clock is not far behind the highest time that was committed (I-20)."""
        transaction = self.database.transaction()
        try:
            return not runs_backwards(transaction, self.database.clock())
        except StoreUnavailable:
            return False
        finally:
            transaction.rollback()

    def close(self) -> None:
        """Every idle connection is closed; the process forks or ends now."""
        self.database.close()
        if self._redis is not None:
            self._redis.close()


def open_storage(
    database_url: str,
    redis_url: str | None,
    *,
    custody: Callable[[], Custody],
    clock: Callable[[], int],
    epoch_began: Callable[[int], None] | None = None,
) -> Storage:
    """Return the storage of this process; nothing is connected or created yet.

    `clock` tells whole seconds UTC; `custody` is asked when something is sealed, so it may be
    opened later on `storage.vault`. `epoch_began` hears of a Redis that came back empty, once in
    all processes, in the middle of a request: it must neither write nor wait.
    Raises ValueError for a database we do not speak.
    """
    database = Database(open_engine(database_url), clock)
    poll = Poll(database)
    in_redis = None if redis_url is None else _in_redis(redis_url)
    ephemeral: Ephemeral
    replay_guard: ReplayGuard
    if in_redis is None:
        ephemeral = in_database = EphemeralInDatabase(database, clock)
        replay_guard = ReplayGuardInDatabase(in_database, lambda: poll.version(RESTORED))
    else:
        ephemeral = in_redis
        replay_guard = ReplayGuardInRedis(in_redis, epoch_began)
    return Storage(
        database=database,
        ephemeral=ephemeral,
        source_limits=SourceLimitsInEphemeral(ephemeral),
        replay_guard=replay_guard,
        vault=VaultInDatabase(database),
        clients=CachedClients(database, poll),
        audiences=CachedAudiences(database, poll),
        jobs=Jobs(database),
        custody=custody,
        _poll=poll,
        _redis=in_redis,
    )


def _in_redis(url: str) -> "EphemeralInRedis":
    from idp.storage.ephemeral.in_redis import EphemeralInRedis

    return EphemeralInRedis(url)
