"""What identity must remember: a record and a Protocol each. Storage implements them.

Where a method answers bool, exactly one caller in the world gets True. Times are whole seconds
UTC. `IdentifierKey` is a keyed hash of a normalised identifier: no identifier is stored readable.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NewType, Protocol

from idp.identity.factor_name import FactorName
from idp.identity.provenance import Provenance

IdentifierKey = NewType("IdentifierKey", str)
PasswordHash = NewType("PasswordHash", str)
SessionHash = NewType("SessionHash", str)
DeviceHash = NewType("DeviceHash", str)

Kind = Literal["citizen", "foreigner", "official"]
Status = Literal["active", "locked", "erased"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """One verified or asserted fact about a person, with its provenance.

    `source`: "self", "import", "agency", "register"; `verified_at` None when only asserted.
    """

    value: object
    source: str
    verified_at: int | None = None
    provenance: Provenance | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """An official's post: organisation code, title, from and to (seconds; `until` None = open)."""

    organisation: str
    title: str
    since: int
    until: int | None = None

    def lives(self, now: int) -> bool:
        """Whether it is held at this second."""
        return self.since <= now and (self.until is None or now < self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A person. `level` is the account level (mức độ 0–2), never the level of a sign-in.

    `attributes` are keyed by OIDC claim names (name, birthdate, personal_number …); `sandbox`
    marks somebody invented, for clients in test, and never changes.
    """

    id: str
    kind: Kind
    username: str
    status: Status = "active"
    status_reason: str = ""
    level: int = 0
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    posts: tuple[Post, ...] = ()
    language: str | None = None
    created_at: int = 0
    updated_at: int = 0
    sandbox: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What sign-in needs of an account, in one read: no personal attribute is unsealed.

    `enrolled` names every factor that the person has, `barred` those that an agency forbids.
    """

    account_id: str
    kind: Kind
    status: Status
    password: PasswordHash | None
    totp_seed: bytes | None
    totp_failures: int
    totp_last_step: int
    totp_disabled: bool
    enrolled: frozenset[FactorName]
    barred: frozenset[FactorName] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLengths:
    """After how many seconds a session ends: without activity, and in any case."""

    idle: int
    absolute: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A signed-in browser. `id` is internal and stable; `hash` is of the cookie's present value.

    `level`, `methods`, `factors` and `authenticated_at` tell what really happened; `enrolled`,
    `barred`, `sandbox` and `shortened`, what the person's agencies allow at most, are those of this
    moment.
    """

    id: str
    hash: SessionHash
    account_id: str
    kind: Kind
    level: int
    methods: tuple[str, ...]
    authenticated_at: int
    created_at: int
    last_seen_at: int
    idle_end: int
    absolute_end: int
    browser: str
    address: str
    user_agent: str
    ended_at: int | None = None
    factors: tuple[FactorName, ...] = ()
    account_active: bool = True
    enrolled: frozenset[FactorName] = frozenset()
    barred: frozenset[FactorName] = frozenset()
    sandbox: bool = False
    shortened: SessionLengths | None = None

    @property
    def ends_for_good_at(self) -> int:
        """The second at which it ends in any case."""
        if self.shortened is None:
            return self.absolute_end
        return min(self.absolute_end, self.created_at + self.shortened.absolute)

    @property
    def ends_unused_at(self) -> int:
        """The second at which it ends if nothing happens any more."""
        if self.shortened is None:
            return self.idle_end
        return min(self.idle_end, self.last_seen_at + self.shortened.idle)


class Accounts(Protocol):
    """Persons. Attributes are sealed with a key per person; look-ups go by keyed hash."""

    def add(
        self,
        account: Account,
        identifiers: Sequence[tuple[str, IdentifierKey]],
        password: PasswordHash | None,
    ) -> bool:
        """Remember a new person with (kind of identifier, key) pairs; False if one is taken."""

    def get(self, account_id: str) -> Account | None:
        """Return the person, attributes unsealed."""

    def account_id_of(self, identifier: IdentifierKey) -> str | None:
        """Return whose identifier this is."""

    def change_status(self, account_id: str, status: Status, reason: str, at: int) -> bool:
        """Move to another status; False when it was there already."""

    def set_attributes(self, account_id: str, attributes: Mapping[str, Attribute], at: int) -> None:
        """Replace the attributes, sealed again with the person's key."""

    def set_level(self, account_id: str, level: int, at: int) -> None:
        """Replace the account level (mức độ)."""

    def set_identifier(self, account_id: str, kind: str, key: IdentifierKey) -> bool:
        """Replace the identifier of this kind; False, and nothing is, where it is another's."""

    def set_language(self, account_id: str, language: str) -> None:
        """Remember the language the person chose."""

    def erase(self, account_id: str, at: int) -> bool:
        """Destroy the person's key and identifiers; the id is never used again."""

    def posts_of(self, account_id: str) -> Sequence[Post]:
        """Return the posts, ended ones included."""

    def add_post(self, account_id: str, post: Post) -> None:
        """Remember a post."""


class CredentialStore(Protocol):
    """Secrets of persons: hashed or sealed."""

    def by_identifier(self, identifier: IdentifierKey) -> Credentials | None:
        """Return what sign-in needs, in one read."""

    def by_account(self, account_id: str) -> Credentials | None:
        """Return what sign-in needs, in one read."""

    def set_password(self, account_id: str, password: PasswordHash, at: int) -> None:
        """Replace the password."""

    def rehash(self, account_id: str, old: PasswordHash, new: PasswordHash) -> bool:
        """Hash the same password anew; False, and nothing happened, if it was replaced."""

    def set_totp(self, account_id: str, sealed_seed: bytes, step: int, at: int) -> bool:
        """Enrol a confirmed TOTP seed, `step` being spent; False where one is enrolled already."""

    def remove_totp(self, account_id: str) -> bool:
        """Forget the seed; False when there was none."""

    def set_one_time_messages(self, account_id: str, channel: str, *, on: bool, at: int) -> bool:
        """Ask for a code on this channel at sign-in, or no longer; False where it was so."""

    def accept_totp_step(self, account_id: str, step: int) -> bool:
        """Spend a step and reset the failures; True for one caller, only for a later step."""

    def count_totp_failure(self, account_id: str, limit: int) -> int:
        """Add one failure and disable at `limit`; return the failures in a row now."""


class Sessions(Protocol):
    """Signed-in browsers."""

    def add(self, session: Session) -> None:
        """Remember a session."""

    def by_hash(self, session: SessionHash) -> Session | None:
        """Return session, account status and enrolled factors in one read, ended ones too."""

    def rise(
        self,
        session_id: str,
        *,
        old: SessionHash,
        new: SessionHash,
        level: int,
        methods: tuple[str, ...],
        factors: tuple[FactorName, ...],
        at: int,
    ) -> bool:
        """Give it a new cookie value and level; True for one caller, and the old value is dead.

        `at` is the moment of the last proof (`authenticated_at`), not of the call.
        """

    def touch(self, session_id: str, *, last_seen_at: int, idle_end: int) -> None:
        """Note activity of the person."""

    def end(self, session_id: str, reason: str, at: int) -> bool:
        """End it; False when it had ended before."""

    def of_account(self, account_id: str, now: int) -> Sequence[Session]:
        """Return the living sessions of a person, newest first."""


class Ephemeral(Protocol):
    """What may be lost at the price of a retry. Values are bytes, keys any text; ttl in seconds.

    Raises `StoreUnavailable` when the store does not answer: callers refuse, never skip.
    """

    def put(self, room: str, key: str, value: bytes, ttl: int) -> None:
        """Set or replace a value."""

    def put_once(self, room: str, key: str, value: bytes, ttl: int) -> bool:
        """Set a value unless one lives; True for exactly one caller."""

    def get(self, room: str, key: str) -> bytes | None:
        """Return the living value."""

    def pop(self, room: str, key: str) -> bytes | None:
        """Remove and return the living value; exactly one caller gets it."""

    def swap(self, room: str, key: str, old: bytes, new: bytes, *, ttl: int) -> bool:
        """Replace `old` by `new` if it is still there; True for exactly one caller."""

    def count(self, room: str, key: str, ttl: int) -> int:
        """Add one to a counter that lives `ttl` from its first count; return it."""

    def counted(self, room: str, key: str) -> int:
        """Return the counter, zero when none lives."""

    def drop(self, room: str, key: str) -> None:
        """Forget a value or counter."""


class StoreUnavailable(Exception):
    """A store did not answer; the request is refused with 503 and may be tried again."""
