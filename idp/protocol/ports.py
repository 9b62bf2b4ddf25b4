"""What the protocol must remember: a small record and a Protocol each. Storage implements them.

Atomicity is part of each contract: where a method answers bool, exactly one caller in the world
gets True. Hashes are hex SHA-256 of the whole opaque value. All times are whole seconds UTC.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NewType, Protocol

from idp.audit.events import Event
from idp.protocol.client import Client
from idp.protocol.mandate import Acting

CodeHash = NewType("CodeHash", str)
RefreshHash = NewType("RefreshHash", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """A resource server that access tokens may be meant for (RFC 8707)."""

    uri: str
    name: str
    scopes: tuple[str, ...]
    owner: str | None = None
    algorithm: str = "ES256"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """One authorization ("family"): codes, refresh and access tokens hang on it.

    `claims` maps "userinfo" and "id_token" to the names released there beside the scopes';
    `organisation` holds the organisation claims of the one chosen post; `subject` is the `sub`
    this client knows the person by; `audience` None means the issuer (userinfo). `acting` is for
    whom else, if anybody, the person acts; then there are no claims of a post.
    """

    id: str
    client_id: str
    account_id: str
    subject: str
    session: str
    scopes: tuple[str, ...]
    claims: Mapping[str, Sequence[str]]
    audience: str | None
    organisation: Mapping[str, object]
    acr: str
    amr: tuple[str, ...]
    level: int
    auth_time: int
    offline: bool
    created_at: int
    absolute_end: int
    ended_at: int | None = None
    acting: Acting | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeGrant:
    """An authorization code at rest (RFC 6749 §4.1.2), with the grant it opens.

    `spent_as` tells how it died: "redeemed" or "misused". `person_active`, `session_ended` and
    `grant.ended_at` are read in the same statement, so authority is judged at the time of use.
    """

    hash: CodeHash
    grant: Grant
    person_active: bool
    redirect_uri: str
    code_challenge: str | None
    nonce: str | None
    expires_at: int
    spent_as: str | None = None
    session_ended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshToken:
    """A refresh token at rest; `rotates` where neither the client nor a key binds it."""

    hash: RefreshHash
    grant: Grant
    person_active: bool
    rotates: bool
    issued_at: int
    expires_at: int
    idle_expires_at: int
    spent_at: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What durable state says of an access token's grant at this moment; None = not asked for."""

    grant: Grant
    person_active: bool
    client_active: bool
    denied: bool
    claims: Mapping[str, object] | None = None

    @property
    def is_good(self) -> bool:
        """Whether the token still opens doors."""
        alive = self.grant.ended_at is None
        return alive and self.person_active and self.client_active and not self.denied


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person as the protocol sees one: standing, claims (OIDC Core §5.1) and their sources.

    `sources` maps a claim's name to where the value comes from ("self", "register", "agency" …);
    `organisations` holds one mapping of organisation claims per living post.
    """

    account_id: str
    kind: str
    active: bool
    claims: Mapping[str, object]
    sources: Mapping[str, str]
    organisations: tuple[Mapping[str, object], ...] = ()


class Clients(Protocol):
    """The registrations, at most one second old."""

    def get(self, client_id: str) -> Client | None:
        """Return the client, disabled ones included; None when unknown."""


class Audiences(Protocol):
    """The resource servers, at most one second old."""

    def get(self, uri: str) -> Audience | None:
        """Return the audience registered under exactly this URI."""


class Grants(Protocol):
    """The authorizations."""

    def add(self, grant: Grant) -> None:
        """Remember a new grant."""

    def end(self, grant_id: str, reason: str, at: int) -> bool:
        """End it now; False when it had ended before."""

    def standing(self, grant_id: str, jti: str, *, with_claims: bool = False) -> Standing | None:
        """Read grant, person, client and denied `jti` in one statement; None when unknown."""

    def machine_standing(self, client_id: str, jti: str) -> bool:
        """Whether a token without a grant is good: client alive and `jti` not denied."""

    def of_session(self, session: str) -> Sequence[Grant]:
        """Return every grant that hangs on this session, ended ones included."""

    def end_of_session(
        self, session: str, *, keep_offline: bool, reason: str, at: int
    ) -> Sequence[Grant]:
        """End the session's living grants, but `offline` ones if kept; return those ended now."""

    def end_of_account(self, account_id: str, reason: str, at: int) -> Sequence[Grant]:
        """End every living grant of a person; return those ended now."""

    def end_of_client_and_account(
        self, client_id: str, account_id: str, reason: str, at: int
    ) -> Sequence[Grant]:
        """End every living grant of a person at one client; return those ended now."""

    def end_of_client(self, client_id: str, reason: str, at: int) -> int:
        """End every living grant at one client, millions maybe; return how many ended now."""

    def end_of_mandate(self, mandate_id: str, reason: str, at: int) -> Sequence[Grant]:
        """End every living grant that acts by this mandate; return those ended now."""


