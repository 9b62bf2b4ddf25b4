"""A checkpoint of the trail: signed, kept in the database and in a file outside it (I-17)."""

import os
from pathlib import Path
from typing import Final

from idp.audit.checkpoint import claims_of, next_checkpoint, KeptCheckpoint
from idp.audit.events import Origin
from idp.provider import Provider

FILE: Final = "checkpoints.jsonl"
TYPE: Final = "checkpoint+jwt"


def sign_checkpoint(provider: Provider, origin: Origin) -> None:
    """All heads of the trail are signed, unless nothing was recorded since the last time."""
