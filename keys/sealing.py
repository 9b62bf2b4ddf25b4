"""AES-256-GCM envelopes that open only for the purpose and owner they were sealed for.

Keys at rest, TOTP seeds and personal data travel to storage in these and nowhere in the clear.
Next: `derivation.py` for where the sealing keys come from.
"""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from keys.errors import UnsealingError

VERSION = b"\x01"
NONCE_BYTES = 12  # NIST SP 800-38D §5.2.1.1; random, so at most 2^32 envelopes per key
TAG_BYTES = 16
KEY_BYTES = 32
_OVERHEAD = len(VERSION) + NONCE_BYTES + TAG_BYTES
_PERSON_KEY = "person key"


def seal_with(key: bytes, plaintext: bytes, *, purpose: str, owner: str) -> bytes:
    """An envelope: version byte, nonce, ciphertext and tag; 29 bytes longer than the plaintext."""
    return _sealed(AESGCM(key), plaintext, _bound(purpose, owner))


def open_with(key: bytes, envelope: bytes, *, purpose: str, owner: str) -> bytes:
    """What was sealed; UnsealingError for every other key, purpose, owner or changed byte."""
    return _opened(AESGCM(key), envelope, _bound(purpose, owner))


class Sealer:
    """Seals for the rest of the product; holds its two keys and shows neither."""

    __slots__ = ("_cipher", "_wrapping")

    def __init__(self, *, key: bytes, person_key: bytes) -> None:
        """Seal directly with `key`; wrap the keys of persons with `person_key`."""
        self._cipher = AESGCM(key)
        self._wrapping = AESGCM(person_key)

    def __repr__(self) -> str:
        """Nothing that helps anybody."""
        return "Sealer(***)"

    def seal(self, plaintext: bytes, *, purpose: str, owner: str) -> bytes:
        """An envelope that opens only with the same purpose and owner."""
        return _sealed(self._cipher, plaintext, _bound(purpose, owner))

    def open(self, envelope: bytes, *, purpose: str, owner: str) -> bytes:
        """What was sealed; UnsealingError on anything wrong."""
        return _opened(self._cipher, envelope, _bound(purpose, owner))

    def new_person_key(self, owner: str) -> bytes:
        """A fresh key of one person, wrapped; to erase it is to erase what it sealed."""
        fresh = secrets.token_bytes(KEY_BYTES)
        return _sealed(self._wrapping, fresh, _bound(_PERSON_KEY, owner))

    def seal_for(self, wrapped: bytes, plaintext: bytes, *, purpose: str, owner: str) -> bytes:
        """An envelope under the person's own key; UnsealingError when that key is not theirs."""
        return seal_with(self._unwrap(wrapped, owner), plaintext, purpose=purpose, owner=owner)

    def open_for(self, wrapped: bytes, envelope: bytes, *, purpose: str, owner: str) -> bytes:
        """What was sealed for this person; UnsealingError on anything wrong."""
        return open_with(self._unwrap(wrapped, owner), envelope, purpose=purpose, owner=owner)

    def _unwrap(self, wrapped: bytes, owner: str) -> bytes:
        return _opened(self._wrapping, wrapped, _bound(_PERSON_KEY, owner))


def _bound(purpose: str, owner: str) -> bytes:
    # The length keeps ("a", "bc") and ("ab", "c") apart.
    first = purpose.encode()
    return len(first).to_bytes(4, "big") + first + owner.encode()


def _sealed(cipher: AESGCM, plaintext: bytes, bound: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return VERSION + nonce + cipher.encrypt(nonce, plaintext, bound)


def _opened(cipher: AESGCM, envelope: bytes, bound: bytes) -> bytes:
    if len(envelope) < _OVERHEAD or not envelope.startswith(VERSION):
        raise UnsealingError("this is not an envelope")
    nonce, box = envelope[1 : 1 + NONCE_BYTES], envelope[1 + NONCE_BYTES :]
    try:
        return cipher.decrypt(nonce, box, bound)
    except InvalidTag:
        raise UnsealingError("the envelope does not open") from None
