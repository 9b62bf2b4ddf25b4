"""The master key: where it comes from, and the only thing it ever does, sealing the root secret.

One file with 32 bytes in base64url, for the owner's eyes alone. Next: `derivation.py`.
"""

import os
import secrets
import stat
from dataclasses import dataclass, field
from pathlib import Path

from keys.compact import decode_segment, encode_segment
from keys.errors import KeyMaterialError, UnsealingError
from keys.sealing import KEY_BYTES, open_with, seal_with

SETTING = "IDP_MASTER_KEY_FILE"
_ROOT = {"purpose": "root secret", "owner": "custody"}
_READ_AT_MOST = 256  # bytes: the text takes 44
_OTHERS = stat.S_IRGRP | stat.S_IWGRP | stat.S_IROTH | stat.S_IWOTH


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MasterKey:
    """Seals and opens the root secret; opaque to everybody else."""

    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse any other length."""
        if len(self.secret) != KEY_BYTES:
            raise KeyMaterialError(f"{SETTING}: the master key must hold {KEY_BYTES} bytes")

    def __repr__(self) -> str:
        """Nothing that helps anybody."""
        return "***"

    def seal_root(self, root: bytes) -> bytes:
        """The root secret as the vault keeps it."""
        return seal_with(self.secret, root, **_ROOT)

    def open_root(self, sealed: bytes) -> bytes:
        """The root secret; KeyMaterialError when another master key sealed it."""
        try:
            return open_with(self.secret, sealed, **_ROOT)
        except UnsealingError:
            line = f"{SETTING}: this master key does not open the vault of this database"
            raise KeyMaterialError(line) from None


def read_master_key(path: Path) -> MasterKey:
    """The master key of this file; KeyMaterialError, one line, when it cannot be trusted.

    The file is a regular one, closed to group and others, and holds one line of base64url.
    """
    text = _read_privately(path)
    secret = decode_segment(text.strip().rstrip("="))
    if secret is None or len(secret) != KEY_BYTES:
        raise KeyMaterialError(
            f"{SETTING}: {path} must hold one line, {KEY_BYTES} bytes in base64url"
        )
    return MasterKey(secret=secret)


def create_master_key(path: Path) -> MasterKey:
    """A fresh master key, durable in a new file of mode 0600; an existing file is never touched."""
    secret = secrets.token_bytes(KEY_BYTES)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise KeyMaterialError(f"{SETTING}: {path} is not created: {error.strerror}") from None
    with os.fdopen(descriptor, "wb") as file:
        file.write(encode_segment(secret) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return MasterKey(secret=secret)


def _read_privately(path: Path) -> str:
    try:
        # Without O_NONBLOCK a named pipe in this place would hang the start.
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as error:
        raise KeyMaterialError(f"{SETTING}: {path} is not readable: {error.strerror}") from None
    try:
        # The open file is asked, not the path: what is checked is what is read.
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise KeyMaterialError(f"{SETTING}: {path} is not a regular file")
        if status.st_mode & _OTHERS:
            raise KeyMaterialError(
                f"{SETTING}: {path} is open to group or others; run chmod 600 on it"
            )
        return os.read(descriptor, _READ_AT_MOST).decode("ascii", errors="replace")
    finally:
        os.close(descriptor)
