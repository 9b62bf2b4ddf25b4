"""Our own compact JWS, verified: by a key of our ring, in one spelling, as one type.

Tokens of other people are `idp/protocol/jose`'s; times and audiences are the protocol's.
Next: `compact.py` for how strictly the parts are read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock
from types import MappingProxyType

from keys.algorithms import ALGORITHMS, Verify
from keys.compact import decode_object, decode_segment
from keys.generate import public_members
from keys.ring import SealedKey, Standing

LONGEST_TOKEN = 16_384  # characters
_HEADER_MEMBERS = frozenset({"alg", "kid", "typ"})
_DOTS = 2
_REMEMBERED = 256  # headers; ours are one per key and type
_SEEN = 2_048  # tokens whose signature stays known; about 4 MiB


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What our headers say; nothing else may stand in one."""

    alg: str
    kid: str
    typ: str | None


class Verifier:
    """Keeps the public keys, headers and genuine tokens it has met; safe for threads.

    Whoever introspects shows a token again and again, and its signature does not change. What may
    change is asked each time: whether its key still stands, and (elsewhere) all durable state.
    """

    def __init__(self) -> None:
        """Know nothing yet: keys are imported when first needed."""
        self._keys: dict[str, Verify] = {}
        self._headers: dict[str, Header] = {}
        self._genuine: dict[bytes, Mapping[str, object]] = {}
        self._remembering = Lock()

    def verify(
        self, token: str, standing: Standing, *, typ: str | None, purpose: str, retired: bool
    ) -> Mapping[str, object] | None:
        """The claims of a token that a key of this ring signed; None for anything else."""
        if len(token) > LONGEST_TOKEN or not token.isascii() or token.count(".") != _DOTS:
            return None
        protected, payload, signature_text = token.split(".")
        header = self._headers.get(protected) or read_header(protected)
        if header is None or typ not in (None, header.typ):
            return None
        key = _signing_key(standing, header, purpose=purpose, retired=retired)
        if key is None:
            return None
        digest = sha256(token.encode()).digest()
        known = self._genuine.get(digest)
        if known is not None:
            return known
        signature, claims = decode_segment(signature_text), decode_segment(payload)
        if signature is None or claims is None:
            return None
        signed = token[: len(protected) + 1 + len(payload)].encode()
        if not self._verify_with(key)(signed, signature):
            return None
        # Only now, so that nobody else can fill the memory.
        if len(self._headers) < _REMEMBERED:
            self._headers[protected] = header
        return self._remembered(digest, decode_object(claims))

    def _remembered(
        self, digest: bytes, claims: dict[str, object] | None
    ) -> Mapping[str, object] | None:
        """The claims, which nobody can change from now on; the oldest token makes room."""
        if claims is None:
            return None
        with self._remembering:
            if len(self._genuine) >= _SEEN:
                del self._genuine[next(iter(self._genuine))]
            kept = self._genuine[digest] = MappingProxyType(claims)
        return kept

    def _verify_with(self, key: SealedKey) -> Verify:
        known = self._keys.get(key.kid)
        if known is None:
            known = ALGORITHMS[key.algorithm].verify_with(public_members(key))
            self._keys[key.kid] = known
        return known


def read_header(protected: str) -> Header | None:
    """The header of one of our tokens: `alg`, `kid`, perhaps `typ`, all strings; else None."""
    data = decode_segment(protected)
    members = decode_object(data) if data is not None else None
    if members is None or not members.keys() <= _HEADER_MEMBERS:
        return None
    alg, kid, typ = members.get("alg"), members.get("kid"), members.get("typ")
    if not isinstance(alg, str) or not isinstance(kid, str):
        return None
    if typ is not None and not isinstance(typ, str):
        return None
    return Header(alg=alg, kid=kid, typ=typ)


def _signing_key(
    standing: Standing, header: Header, *, purpose: str, retired: bool
) -> SealedKey | None:
    """The ring decides which key and algorithm this is; the header only names it."""
    if not retired and header.kid not in standing.published:
        return None
    key = standing.ring.find(header.kid)
    if key is None or (key.algorithm, key.purpose) != (header.alg, purpose):
        return None
    return key
