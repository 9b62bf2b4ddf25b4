"""What administration must remember: a record and a Protocol each. Storage implements them.

Where a method answers bool, exactly one caller in the world gets True. Times are whole seconds
UTC. Reading a client or an audience is the protocol's business, and its ports'.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from idp.identity.factor_name import FactorName
from idp.protocol.client import Client
from idp.protocol.ports import Audience

RoleName = Literal[
    "helpdesk",
    "unit_administrator",
    "service_owner",
    "security_officer",
    "auditor",
    "approver",
    "national_administrator",
]
Decision = Literal["approved", "refused", "withdrawn", "failed", "expired"]
"""Approved was carried out; failed was approved, and could not be carried out any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """An agency or enterprise; `aliases` are its other codes, `parent` the code above it.

    The code stays for ever: a new one that it is given is an alias.
    """

    code: str
    name: str
    kind: str
    parent: str | None = None
    aliases: tuple[str, ...] = ()
    status: Literal["active", "ended"] = "active"
    successor: str | None = None
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorPolicy:
    """Which factors an organisation bars for its officials; none is a choice too."""

    organisation: str
    barred: frozenset[FactorName]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldRole:
    """A role of a person; `organisation` None means the whole country, `until` None is open."""

    account_id: str
    role: str
    organisation: str | None
    since: int
    until: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A dangerous act that waits for a second pair of eyes until `expires_at`.

    `spent_at`: what was approved was begun, where an approval alone does nothing yet.
    """

    id: str
    kind: str
    payload: Mapping[str, object]
    proposer: str
    created_at: int
    expires_at: int
    decision: Decision | None = None
    decided_by: str | None = None
    decided_at: int | None = None
    reason: str | None = None
    spent_at: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Work of the queue under lease; `attempts` counts this one too and names the lease."""

    id: str
    kind: str
    payload: Mapping[str, object]
    created_at: int
    attempts: int


class ClientRegistry(Protocol):
    """The registrations, to be changed."""

    def get(self, client_id: str) -> Client | None:
        """Return the client as it stands in this transaction."""

    def after(self, client_id: str = "", most: int = 100) -> Sequence[Client]:
        """Return a page of clients in the order of their ids, after this one."""

    def add(self, client: Client, at: int) -> bool:
        """Remember a new client as version 1; False when the id is taken."""

    def change(self, client: Client, at: int) -> bool:
        """Replace it, one version on; False when `client.version` is not the present one."""

    def set_disabled(self, client_id: str, *, disabled: bool, at: int) -> bool:
        """Disable or enable it; False when it was so already."""


class AudienceRegistry(Protocol):
    """The resource servers, to be changed."""

    def get(self, uri: str) -> Audience | None:
        """Return the audience as it stands in this transaction."""

    def all(self) -> Sequence[Audience]:
        """Return every audience, by URI."""

    def add(self, audience: Audience, at: int) -> bool:
        """Remember a new audience; False when the URI is taken."""


class FactorPolicies(Protocol):
    """Which factors organisations bar; sign-in and sessions tell it of a person by themselves."""

    def choose(self, organisation: str, barred: Collection[FactorName], at: int) -> bool:
        """Remember the choice; False where it was so already."""

    def all(self) -> Sequence[FactorPolicy]:
        """Return every choice, by the code of the organisation."""


class Roles(Protocol):
    """Who may do what in administration. A role lives from `since` on, until before `until`."""

    def of_account(self, account_id: str, now: int) -> Sequence[HeldRole]:
        """Return the living roles of a person."""

    def living(self, role: str, now: int) -> Sequence[HeldRole]:
        """Return where this role lives, of active persons alone."""

    def all(self, now: int) -> Sequence[HeldRole]:
        """Return every role that is not over, those that have not begun included."""

    def find(self, held: HeldRole, now: int) -> HeldRole | None:
        """Return the same role of the same person at the same place, if it is not over."""

    def hold(self, role: str) -> None:
        """Nobody else changes this role of anybody until the transaction ends."""

    def grant(self, held: HeldRole, at: int) -> bool:
        """Remember it; False when the person has it already, or will."""

    def revoke(self, held: HeldRole, at: int) -> bool:
        """Take it away, begun or not; False when the person did not have it."""


class Proposals(Protocol):
    """What waits for a second pair of eyes."""

    def add(self, proposal: Proposal) -> None:
        """Remember a proposal."""

    def get(self, proposal_id: str) -> Proposal | None:
        """Return it, decided or not."""

    def open(self, now: int) -> Sequence[Proposal]:
        """Return what waits, the most urgent first."""

    def of(self, proposer: str, most: int) -> Sequence[Proposal]:
        """Return what this actor proposed, the newest first, decided or not."""

    def withdraw(self, proposal_id: str, proposer: str, at: int) -> bool:
        """Its proposer takes it back; False after a decision, after its end, and for others."""

    def decide(self, decided: Proposal) -> bool:
        """Keep its decision; False after another one, after its end, and for its proposer."""

    def fail(self, proposal_id: str, reason: str) -> bool:
        """What was approved in this transaction could not be done; False when it was not."""

    def spend(self, proposal_id: str, at: int) -> bool:
        """What was approved begins now; False when it was not approved, or begun before."""

    def expired(self, now: int, most: int = 100) -> Sequence[Proposal]:
        """Return what nobody decided in time, and nobody closed."""

    def close(self, proposal_id: str, at: int) -> bool:
        """Its time is over; False when it was decided or closed before."""


class Jobs(Protocol):
    """The queue as the worker sees it; each method is a transaction of its own."""

    def claim(self, kind: str, now: int, *, lease: int, most: int = 32) -> Sequence[Job]:
        """Return due jobs that are this caller's alone for `lease` seconds."""

    def done(self, job: Job, at: int) -> bool:
        """Take it off the queue; False when the lease had run out and somebody else has it."""

    def again(self, job: Job, due_at: int, why: str) -> bool:
        """It is tried again from `due_at` on."""

    def give_up(self, job: Job, at: int, why: str) -> bool:
        """Nobody tries again; it stays to be shown."""

    def waiting(self, kind: str) -> int:
        """Return how many of this kind are neither done nor given up."""


class Housekeeping(Protocol):
    """What may go because its time is over, and whether the clock may be believed."""

    def sweep(self, now: int) -> object:
        """Delete codes, tokens, sessions, sign-ins and denials that expired."""

    def restored(self, at: int) -> tuple[int, int]:
        """End every session, grant, code, token and sign-in; return how many of the first two."""

    def accept_clock(self, now: int) -> int:
        """`now` counts as the highest time from here on; return what stood there before."""


class NoAnswer(Exception):
    """An outbound request had no answer that counts; the message is a constant reason."""
