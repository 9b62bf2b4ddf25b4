"""What stops the start: one line that names the setting; and secrets that stand in files.

Next: `settings.py`.
"""

import stat
from pathlib import Path
from typing import Final

_OPEN_TO_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


class UnsafeSettings(Exception):
    """The product must not start; the message is one line that begins with the setting's name."""

    def __init__(self, name: str, reason: str) -> None:
        """Name the setting first, so that it can be found."""
        super().__init__(f"{name}: {reason}")
        self.name: Final = name


def is_for_its_owner_alone(file: Path, name: str) -> None:
    """Nobody else may open the file; UnsafeSettings says what to do about it."""
    if not file.exists():
        raise UnsafeSettings(name, f"{file} is not there")
    if file.stat().st_mode & _OPEN_TO_OTHERS:
        raise UnsafeSettings(name, f"run chmod 600 on {file}: others may open it")


def secret_in(file: Path, name: str) -> str:
    """The one line of the file, which is for its owner alone; UnsafeSettings otherwise."""
    is_for_its_owner_alone(file, name)
    try:
        secret = file.read_text("utf-8").strip()
    except (OSError, ValueError):
        raise UnsafeSettings(name, f"{file} cannot be read as text") from None
    if not secret or not secret.isprintable():
        raise UnsafeSettings(name, f"{file} must hold one line of text")
    return secret
