"""Context: everything a rule of the protocol may know beside the request. One per request."""

from collections.abc import Callable
from dataclasses import dataclass

from idp.protocol.authentication import TWO_FACTORS, Strength
from idp.protocol.consent import Consents
from idp.protocol.mandate import Mandates
from idp.protocol.ports import (
    ActsAs,
    Audiences,
    ClientKeys,
    Clients,
    Codes,
    DeniedTokens,
    Grants,
    LogoutQueue,
    Notify,
    People,
    Record,
    RefreshTokens,
    ReplayGuard,
    Subjects,
)
from keys import Custody


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifetimes:
    """How long what we issue lives, in seconds (`protocol.md`, Defaults and Settled)."""

    code: int = 60
    access_token: int = 300
    id_token: int = 300
    refresh_offline: int = 30 * 86400
    refresh_idle: int = 7 * 86400
    logout_token: int = 120


def _never() -> int:
    """Where no database was ever restored."""
    return 0


def _to_nobody(_actor: str) -> None:
    """Where no trail names actors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The issuer, the present second, the keys and the ports; reached for by nobody."""

    issuer: str
    now: int
    custody: Custody
    clients: Clients
    audiences: Audiences
    grants: Grants
    codes: Codes
    refresh_tokens: RefreshTokens
    denied_tokens: DeniedTokens
    consents: Consents
    subjects: Subjects
    people: People
    mandates: Mandates
    replay_guard: ReplayGuard
    client_keys: ClientKeys
    logouts: LogoutQueue
    record: Record
    notify: Notify
    acts_as: ActsAs = _to_nobody
    restored_at: Callable[[], int] = _never
    """The second of the last restore; tokens of that second and before open nothing."""
    lifetimes: Lifetimes = Lifetimes()
    strongest: Strength = TWO_FACTORS
    demonstration: bool = False
