"""What the provider says of itself: its metadata and its keys, both found by discovery.

No endpoint is ever guessed, and no key is taken from anywhere else. Next: `tokens.py`.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry, Key

from examples.relying_party.remembered import (
    PAUSE_WITHOUT,
    Json,
    Remembered,
    Unreachable,
    read_json,
)

DISCOVERY_PATH = "/.well-known/openid-configuration"
REQUIRED = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """The addresses that this client needs (OpenID Connect Discovery §3)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    userinfo_endpoint: str
    jwks_uri: str
    end_session_endpoint: str | None


class Provider:
    """One OpenID provider. Asks it once per lifetime of what it said, and forgives silence."""

    def __init__(self, issuer: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.issuer = issuer
        self._metadata = Remembered(self._read_metadata, clock)
        self._keys = Remembered(self._read_keys, clock)

    @property
    def is_known(self) -> bool:
        """Whether the keys were ever read: from then on, tokens are verified without it."""
        return self._keys.is_there

    def metadata(self) -> Metadata:
        """The provider's metadata. Raises Unreachable if it was never read."""
        return self._metadata.value()

    def key(self, kid: str) -> Key | None:
        """The public key named `kid`, or nothing if the provider has no such key.

        An unknown name may be a key made a moment ago: the set is then read again, at most every
        30 s. Raises Unreachable if no key was ever read.
        """
        return self._keys.value().get(kid) or self._keys.renewed().get(kid)

    def learn_in_the_background(self) -> None:
        """Reads the keys as soon as the provider answers, so that no first request waits for it."""
        threading.Thread(target=self._learn, name="learn-the-keys", daemon=True).start()

    def _learn(self) -> None:
        while not self._keys.is_there:
            try:
                self._keys.value()
            except Unreachable:
                time.sleep(PAUSE_WITHOUT / 4)

    def _read_metadata(self) -> tuple[Metadata, int]:
        said, fresh_for = read_json(self.issuer + DISCOVERY_PATH)
        # A document that speaks for another issuer would lead us to a stranger's keys (§4.3).
        if said.get("issuer") != self.issuer:
            raise Unreachable("the discovery document is another issuer's")
        found = {name: said.get(name) for name in REQUIRED}
        addresses = {name: value for name, value in found.items() if isinstance(value, str)}
        if len(addresses) < len(REQUIRED):
            raise Unreachable("the discovery document lacks an endpoint")
        end_session = said.get("end_session_endpoint")
        metadata = Metadata(
            issuer=self.issuer,
            end_session_endpoint=end_session if isinstance(end_session, str) else None,
            **addresses,
        )
        return metadata, fresh_for

    def _read_keys(self) -> tuple[dict[str, Key], int]:
        said, fresh_for = read_json(self.metadata().jwks_uri)
        keys = _signing_keys(said)
        if not keys:
            raise Unreachable("the key set is empty")
        return keys, fresh_for


def _signing_keys(key_set: Json) -> dict[str, Key]:
    """The usable public keys by name; kinds unknown here are left out (RFC 7517 §5)."""
    listed = key_set.get("keys")
    keys: dict[str, Key] = {}
    for jwk in listed if isinstance(listed, list) else []:
        kid = jwk.get("kid") if isinstance(jwk, dict) else None
        if not isinstance(kid, str) or jwk.get("use", "sig") != "sig" or jwk.get("kty") == "oct":
            continue
        try:
            keys[kid] = JWKRegistry.import_key(jwk)
        except (JoseError, ValueError):
            continue
    return keys
