"""One-time codes by time (RFC 6238): SHA-1, six digits, 30 s, one step back and forth.

A step counts once; storage spends it. Seeds leave this module sealed, except to be shown once.
"""

import hmac
import re
import secrets
import unicodedata
from base64 import b32encode
from dataclasses import dataclass
from typing import Final, NewType

import pyotp

from keys import Custody

Code = NewType("Code", str)

STEP: Final = 30  # seconds
ISSUER_NAME: Final = "Ấn Tín"
_SEED_BYTES: Final = 20  # 160 bits (RFC 4226 §4, R6)
_PURPOSE: Final = "totp seed"
_DIGITS: Final = re.compile(r"\d{6}", re.ASCII)
_PUNCTUATION: Final = re.compile(r"[\s.\-]")


@dataclass(frozen=True, slots=True, repr=False)
class Seed:
    """The shared secret in the clear."""

    secret: bytes

    def __repr__(self) -> str:
        """Nothing that helps anybody."""
        return "***"

    def base32(self) -> str:
        """The text that a person may type into an application."""
        return b32encode(self.secret).decode()

    def uri(self, username: str) -> str:
        """The `otpauth:` address that a QR code carries."""
        return pyotp.TOTP(self.base32()).provisioning_uri(name=username, issuer_name=ISSUER_NAME)

    def code_at(self, step: int) -> Code:
        """The code of this step; for `make code` and tests."""
        return Code(pyotp.TOTP(self.base32()).generate_otp(step))


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeMatches:
    """The code of this step, which must now be spent."""

    step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeSpent:
    """A right code of a step that was used, or of one before it (MF-01)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeDiffers:
    """A wrong code, or one of another time."""


def new_seed() -> Seed:
    """160 fresh random bits."""
    return Seed(secrets.token_bytes(_SEED_BYTES))


def sealed(seed: Seed, account_id: str, custody: Custody) -> bytes:
    """The seed as storage may keep it: only this account's name opens it."""
    return custody.sealer.seal(seed.secret, purpose=_PURPOSE, owner=account_id)


def opened(envelope: bytes, account_id: str, custody: Custody) -> Seed:
    """The seed again; UnsealingError when it was not sealed for this account."""
    return Seed(custody.sealer.open(envelope, purpose=_PURPOSE, owner=account_id))


def code_in(text: str) -> Code | None:
    """The six digits in this text, forgiving spaces, dots and full-width digits; or None."""
    plain = _PUNCTUATION.sub("", unicodedata.normalize("NFKC", text))
    return Code(plain) if _DIGITS.fullmatch(plain) else None


def check(
    seed: Seed, code: Code, *, now: int, last_step: int
) -> CodeMatches | CodeSpent | CodeDiffers:
    """Which step the code is of; never one at or before the last that was accepted (MF-02)."""
    present = now // STEP
    window = (present - 1, present, present + 1)
    matching = [step for step in window if hmac.compare_digest(seed.code_at(step), code)]
    unspent = [step for step in matching if step > last_step]
    if unspent:
        return CodeMatches(step=unspent[0])
    return CodeSpent() if matching else CodeDiffers()
