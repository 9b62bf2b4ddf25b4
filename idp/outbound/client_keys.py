"""The public keys of clients: registered by value, or fetched from where they publish them.

A set is good for ten minutes; an unknown `kid` fetches it again, every 30 s at most, so that
nobody can make us knock at a client's door for each forged token (protocol.md, Settled).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock
from types import MappingProxyType
from typing import Final

from idp.administration.ports import NoAnswer
from idp.clock import Clock
from idp.protocol.client import Client
from idp.protocol.jose import has_key

FRESH_FOR: Final = 600  # seconds
PAUSE: Final = 30  # seconds between two fetches for one client
NO_KEYS: Final[Mapping[str, object]] = MappingProxyType({"keys": []})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fetched:
    uri: str
    jwks: Mapping[str, object]
    good_until: int
    tried_at: int


class PublishedKeys:
    """Implements `protocol.ports.ClientKeys` for one process; safe for threads."""

    def __init__(self, get_json: Callable[[str], Mapping[str, object]], clock: Clock) -> None:
        """Hold nothing yet; `get_json` is `Outbound.get_json`."""
        self._get_json = get_json
        self._clock = clock
        self._lock = Lock()
        self._fetched: dict[str, _Fetched] = {}

    def of(self, client: Client, kid: str | None) -> Mapping[str, object]:
        """The client's JWK set; the last good one, or none, while its server does not answer."""
        if client.jwks is not None:
            return client.jwks
        if client.jwks_uri is None:
            return NO_KEYS
        now = self._clock.now()
        with self._lock:
            known = self._fetched.get(client.client_id)
            if known is not None and known.uri != client.jwks_uri:
                known = None
            if known is not None and not _is_due(known, kid, now):
                return known.jwks
            # Noted before the fetch: other threads do not fetch the same set meanwhile.
            held = _Fetched(
                uri=client.jwks_uri,
                jwks=NO_KEYS if known is None else known.jwks,
                good_until=0 if known is None else known.good_until,
                tried_at=now,
            )
            self._fetched[client.client_id] = held
        return self._refetched(client.client_id, held)

    def _refetched(self, client_id: str, held: _Fetched) -> Mapping[str, object]:
        try:
            jwks = self._get_json(held.uri)
        except NoAnswer:
            return held.jwks
        fresh = _Fetched(
            uri=held.uri,
            jwks=jwks,
            good_until=held.tried_at + FRESH_FOR,
            tried_at=held.tried_at,
        )
        with self._lock:
            self._fetched[client_id] = fresh
        return jwks


def _is_due(known: _Fetched, kid: str | None, now: int) -> bool:
    if now < known.tried_at + PAUSE:
        return False
    return now >= known.good_until or not has_key(known.jwks, kid)
