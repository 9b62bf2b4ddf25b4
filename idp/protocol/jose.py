"""Verify other people's JWTs with the public keys they registered; never sign.

Algorithms and keys come from the registration, never from the token's header (RFC 8725 §3.1).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NewType

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry, Key
from joserfc.jws import JWSRegistry
from joserfc.util import urlsafe_b64decode

VerifiedClaims = NewType("VerifiedClaims", Mapping[str, object])

LONGEST_TOKEN: Final = 16_384  # characters
LONGEST_HEADER: Final = 1_024  # characters, encoded
MOST_KEYS: Final = 1_024  # public keys of clients that stay imported
# A header may name its key; one that brings a key or demands extensions is refused (JW-03, JW-05).
_HEADER_MEMBERS: Final = frozenset({"alg", "kid", "typ", "cty"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Presented:
    """A compact JWS whose header is one we would look at; nothing of it is verified."""

    token: str = field(repr=False)
    header: Mapping[str, object]
    claims: Mapping[str, object] | None

    @property
    def kid(self) -> str | None:
        """The name of the key that is said to have signed."""
        kid = self.header.get("kid")
        return kid if isinstance(kid, str) else None


def read(token: str) -> Presented | None:
    """Return what the token says before any check, to find out whose keys to ask for."""
    if len(token) > LONGEST_TOKEN or not token.isascii() or token.count(".") != 2:
        return None
    encoded, payload, _ = token.split(".")
    if len(encoded) > LONGEST_HEADER:
        return None
    header = _object(_decoded(encoded))
    if header is None or not header.keys() <= _HEADER_MEMBERS:
        return None
    if not isinstance(header.get("kid"), str | None):
        return None
    return Presented(token=token, header=header, claims=_object(_decoded(payload)))


def verify(
    presented: Presented, jwks: Mapping[str, object], algorithms: Sequence[str]
) -> VerifiedClaims | None:
    """Return the claims if a key of the set signed them by an allowed algorithm, else None."""
    if presented.header.get("alg") not in algorithms or presented.claims is None:
        return None
    strict = _registry(tuple(algorithms))
    for key in _candidates(jwks, presented.kid):
        try:
            public = _imported(json.dumps(_as_jwk(key), sort_keys=True))
            jws.deserialize_compact(presented.token, public, registry=strict)
        except (JoseError, ValueError, TypeError, KeyError, RecursionError):
            continue
        return VerifiedClaims(presented.claims)
    return None


def has_key(jwks: Mapping[str, object], kid: object) -> bool:
    """Whether the set holds a key of this name; a token without one fits any."""
    return kid is None or any(key.get("kid") == kid for key in _keys(jwks))


@lru_cache(maxsize=16)
def _registry(algorithms: tuple[str, ...]) -> JWSRegistry:
    """Return what refuses every other algorithm, and every header that it does not know."""
    return JWSRegistry(algorithms=list(algorithms))


def _candidates(jwks: Mapping[str, object], kid: object) -> list[Mapping[str, object]]:
    """Public asymmetric keys that may have signed: by name, or the unnamed ones."""
    asymmetric = [key for key in _keys(jwks) if key.get("kty") in ("EC", "RSA", "OKP")]
    named = [key for key in asymmetric if kid is None or key.get("kid") == kid]
    return named or [key for key in asymmetric if "kid" not in key]


def _as_jwk(key: Mapping[str, object]) -> dict[str, str | list[str]]:
    """Only the members whose types a JWK may have; the rest decides nothing."""
    return {
        name: value
        for name, value in key.items()
        if isinstance(value, str)
        or (isinstance(value, list) and all(isinstance(item, str) for item in value))
    }


@lru_cache(maxsize=MOST_KEYS)
def _imported(key: str) -> Key:
    """Return the key of a JWK in canonical JSON; to import one costs more than to verify by it."""
    return JWKRegistry.import_key(json.loads(key))


def _keys(jwks: Mapping[str, object]) -> list[Mapping[str, object]]:
    keys = jwks.get("keys")
    return [key for key in keys if isinstance(key, dict)] if isinstance(keys, list) else []


def _decoded(segment: str) -> bytes | None:
    try:
        return urlsafe_b64decode(segment.encode())
    except ValueError:
        return None


def _object(data: bytes | None) -> Mapping[str, object] | None:
    if data is None:
        return None
    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=_without_duplicates)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _without_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("duplicate member")
    return members


def new_key_pair() -> tuple[Mapping[str, object], Mapping[str, object]]:
    """Return a private JWK for a sample client and the public set for us, named by thumbprint.

    Real services make their own (RFC 7638); only the demonstration is given keys by us.
    """
    key = ECKey.generate_key("P-256", private=True)
    named = {"kid": key.thumbprint(), "alg": "ES256", "use": "sig"}
    private = {**key.as_dict(private=True), **named}
    return private, {"keys": [{**key.as_dict(private=False), **named}]}
