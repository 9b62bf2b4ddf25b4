"""A fresh signing key, and the check that a record of the vault is one of ours.

The private half is sealed together with what the key is for, so that nobody who can write to
the database can add a key or give one another purpose. Next: `custody.py`.
"""

import hashlib

from keys.algorithms import ALGORITHMS
from keys.compact import decode_object, encode_object, encode_segment
from keys.errors import KeyMaterialError, UnsealingError
from keys.ring import SealedKey
from keys.rotation import PURPOSES_OF_KEYS, Announce
from keys.sealing import open_with, seal_with

_SEALED_AS = "signing key"
_METADATA = frozenset({"alg", "kid", "use"})


def thumbprint(members: dict[str, str]) -> str:
    """The RFC 7638 §3 thumbprint (SHA-256, base64url) of the required members of a JWK."""
    canonical = encode_object(dict(sorted(members.items())))
    return encode_segment(hashlib.sha256(canonical).digest()).decode()


def fresh_key(announce: Announce, *, secret: bytes, now: int) -> SealedKey:
    """A new key pair as the move says, its private half sealed under `secret`."""
    algorithm = ALGORITHMS[announce.algorithm]
    pkcs8 = algorithm.generate()
    members = algorithm.public_members(pkcs8)
    kid = thumbprint(members)
    jwk = {**members, "kid": kid, "alg": algorithm.name, "use": "sig"}
    owner = _owner(announce.purpose, algorithm.name, kid)
    return SealedKey(
        kid=kid,
        algorithm=algorithm.name,
        purpose=announce.purpose,
        public_jwk=encode_object(jwk).decode(),
        announced_at=now,
        active_from=announce.active_from,
        sealed=seal_with(secret, pkcs8, purpose=_SEALED_AS, owner=owner),
    )


def private_half(key: SealedKey, *, secret: bytes) -> bytes:
    """The private key, PKCS #8 DER; UnsealingError when it is destroyed or not as recorded."""
    if key.sealed is None:
        raise UnsealingError("the private half of this key is destroyed")
    owner = _owner(key.purpose, key.algorithm, key.kid)
    return open_with(secret, key.sealed, purpose=_SEALED_AS, owner=owner)


def public_members(key: SealedKey) -> dict[str, str]:
    """The members of the public JWK; KeyMaterialError unless they are what the record says."""
    parsed = decode_object(key.public_jwk.encode()) or {}
    jwk = {name: value for name, value in parsed.items() if isinstance(value, str)}
    algorithm = ALGORITHMS.get(key.algorithm)
    required = {name: value for name, value in jwk.items() if name not in _METADATA}
    told = (jwk.get("kid"), jwk.get("alg"), jwk.get("use"), jwk.get("kty"), jwk.get("crv"))
    kinds = algorithm and (key.kid, algorithm.name, "sig", algorithm.kty, algorithm.crv)
    if len(jwk) != len(parsed) or told != kinds or thumbprint(required) != key.kid:
        raise KeyMaterialError(f"the vault holds a key that is not ours: {key.kid[:43]}")
    return jwk


def admit(key: SealedKey, *, secret: bytes) -> None:
    """The record is authentic: its public half is its kid's, its private half opens as recorded.

    A destroyed key has only its thumbprint to show; such keys are never published again.
    """
    public_members(key)
    if key.purpose not in PURPOSES_OF_KEYS:
        raise KeyMaterialError(f"the vault holds a key of no known purpose: {key.kid}")
    if key.sealed is None:
        return
    try:
        private_half(key, secret=secret)
    except UnsealingError:
        line = f"the vault holds a key that custody did not seal: {key.kid}"
        raise KeyMaterialError(line) from None


def _owner(purpose: str, algorithm: str, kid: str) -> str:
    return f"{purpose}/{algorithm}/{kid}"
