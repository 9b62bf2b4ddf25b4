"""Recovery codes: ten, made together and printed once; storage keeps hashes and spends each once.

A keyed hash suffices where a password needs argon2id: with 74 random bits there is nothing to
guess, however fast, and without the key a stolen table cannot even be searched. Next:
`../recovery_codes.py`.
"""

import re
import secrets
import unicodedata
from dataclasses import dataclass
from typing import Final, NewType

from keys import Custody

RecoveryCodeHash = NewType("RecoveryCodeHash", str)

COUNT: Final = 10
LENGTH: Final = 16  # characters of 25: 74 bits
# Nothing that looks like something else, and nothing that Telex or VNI would make a mark of.
ALPHABET: Final = "23456789bcfghjkmnpqrstvxz"
_GROUP: Final = 4
_PUNCTUATION: Final = re.compile(r"[\s.\-_]")
_WHOLE: Final = re.compile(f"[{ALPHABET}]{{{LENGTH}}}")


@dataclass(frozen=True, slots=True, repr=False)
class RecoveryCode:
    """One code in the clear, without its dashes."""

    text: str

    def __repr__(self) -> str:
        """Nothing that helps anybody."""
        return "***"

    def in_groups(self) -> str:
        """As it is printed: four groups of four."""
        starts = range(0, LENGTH, _GROUP)
        return "-".join(self.text[start : start + _GROUP] for start in starts)

    def hashed(self, account_id: str, custody: Custody) -> RecoveryCodeHash:
        """What storage keeps; the code of one person is nobody else's (I-02)."""
        told = f"recovery_code\n{account_id}\n{self.text}"
        return RecoveryCodeHash(custody.keyed_hash("one_time_code", told.encode()).hex())


def new_codes() -> tuple[RecoveryCode, ...]:
    """Ten fresh codes."""
    return tuple(_new_code() for _ in range(COUNT))


def code_in(text: str) -> RecoveryCode | None:
    """The code in this text, forgiving dashes, spaces, capitals and full-width twins; or None."""
    plain = _PUNCTUATION.sub("", unicodedata.normalize("NFKC", text)).lower()
    return RecoveryCode(plain) if _WHOLE.fullmatch(plain) else None


def _new_code() -> RecoveryCode:
    return RecoveryCode("".join(secrets.choice(ALPHABET) for _ in range(LENGTH)))
