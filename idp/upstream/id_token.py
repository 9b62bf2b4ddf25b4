"""When an ID token of an upstream is believed (OIDC Core §3.1.3.7), one sentence a rule.

The signature was checked before (`idp/protocol/jose.py`); these rules read verified claims only.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from idp.protocol.jose import VerifiedClaims

TOLERANCE: Final = 15  # seconds by which two clocks may differ
LONGEST_SUBJECT: Final = 255  # ASCII characters (OIDC Core §2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What we asked, of whom, and when."""

    issuer: str
    client_id: str
    nonce: str = field(repr=False)
    left_at: int
    now: int


Rule = Callable[[VerifiedClaims, Expected], bool]


def issuer_is_the_one_asked(claims: VerifiedClaims, expected: Expected) -> bool:
    """Exactly, to the last slash."""
    return claims.get("iss") == expected.issuer


def audience_is_ours_alone(claims: VerifiedClaims, expected: Expected) -> bool:
    """We trust no other audience, so a token for us and another is none."""
    return claims.get("aud") in (expected.client_id, [expected.client_id])


def authorized_party_is_us(claims: VerifiedClaims, expected: Expected) -> bool:
    """Where it is named at all."""
    return claims.get("azp") in (None, expected.client_id)


def nonce_is_of_this_departure(claims: VerifiedClaims, expected: Expected) -> bool:
    """An ID token of another sign-in does not count in this one."""
    nonce = claims.get("nonce")
    return isinstance(nonce, str) and hmac.compare_digest(
        nonce.encode("utf-8", "surrogatepass"), expected.nonce.encode()
    )


def has_not_expired(claims: VerifiedClaims, expected: Expected) -> bool:
    """Fifteen seconds are forgiven."""
    expires = _second(claims, "exp")
    return expires is not None and expected.now < expires + TOLERANCE


def was_issued_since_we_asked(claims: VerifiedClaims, expected: Expected) -> bool:
    """Not before the person left, nor in a future beyond what clocks differ by."""
    issued = _second(claims, "iat")
    return issued is not None and (
        expected.left_at - TOLERANCE <= issued <= expected.now + TOLERANCE
    )


def is_valid_by_now(claims: VerifiedClaims, expected: Expected) -> bool:
    """Where it says from when."""
    if "nbf" not in claims:
        return True
    begins = _second(claims, "nbf")
    return begins is not None and begins <= expected.now + TOLERANCE


def person_signed_in_since_we_asked(claims: VerifiedClaims, expected: Expected) -> bool:
    """We asked for `max_age=0`, so the time is told, and it is of this very sign-in."""
    at = _second(claims, "auth_time")
    return at is not None and expected.left_at - TOLERANCE <= at <= expected.now + TOLERANCE


def subject_is_named(claims: VerifiedClaims, _expected: Expected) -> bool:
    """A text of at most 255 ASCII characters."""
    subject = claims.get("sub")
    return isinstance(subject, str) and 0 < len(subject) <= LONGEST_SUBJECT and subject.isascii()


RULES: Final[tuple[Rule, ...]] = (
    issuer_is_the_one_asked,
    audience_is_ours_alone,
    authorized_party_is_us,
    nonce_is_of_this_departure,
    has_not_expired,
    was_issued_since_we_asked,
    is_valid_by_now,
    person_signed_in_since_we_asked,
    subject_is_named,
)
"""In this order; the first that does not hold is the reason."""


def broken_rule(claims: VerifiedClaims, expected: Expected) -> str | None:
    """The name of the first rule that does not hold; None for a token that is believed."""
    return next((rule.__name__ for rule in RULES if not rule(claims, expected)), None)


def _second(claims: VerifiedClaims, name: str) -> int | None:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        return None
    return value
