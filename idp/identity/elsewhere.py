"""An identity issued elsewhere: what the operator says of an upstream, and what that one tells.

`Links` remembers whose identity is whose; `Elsewhere` is the way there and back, implemented by
`idp/upstream`. Next: `factors/upstream.py`, `upstream_step.py`, `linking.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal, NewType, Protocol

from idp.identity.ports import Kind

IdentityKey = NewType("IdentityKey", str)
"""A keyed hash of (issuer, subject): whose it is at the upstream is never stored readable."""

UnknownAcr = Literal["refused", "lowest"]
Failing = Literal["unavailable", "cancelled", "refused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Upstream:
    """What the operator decided about one upstream: the mapping decides, never its word alone.

    `name` stands in URLs and events, `words` are its name by language. `levels` and
    `account_levels` map an `acr`; `kinds` are those of accounts that may sign in by it;
    `creates` whether it may open accounts for citizens, `claims` what it may assert of them.
    """

    name: str
    issuer: str
    words: Mapping[str, str]
    levels: Mapping[str, int]
    account_levels: Mapping[str, int] = field(default_factory=dict)
    unknown_acr: UnknownAcr = "refused"
    kinds: frozenset[Kind] = frozenset({"citizen"})
    creates: bool = False
    claims: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """A person on the way to an upstream; stands sealed in the attempt (OIDC Core §3.1.2.1)."""

    upstream: str
    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What an upstream said of a person, verified; `at` is when the person signed in there."""

    upstream: str
    subject: str = field(repr=False)
    acr: str
    at: int
    claims: Mapping[str, object] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One identity of one upstream is one account's; `level` is the highest that it reached."""

    key: IdentityKey
    account_id: str
    upstream: str
    level: int
    linked_at: int
    used_at: int


class UpstreamFailed(Exception):
    """The upstream told nothing to go on; `failing` is for people, the reason for the log."""

    def __init__(self, failing: Failing, reason: str) -> None:
        """Reasons are constants of ours, never what the other side wrote."""
        super().__init__(reason)
        self.failing: Final = failing
        self.reason: Final = reason


class Links(Protocol):
    """Which identity is whose: one account per identity, one identity per account and upstream."""

    def add(self, link: Link) -> bool:
        """Remember a link; False where the identity, or the account's place at it, is taken."""

    def by_key(self, key: IdentityKey) -> Link | None:
        """Return whose identity this is."""

    def of_account(self, account_id: str) -> Sequence[Link]:
        """Return the identities of a person, oldest first."""

    def use(self, key: IdentityKey, level: int, at: int) -> None:
        """Note a sign-in, and the level where it is the highest so far."""

    def remove(self, account_id: str, upstream: str) -> bool:
        """Forget a link; True for one caller."""


class Elsewhere(Protocol):
    """The way to the upstreams of this instance and back. May wait for the network."""

    @property
    def upstreams(self) -> Mapping[str, Upstream]:
        """Every upstream by name, in the order of the pages."""

    def way_to(self, departure: Departure, acr_values: Sequence[str], /) -> str:
        """Return where the browser goes; raises UpstreamFailed."""

    def redeem(self, departure: Departure, answer: Mapping[str, str], /) -> Told:
        """Return what the upstream tells about who came back; raises UpstreamFailed."""


class NoUpstreams:
    """`Elsewhere` where the operator connected none."""

    upstreams: Mapping[str, Upstream] = MappingProxyType({})

    def way_to(self, _departure: Departure, _acr_values: Sequence[str], /) -> str:
        """There is no way."""
        raise UpstreamFailed("unavailable", "there is no upstream")

    def redeem(self, _departure: Departure, _answer: Mapping[str, str], /) -> Told:
        """Nobody comes back from nowhere."""
        raise UpstreamFailed("unavailable", "there is no upstream")
