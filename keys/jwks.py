"""The public halves, ready to publish, and the dated history of the retired ones.

Next: `signer.py` keeps the bytes until a date passes, and signs the history.
"""

from collections.abc import Iterable

from keys.generate import public_members
from keys.ring import KeyRing, SealedKey


def jwks_body(keys: Iterable[SealedKey]) -> bytes:
    """A JWK set (RFC 7517 §5) of these keys, in this order."""
    return ('{"keys":[' + ",".join(key.public_jwk for key in keys) + "]}").encode()


def history_claims(
    ring: KeyRing, now: int, *, purpose: str, issuer: str | None
) -> dict[str, object]:
    """Every key of the purpose that has retired, oldest first (OpenID Federation §8.7).

    A key counts until `exp`, the end of its publication; no token signed by it lived longer.
    """
    past = (key for key in ring.keys if key.purpose == purpose and _has_retired(key, now))
    listed = [_entry(key) for key in sorted(past, key=lambda key: (key.announced_at, key.kid))]
    return {**({"iss": issuer} if issuer else {}), "iat": now, "keys": listed}


def _has_retired(key: SealedKey, now: int) -> bool:
    return key.retired_at is not None and key.retired_at <= now


def _entry(key: SealedKey) -> dict[str, object]:
    return {
        **public_members(key),
        "iat": key.announced_at,
        "exp": key.unpublish_at,
        "revoked": {"revoked_at": key.retired_at, "reason": "superseded"},
    }
