"""Load: one request again and again by wrk, pinned to the core that the servers do not use."""

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

SCRIPT: Final = Path(__file__).with_name("load.lua")


class LoadFailed(Exception):
    """The load was not what it claims to be; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One request; of several bodies each is sent once."""

    url: str
    method: str = "GET"
    bodies: Sequence[str] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What wrk saw: requests, seconds, and latencies in milliseconds."""

    requests: int
    seconds: float
    p50: float
    p99: float


def missing() -> str | None:
    """What has to be installed first; None where all is there."""
    absent = [name for name in ("wrk", "taskset") if shutil.which(name) is None]
    if not absent:
        return None
    return f"{' and '.join(absent)} missing: apt-get install wrk util-linux"


def send(shot: Shot, folder: Path, *, seconds: int, connections: int, pause: int = 0) -> Load:
    """Send the shot for so long, with so many ms between two of a connection.

    LoadFailed where a request failed.
    """
    bodies = folder / "bodies"
    bodies.write_text("".join(f"{body}\n" for body in shot.bodies), "ascii")
    pairs = [part for pair in shot.headers.items() for part in pair]
    told = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(SCRIPT), shot.url, "--"]
    ran = subprocess.run(
        [*told, str(pause), shot.method, str(bodies), *pairs],
        capture_output=True,
        text=True,
        check=False,
    )
    for line in ran.stdout.splitlines():
        if line.startswith("RESULT "):
            return _load(shot, [int(number) for number in line.split()[1:]])
    raise LoadFailed(f"wrk said nothing of {shot.url}: {ran.stdout[-500:]}{ran.stderr[-500:]}")


def _load(shot: Shot, numbers: Sequence[int]) -> Load:
    requests, failed, duration, p50, p99 = numbers
    if failed or not requests:
        raise LoadFailed(f"{failed} of {requests} requests to {shot.url} failed")
    return Load(requests=requests, seconds=duration / 1e6, p50=p50 / 1e3, p99=p99 / 1e3)
