"""One secret per purpose, by HKDF from one random root secret.

The root is sealed by the master key, so the master key can change and every derived value stays.
A purpose is never renamed or reused: whatever was computed with it would be lost.
"""

import hmac
from collections.abc import Mapping
from types import MappingProxyType

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from keys.errors import UnknownPurpose

SECRET_BYTES = 32
_CONTEXT = b"an-tin/1/"

PURPOSES: Mapping[str, str] = MappingProxyType(
    {
        "pairwise_subject": "`sub` of a person in a sector, stored at first use",
        "sid": "`sid` that a client sees, from the session's internal id and the client",
        "cookies": "authenticity of the cookies that carry a session's handle",
        "csrf": "form tokens bound to a session",
        "password_pepper": "keyed hash over a password before argon2id",
        "search_index": "keyed hash of normalised identifiers, for look-ups in sealed data",
        "name_index": "keyed hash of beginnings of words of names, to search people by",
        "addresses": "keyed hash of network addresses in limits and logs",
        "one_time_code": "keyed hash of short codes sent by e-mail or SMS, and of recovery codes",
        "cross_device": "the secret of a QR code by which a phone approves a sign-in elsewhere",
        "user_code": "keyed hash of the short code of a device sign-in",
        "dpop_nonce": "stateless DPoP nonces",
        "replay_guard": "keyed hash of what may be presented once",
        "paging": "authenticity of paging cursors",
        "registration": "tokens that allow or manage a client's registration",
        "upstream_state": "state of a sign-in at an upstream provider",
        "journal": "authenticity of what is kept outside the database for a restore",
        "logo_cache": "names of clients' logos that are served by us",
    }
)
"""What the rest of the product may derive, each with its one use."""

CUSTODY_PURPOSES: Mapping[str, str] = MappingProxyType(
    {
        "signing_keys": "seals the private halves of the ring",
        "sealing": "seals for the rest of the product",
        "person_keys": "wraps the keys of persons",
    }
)
"""What custody derives for itself and never hands out."""


class Derivation:
    """Holds the root secret and the secrets derived so far; shows none of them."""

    __slots__ = ("_begun", "_derived", "_root")

    def __init__(self, root: bytes) -> None:
        """Derive from this root; nothing is computed yet."""
        self._root = root
        self._derived: dict[str, bytes] = {}
        self._begun: dict[str, hmac.HMAC] = {}

    def __repr__(self) -> str:
        """Nothing that helps anybody."""
        return "Derivation(***)"

    def derive(self, purpose: str) -> bytes:
        """32 bytes, the same for ever, from HKDF-SHA256 (RFC 5869); UnknownPurpose otherwise."""
        known = self._derived.get(purpose)
        if known is not None:
            return known
        if purpose not in PURPOSES and purpose not in CUSTODY_PURPOSES:
            raise UnknownPurpose(f"no secret is derived for {purpose!r}")
        info = _CONTEXT + purpose.encode()
        hkdf = HKDF(algorithm=hashes.SHA256(), length=SECRET_BYTES, salt=None, info=info)
        # Two threads may both get here; they compute the same bytes.
        return self._derived.setdefault(purpose, hkdf.derive(self._root))

    def keyed_hash(self, purpose: str, data: bytes) -> bytes:
        """HMAC-SHA256 of the data under the purpose's secret, 32 bytes."""
        # The key is taken in once: an import of people asks for ten of these each.
        begun = self._begun.get(purpose)
        if begun is None:
            begun = self._begun.setdefault(purpose, hmac.new(self.derive(purpose), None, "sha256"))
        hashed = begun.copy()
        hashed.update(data)
        return hashed.digest()
