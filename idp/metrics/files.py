"""What each process counted, as a file of its own in a private folder; read by the listener.

A file stays when its process dies, so that no counter ever falls; what a process does at the
moment counts only while it lives.
"""

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread
from time import sleep
from typing import Any, Final

from idp.metrics.figures import Figures, HashLoad, Latencies, Snapshot

EVERY: Final = 0.5  # seconds; a process that is killed takes what it counted since along


def keep_writing(figures: Figures, folder: Path) -> None:
    """A thread leaves the figures of this process in the folder, as long as the process lives."""
    file = folder / f"{os.getpid()}-{secrets.token_hex(4)}.json"

    def run() -> None:
        while folder.is_dir():
            # A full disk passes; a folder that is gone ends the loop.
            with suppress(OSError):
                write(figures.snapshot(), file)
            sleep(EVERY)

    Thread(target=run, name="metrics", daemon=True).start()


def write(snapshot: Snapshot, file: Path) -> None:
    """The file holds this snapshot, whole; whoever reads meanwhile reads the one before."""
    text = json.dumps(
        {
            "requests": [
                [*kind, latencies.counts, latencies.seconds]
                for kind, latencies in snapshot.requests.items()
            ],
            "counts": [[*what, count] for what, count in snapshot.counts.items()],
            "in_use": snapshot.hashes.in_use,
            "refused": snapshot.hashes.refused,
        }
    )
    fresh = file.with_suffix(".new")
    fresh.write_text(text, "utf-8")
    fresh.replace(file)


def read_sum(folder: Path) -> Snapshot:
    """Return the sum over every process that ever wrote here."""
    requests: dict[tuple[str, str, str], Latencies] = {}
    counts: dict[tuple[str, str], int] = {}
    in_use = refused = 0
    for file, told in _read(folder):
        for route, method, status, times, seconds in told["requests"]:
            total = requests.setdefault((route, method, status), Latencies())
            total.counts = [ours + theirs for ours, theirs in zip(total.counts, times, strict=True)]
            total.seconds += seconds
        for what, label, count in told["counts"]:
            counts[what, label] = counts.get((what, label), 0) + count
        refused += told["refused"]
        in_use += told["in_use"] if _lives(file) else 0
    return Snapshot(
        requests=requests, counts=counts, hashes=HashLoad(in_use=in_use, refused=refused)
    )


def _read(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    for file in sorted(folder.glob("*.json")):
        yield file, json.loads(file.read_text("utf-8"))


def _lives(file: Path) -> bool:
    try:
        os.kill(int(file.name.partition("-")[0]), 0)
    except ProcessLookupError:
        return False
    return True