class Codes(Protocol):
    """Authorization codes."""

    def add(self, code: CodeGrant) -> None:
        """Remember an unspent code; its grant is remembered already."""

    def find(self, code: CodeHash) -> CodeGrant | None:
        """Read code, grant, person and session in one statement, spent and expired ones too."""

    def consume(self, code: CodeHash, spent_as: str, at: int) -> bool:
        """Spend it; True for exactly one caller, ever."""

    def mark_replayed(self, code: CodeHash, at: int) -> bool:
        """Note the first replay; True for exactly one caller."""


class RefreshTokens(Protocol):
    """Refresh tokens."""

    def add(self, token: RefreshToken) -> None:
        """Remember a new token; its grant is remembered already."""

    def find(self, token: RefreshHash) -> RefreshToken | None:
        """Read token, grant and person in one statement, spent ones included."""

    def spend(self, token: RefreshHash, at: int) -> bool:
        """Spend a rotating token; True for exactly one caller, only while its grant lives."""

    def touch(self, token: RefreshHash, idle_expires_at: int, at: int) -> bool:
        """Move the idle end of one that stays; False when its grant has ended meanwhile.

        `at` is remembered as its last use, in the same statement.
        """

    def mark_reused(self, token: RefreshHash, at: int) -> bool:
        """Note the first reuse; True for exactly one caller."""


class DeniedTokens(Protocol):
    """Access tokens revoked one by one (RFC 7009), until they would have expired."""

    def deny(self, jti: str, expires_at: int) -> bool:
        """Deny the token from now on; False when it was denied before."""


class Subjects(Protocol):
    """Stable `sub` values (OIDC Core §8): the stored one wins over the computed one."""

    def keep(self, sector: str, account_id: str, computed: str) -> str:
        """Store `computed` at first use of the sector; return what is stored."""

    def account_of(self, sector: str, subject: str) -> str | None:
        """Return the account that a sector knows by this `sub`."""


class People(Protocol):
    """Persons, read when a token or an answer about them is made. Never cached."""

    def get(self, account_id: str) -> Person | None:
        """Return the person with unsealed claims; None when unknown or erased."""


class ReplayGuard(Protocol):
    """Values that count once in a window (RFC 7523 §3 `jti`). Fails closed."""

    def first_use(
        self, owner: str, value: str, *, issued_at: int | None, expires_at: int, now: int
    ) -> bool:
        """Return True for exactly one caller; False too where replay cannot be ruled out."""


class ClientKeys(Protocol):
    """The public keys that clients publish (`jwks_uri`), fetched through the guarded way out."""

    def of(self, client: Client, kid: str | None) -> Mapping[str, object]:
        """Return the client's JWK set; refetched for an unknown `kid` at most every 30 s."""


class LogoutQueue(Protocol):
    """Back-channel logout deliveries, durable (OIDC Back-Channel Logout §2.5)."""

    def add(self, *, client_id: str, subject: str, sid: str, at: int) -> None:
        """Queue one delivery in the present transaction."""


Record = Callable[[Event], None]
"""Adds an audit event to the transaction that is under way."""

Notify = Callable[[str, str, Mapping[str, str]], None]
"""Queues a notice for a person: account id, kind of notice, its facts. In the transaction."""

ActsAs = Callable[[str], None]
"""Says who acts, once it is proven: the events of the transaction name that client."""
