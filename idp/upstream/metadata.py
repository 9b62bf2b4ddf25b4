"""What an upstream publishes of itself: its metadata and keys, each ten minutes old at most.

After a fetch that failed nobody knocks for ten seconds; an unknown `kid` fetches the keys again,
every 30 s at most (I-19). The last good answer is used until there is a better one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Final

from idp.administration.ports import NoAnswer
from idp.clock import Clock
from idp.identity.elsewhere import UpstreamFailed
from idp.protocol.jose import has_key

FRESH_FOR: Final = 600  # seconds
PAUSE: Final = 10  # seconds without another try after one that failed
KEYS_AGAIN: Final = 30  # seconds between two fetches of keys for unknown names
_PATIENCE: Final = 6.0  # seconds for another thread's fetch; one takes five at most
_WELL_KNOWN: Final = "/.well-known/openid-configuration"

GetJson = Callable[[str], Mapping[str, object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """The endpoints of an upstream; `names_itself`: it promises `iss` in answers (RFC 9207 §3)."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None
    names_itself: bool


@dataclass(slots=True)
class _Kept:
    value: Mapping[str, object] | None = None
    good_until: int = 0
    tried_at: int = -FRESH_FOR


class Cupboard:
    """One document that is fetched again when it is old; safe for threads, one fetches."""

    def __init__(self, get_json: GetJson, clock: Clock) -> None:
        """Hold nothing yet."""
        self._get_json = get_json
        self._clock = clock
        self._lock = Lock()
        self._kept = _Kept()

    def read(self, url: str, *, kid: str | None = None) -> Mapping[str, object]:
        """The document; a JWK set has the key `kid`, if anybody has it. Raises UpstreamFailed."""
        if not self._lock.acquire(timeout=_PATIENCE):
            raise UpstreamFailed("unavailable", "another fetch takes too long")
        try:
            kept, now = self._kept, self._clock.now()
            is_fresh = kept.value is not None and now < kept.good_until
            lacks_key = kept.value is not None and kid is not None and not has_key(kept.value, kid)
            pause = KEYS_AGAIN if is_fresh and lacks_key else PAUSE
            if (not is_fresh or lacks_key) and now >= kept.tried_at + pause:
                self._fetch(url, now)
            if kept.value is None:
                raise UpstreamFailed("unavailable", "no document was fetched")
            return kept.value
        finally:
            self._lock.release()

    def _fetch(self, url: str, now: int) -> None:
        kept = self._kept
        kept.tried_at = now
        try:
            kept.value = self._get_json(url)
        except NoAnswer:
            return
        kept.good_until = now + FRESH_FOR


def metadata_address(issuer: str) -> str:
    """Where the metadata of an issuer are (OpenID Connect Discovery §4)."""
    return issuer.rstrip("/") + _WELL_KNOWN


def published(document: Mapping[str, object], issuer: str) -> Published:
    """The metadata of exactly this issuer; raises UpstreamFailed for any others."""
    if document.get("issuer") != issuer:
        raise UpstreamFailed("refused", "the metadata are of another issuer")
    methods = document.get("code_challenge_methods_supported", ["S256"])
    if not isinstance(methods, list) or "S256" not in methods:
        raise UpstreamFailed("refused", "the upstream has no PKCE with S256")
    userinfo = document.get("userinfo_endpoint")
    return Published(
        authorization_endpoint=_address(document, "authorization_endpoint", issuer),
        token_endpoint=_address(document, "token_endpoint", issuer),
        jwks_uri=_address(document, "jwks_uri", issuer),
        userinfo_endpoint=None
        if userinfo is None
        else _address(document, "userinfo_endpoint", issuer),
        names_itself=document.get("authorization_response_iss_parameter_supported") is True,
    )


def _address(document: Mapping[str, object], name: str, issuer: str) -> str:
    """An address of https; of http only where the issuer itself is, in a demonstration."""
    value = document.get(name)
    scheme = issuer.partition(":")[0]
    is_usable = isinstance(value, str) and value.isascii() and value.isprintable()
    if not isinstance(value, str) or not is_usable or "#" in value or " " in value:
        raise UpstreamFailed("refused", "an endpoint of the metadata is no address")
    if not value.startswith(("https://", f"{scheme}://")):
        raise UpstreamFailed("refused", "an endpoint of the metadata is not https")
    return value
