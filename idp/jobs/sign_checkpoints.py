"""A checkpoint of the trail: signed, kept in the database and in a file outside it (I-17).

Beside it the journal of what must hold even after a restore (I-16).
"""

import os
from pathlib import Path
from typing import Final

from idp.administration.evidence import checkpoint, last_heads
from idp.administration.restoring import journal_lines
from idp.audit.events import Origin
from idp.provider import Provider

FILE: Final = "checkpoints.jsonl"
JOURNAL: Final = "journal.jsonl"


def sign_checkpoints(provider: Provider, origin: Origin) -> None:
    """The heads of all lanes are signed; the files outside have checkpoint and journal.

    The journal comes before the commit: a line twice does no harm, a line too few does.
    """
    trail_folder = provider.settings.var
    with provider.unit(origin) as unit:
        trail, context = unit.operations.trail, unit.administration
        since = last_heads(trail, context)
        signed = checkpoint(trail, context)
        if signed is None:
            return
        for line in journal_lines(since, trail, context):
            append_line(trail_folder / JOURNAL, line)
        unit.commit()
    append_line(trail_folder / FILE, signed.signed)


def append_line(file: Path, line: str) -> None:
    """The line is durable at the end of the file, which is for the owner's eyes alone."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as opened:
        opened.write(line + "\n")
        opened.flush()
        os.fsync(opened.fileno())
