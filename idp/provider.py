"""Provider: settings, clock, keys and the way to storage; the only container.

`unit()` opens what one request, command or job may do: contexts bound to one transaction.
`idp/app.py` builds it; `idp/storage/units.py` binds the stores.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final, Literal, Protocol

from idp.administration.client_tally import ClientTally
from idp.administration.context import Context as AdministrationContext
from idp.administration.ports import Housekeeping, Jobs
from idp.audit.beside import Beside
from idp.audit.events import ANONYMOUS, Event, Origin
from idp.audit.ports import Trail
from idp.certificates import Judge
from idp.clock import Clock
from idp.identity.assurance import DEFAULT_POLICY, Policy
from idp.identity.context import Context as IdentityContext
from idp.identity.elsewhere import Elsewhere, NoUpstreams
from idp.identity.factor_name import FactorName
from idp.identity.factors.one_time_message import FACTOR_OF
from idp.identity.factors.password import HashingPool
from idp.identity.factors.upstream import factors_of
from idp.identity.key_models import KeyModel
from idp.identity.messages import Channel, Letter
from idp.identity.password_ports import BreachedPasswords
from idp.identity.registration.register import Register
from idp.identity.waiting_room import WaitingRoom
from idp.protocol.context import Context as ProtocolContext
from idp.protocol.ports import ClientKeys
from idp.settings import Settings
from idp.workplaces import Workplaces
from keys import Custody

Counted = Literal["tokens_issued", "refusals", "sign_ins", "store_unavailable"]
NOBODY: Final = Origin(actor=ANONYMOUS, address="", port=None, user_agent="", request="")


class Outbound(Protocol):
    """The one way out, guarded (I-09)."""

    def leads_astray(self, url: str) -> bool:
        """Whether no request of ours would ever go out to where this leads now."""

    def get_json(self, url: str) -> Mapping[str, object]:
        """Return the JSON object at an https address."""

    def ask(self, url: str, fields: Mapping[str, str]) -> Mapping[str, object]:
        """Return the JSON object that a form was answered with."""

    def post_form(self, url: str, fields: Mapping[str, str]) -> int:
        """Return the status that a form was answered with."""


class Meter(Protocol):
    """What is counted for the metrics; every label is one of a closed set of ours."""

    def request(self, route: str, method: str, status: str, seconds: float) -> None:
        """A request to this route ended with this status."""

    def add(self, what: Counted, label: str = "") -> None:
        """It happened once more."""


class Notifier(Protocol):
    """What carries messages to people."""

    @property
    def channels(self) -> frozenset[Channel]:
        """The channels that this installation has."""

    def deliver(self, letter: Letter) -> None:
        """Somebody took it; raises NoAnswer (try again) or Undeliverable (never again)."""


class Remembering(Protocol):
    """Storage, as the whole process sees it."""

    def unit(self, provider: "Provider", origin: Origin) -> AbstractContextManager["Unit"]:
        """Open a transaction; what was not committed when it is left never happened."""

    def begin_epoch(self) -> None:
        """The replay guard knows the ephemeral store from before the first request on."""

    def is_ready(self) -> bool:
        """Whether every store answers."""

    def clock_may_be_believed(self) -> bool:
        """Whether the clock is not behind what was committed (I-20)."""

    def close(self) -> None:
        """Every connection is closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operations:
    """What only the worker and the operator see."""

    jobs: Jobs
    housekeeping: Housekeeping
    trail: Trail


class Unit(Protocol):
    """What one request may do: contexts over one transaction, each made when it is needed."""

    @property
    def protocol(self) -> ProtocolContext:
        """What a rule of the protocol may know."""

    @property
    def identity(self) -> IdentityContext:
        """What a rule about persons may know."""

    @property
    def administration(self) -> AdministrationContext:
        """What an act of administration may know; who acts is asked at each access."""

    @property
    def operations(self) -> Operations:
        """What only the worker and the operator see."""

    def acts_as(self, actor: str) -> None:
        """The events of this transaction name this account or client as who acted."""

    @property
    def actor(self) -> str:
        """Who acts, as far as that is proven; ANONYMOUS otherwise."""

    def record(self, event: Event) -> None:
        """Add an audit event to the transaction."""

    def commit(self) -> None:
        """Changes and events are durable; raises StoreUnavailable when that cannot be said."""

    def after_commit(self, act: Callable[[], None]) -> None:
        """`act` runs once the next commit is durable; never if it fails or rolls back."""

    @property
    def concerns_nobody(self) -> bool:
        """Whether no client, person or artefact is known so far, nor anything recorded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """Everything that lives as long as the process; safe for threads."""

    settings: Settings
    clock: Clock
    custody: Custody
    remembering: Remembering
    hashing: HashingPool
    breached: BreachedPasswords
    waiting_room: WaitingRoom
    workplaces: Workplaces
    client_keys: ClientKeys
    outbound: Outbound
    notifier: Notifier
    beside: Beside = field(default_factory=Beside)
    tally: ClientTally = field(default_factory=ClientTally)
    meter: Meter | None = None
    register: Register | None = None
    judge: Judge | None = None
    key_models: tuple[KeyModel, ...] = ()
    elsewhere: Elsewhere = field(default_factory=NoUpstreams)

    @property
    def is_demonstration(self) -> bool:
        """Whether this instance runs on invented people."""
        return self.settings.is_demonstration

    @property
    def policy(self) -> Policy:
        """Which factors this instance offers, and what they count for."""
        keeps_list = bool(self.key_models)
        known = _policy_of(self.notifier.channels, keeps_list, self.settings.passkey_level)
        upstreams = self.elsewhere.upstreams
        more = factors_of(upstreams)
        if self.settings.certificate_origin is not None:
            more |= {"certificate"}
        return _with(known, more) if more else known

    def unit(self, origin: Origin) -> AbstractContextManager[Unit]:
        """Open a transaction for whoever acts; what `commit` did not say never happened."""
        return self.remembering.unit(self, origin)

    def missing(self) -> tuple[str, ...]:
        """Return what keeps this process from serving; empty when it is ready."""
        checks = {
            "storage": self.remembering.is_ready(),
            "clock": self.remembering.clock_may_be_believed(),
        }
        return tuple(name for name, holds in checks.items() if not holds)

    def audience_scopes(self) -> tuple[str, ...]:
        """Return the scopes of all resource servers, for the metadata."""
        with self.unit(NOBODY) as unit:
            audiences = unit.administration.audiences.all()
        return tuple(sorted({scope for audience in audiences for scope in audience.scopes}))

    def close(self) -> None:
        """No thread and no connection is left."""
        self.hashing.close()
        self.remembering.close()


@lru_cache(maxsize=4)
def _policy_of(
    channels: frozenset[Channel], keeps_list: bool, passkey_level: Literal[2, 3]
) -> Policy:
    """Every request asks; the answer is made once. `keeps_list`: of models of security keys."""
    offered = DEFAULT_POLICY.offered | {FACTOR_OF[channel] for channel in channels}
    if keeps_list:
        offered |= {"security_key"}
    return Policy(offered=offered, passkey_level=passkey_level)


@lru_cache(maxsize=4)
def _with(known: Policy, more: frozenset[FactorName]) -> Policy:
    return replace(known, offered=known.offered | more)
