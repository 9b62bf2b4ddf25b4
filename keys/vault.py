"""Vault: what custody wants remembered. Storage implements it and sees ciphertext only.

Every write names the version it was decided on, so of two processes one wins and the other
looks again. Next: `custody.py`, the only caller.
"""

from collections.abc import Sequence
from typing import Protocol

from keys.ring import SealedKey


class KeepsKeys(Protocol):
    """Where keys are written: the vault, or what a transaction of somebody's changes of it."""

    def keep_keys(self, keys: Sequence[SealedKey], *, expected_version: int) -> bool:
        """Insert or exchange these by kid and count one version; False when it has moved."""


class Vault(KeepsKeys, Protocol):
    """Durable, shared by all processes; each method is atomic."""

    def version(self) -> int:
        """The number of successful writes of keys or of a new root; cheap, asked every second."""

    def root(self) -> bytes | None:
        """The sealed root secret; None before the first start."""

    def keep_root(self, sealed: bytes) -> bytes:
        """Insert the sealed root if there is none; return the one that won."""

    def replace_root(self, sealed: bytes, *, expected_version: int) -> bool:
        """Exchange the sealed root and count one version; False when the version has moved."""

    def keys(self) -> Sequence[SealedKey]:
        """Every key ever kept."""
