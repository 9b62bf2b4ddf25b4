"""A vault in memory, for tests: the contract of `keys.Vault`, without the disk.

Safe for threads; `version_reads` tells how often somebody looked.
"""

from collections.abc import Sequence
from threading import Lock

from keys import SealedKey


class MemoryVault:
    """Sealed records of one process; two custodies may share it."""

    def __init__(self) -> None:
        """Hold nothing yet."""
        self._lock = Lock()
        self._version = 0
        self._root: bytes | None = None
        self._keys: dict[str, SealedKey] = {}
        self.version_reads = 0

    def version(self) -> int:
        """Count of the writes so far."""
        with self._lock:
            self.version_reads += 1
            return self._version

    def root(self) -> bytes | None:
        """Return the sealed root secret, if there is one."""
        with self._lock:
            return self._root

    def keep_root(self, sealed: bytes) -> bytes:
        """Keep the first root ever given and return it."""
        with self._lock:
            if self._root is None:
                self._root = sealed
            return self._root

    def replace_root(self, sealed: bytes, *, expected_version: int) -> bool:
        """Exchange the root unless somebody wrote meanwhile."""
        with self._lock:
            if self._version != expected_version:
                return False
            self._root = sealed
            self._version += 1
            return True

    def keys(self) -> Sequence[SealedKey]:
        """Every key, in the order of its first appearance."""
        with self._lock:
            return tuple(self._keys.values())

    def keep_keys(self, keys: Sequence[SealedKey], *, expected_version: int) -> bool:
        """Keep these by kid unless somebody wrote meanwhile."""
        with self._lock:
            if self._version != expected_version:
                return False
            self._keys.update({key.kid: key for key in keys})
            self._version += 1
            return True
