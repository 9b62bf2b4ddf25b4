"""The memory of `make run`: what was prepared by this very product is not prepared again.

A second start that finds everything as it was left saves a process that would change nothing.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from examples.family import ROOT

FILE: Final = "prepared.json"
PRODUCT: Final = ("idp", "keys")
MADE: Final = ("idp.toml", "demonstration.json", "master.key")  # unchanged; the database: there
DATABASE: Final = "idp.db"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What the last preparation said, and the port that the settings name for the register."""

    said: str
    register_port: int


def recall(var: Path) -> Prepared | None:
    """What was prepared in this folder, if neither that nor the product has changed since."""
    try:
        told = json.loads((var / FILE).read_text("utf-8"))
        is_as_it_was = told["of"] == _fingerprint(var) and (var / DATABASE).exists()
    except FileNotFoundError:
        return None
    return (
        Prepared(said=told["said"], register_port=told["register_port"]) if is_as_it_was else None
    )


def keep(prepared: Prepared, var: Path) -> None:
    """The next start recalls it; the file holds passwords, and is its owner's alone."""
    told = {
        "of": _fingerprint(var),
        "register_port": prepared.register_port,
        "said": prepared.said,
    }
    write_privately(var / FILE, json.dumps(told, ensure_ascii=False))


def write_privately(file: Path, text: str) -> None:
    """The file holds the text, readable by its owner alone from its first byte on."""
    file.unlink(missing_ok=True)
    file.touch(mode=0o600, exist_ok=False)
    file.write_text(text, "utf-8")


def _fingerprint(var: Path) -> str:
    """Of every file of the product and of what it made: name, size and time of its change."""
    found = sha256()
    for file in (*_product(), *(var / name for name in MADE)):
        seen = file.stat()
        found.update(f"{file} {seen.st_size} {seen.st_mtime_ns}\n".encode())
    return found.hexdigest()


def _product() -> Iterator[Path]:
    for name in PRODUCT:
        for folder, below, files in os.walk(ROOT / name):
            below[:] = sorted(one for one in below if one != "__pycache__")
            yield from (Path(folder, file) for file in sorted(files))
