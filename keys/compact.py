"""The two encodings of every compact JWS: strict base64url and strict JSON (RFC 7515 §2).

Reading is unforgiving, because a second spelling of the same token is a second identity of it.
Next: `signer.py` writes with these, `verifier.py` reads.
"""

import json
import math
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping

_ALPHABET = re.compile(r"[A-Za-z0-9_-]+")
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def encode_segment(data: bytes) -> bytes:
    """Base64url without padding (RFC 7515 §2)."""
    return urlsafe_b64encode(data).rstrip(b"=")


def encode_object(members: Mapping[str, object]) -> bytes:
    """Compact JSON in UTF-8, members in the order given; ValueError for NaN and infinities."""
    return _ENCODER.encode(members if isinstance(members, dict) else dict(members)).encode()


def decode_segment(text: str) -> bytes | None:
    """The bytes of one canonical, unpadded, non-empty segment; None for anything else."""
    if not _ALPHABET.fullmatch(text) or len(text) % 4 == 1:
        return None
    data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    # Unused bits of the last character must be zero: one value has one spelling.
    return data if encode_segment(data) == text.encode() else None


def decode_object(data: bytes) -> dict[str, object] | None:
    """The members of one strict JSON object (UTF-8, no duplicate, finite); None otherwise."""
    try:
        parsed: object = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_distinct,
            parse_constant=_refused,
            parse_float=_finite,
        )
    except (ValueError, RecursionError):
        return None
    return parsed if isinstance(parsed, dict) else None


def _distinct(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member appears twice")
    return members


def _refused(constant: str) -> object:
    raise ValueError(f"{constant} is not JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number is not finite")
    return number
