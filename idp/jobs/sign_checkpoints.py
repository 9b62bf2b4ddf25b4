"""A checkpoint of the trail: signed, kept in the database and in a file outside it (I-17)."""

import os
from pathlib import Path
from typing import Final

from idp.administration.evidence import checkpoint
from idp.audit.events import Origin
from idp.provider import Provider

FILE: Final = "checkpoints.jsonl"


def sign_checkpoints(provider: Provider, origin: Origin) -> None:
    """The heads of all lanes are signed; the file has the checkpoint once it is committed."""
    with provider.unit(origin) as unit:
        signed = checkpoint(unit.operations.trail, unit.administration)
        if signed is None:
            return
        unit.commit()
    append_line(provider.settings.var / FILE, signed.signed)


def append_line(file: Path, line: str) -> None:
    """The line is durable at the end of the file, which is for the owner's eyes alone."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as opened:
        opened.write(line + "\n")
        opened.flush()
        os.fsync(opened.fileno())
