"""Proof Key for Code Exchange, S256 only: demanded here, verified at the token endpoint.

RFC 7636 and RFC 9700 §2.1.1.
"""

import hmac
import re
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Final

from idp.protocol.errors import ProtocolError

METHODS: Final = ("S256",)
_CHALLENGE: Final = re.compile(r"[A-Za-z0-9_-]{43}")
_VERIFIER: Final = re.compile(r"[A-Za-z0-9._~-]{43,128}")


def challenge_is_well_formed(challenge: str | None, method: str | None) -> None:
    """RFC 7636 §4.3: a challenge comes with method S256; `plain`, also by default, is refused."""
    if challenge is None:
        if method is not None:
            raise _refused("code_challenge", "a method without a challenge")
        return
    if method not in METHODS:
        raise _refused("code_challenge_method", "method is not S256")
    if not _CHALLENGE.fullmatch(challenge):
        raise _refused("code_challenge", "challenge is not 43 characters of base64url")


def verifier_matches(verifier: str | None, challenge: str | None) -> bool:
    """RFC 7636 §4.6: the verifier fits; one that nobody asked for does not (PK-03)."""
    if challenge is None or verifier is None:
        return challenge is None and verifier is None
    if not _VERIFIER.fullmatch(verifier):
        return False
    computed = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    return hmac.compare_digest(computed, challenge)


def _refused(parameter: str, reason: str) -> ProtocolError:
    return ProtocolError(
        "invalid_request", "PKCE with S256 is required.", parameter=parameter, reason=reason
    )
