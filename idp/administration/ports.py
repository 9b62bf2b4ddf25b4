"""What administration must remember: a record and a Protocol each. Storage implements them.

Where a method answers bool, exactly one caller in the world gets True. Times are whole seconds
UTC. Reading a client or an audience is the protocol's business, and its ports'.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from idp.protocol.client import Client, SecretHash
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
OrganisationKind = Literal["ministry", "province", "department", "commune", "enterprise"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """An agency or enterprise; `aliases` are its other codes, `parent` the code above it."""

    code: str
    name: str
    kind: OrganisationKind
    parent: str | None = None
    aliases: tuple[str, ...] = ()
    created_at: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleGrant:
    """A role that a person has; `organisation` None means the whole country."""

    account_id: str
    role: RoleName
    organisation: str | None = None
    granted_at: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A dangerous act that waits for a second pair of eyes until `expires_at`."""

    id: str
    action: str
    facts: Mapping[str, str]
    proposer: str
    proposed_at: int
    expires_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A logout that a client is to be told of; `attempts` is how many failed so far."""

    id: str
    client_id: str
    subject: str
    sid: str
    queued_at: int
    attempts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """How many rows that had expired are gone, by the name of what they held."""

    counts: Mapping[str, int] = field(default_factory=dict)


class ClientRegistry(Protocol):
    """The registrations, to be changed."""

    def add(self, client: Client, at: int) -> bool:
        """Remember a new client; False when the id is taken."""

    def get(self, client_id: str) -> Client | None:
        """Return the client as it stands in this transaction."""

    def all(self) -> Sequence[Client]:
        """Return every client, by name."""

    def set_disabled(self, client_id: str, disabled: bool, at: int) -> bool:
        """Disable or enable it; False when it was so already."""

    def set_secrets(self, client_id: str, hashes: tuple[SecretHash, ...], at: int) -> bool:
        """Replace the secrets; False for an unknown client."""


class AudienceRegistry(Protocol):
    """The resource servers, to be changed."""

    def add(self, audience: Audience, at: int) -> bool:
        """Remember a new audience; False when the URI is taken."""

    def all(self) -> Sequence[Audience]:
        """Return every audience, by URI."""


class Organisations(Protocol):
    """Agencies and enterprises, a tree."""

    def add(self, organisation: Organisation) -> bool:
        """Remember a new one; False when the code or an alias is taken."""

    def get(self, code: str) -> Organisation | None:
        """Return the organisation of this code or alias."""


class Roles(Protocol):
    """Who may do what in administration."""

    def grant(self, grant: RoleGrant) -> bool:
        """Remember it; False when the person has it already."""

    def revoke(self, account_id: str, role: RoleName, organisation: str | None, at: int) -> bool:
        """Take it away; False when the person did not have it."""

    def of(self, account_id: str) -> Sequence[RoleGrant]:
        """Return the living roles of a person."""

    def count_national(self) -> int:
        """Return how many people are national administrators now."""


class Proposals(Protocol):
    """What waits for a second pair of eyes."""

    def add(self, proposal: Proposal) -> None:
        """Remember a proposal."""


class Deliveries(Protocol):
    """The queue of back-channel logouts, as the worker sees it."""

    def due(self, now: int, most: int) -> Sequence[Delivery]:
        """Return what is due, oldest first; for two minutes no other worker gets the same."""

    def delivered(self, delivery_id: str, at: int) -> bool:
        """Take it off the queue; False when it was off already."""

    def postpone(self, delivery_id: str, until: int) -> bool:
        """Count a failed attempt; due again at `until`."""

    def give_up(self, delivery_id: str, reason: str, at: int) -> bool:
        """Nobody tries again; the row stays to be shown."""


class Housekeeping(Protocol):
    """What may go because its time is over, and whether the clock may be believed."""

    def sweep(self, now: int) -> Swept:
        """Delete codes, tokens, sessions, attempts and denials that expired."""

    def accept_clock(self, now: int) -> int:
        """`now` counts as the highest time from here on; return what stood there before."""


class NoAnswer(Exception):
    """An outbound request had no answer that counts; the message is a constant reason."""
