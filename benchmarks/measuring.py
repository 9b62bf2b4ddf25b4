"""How every figure is found: interleaved rounds, ready bytes before and after, the median."""

import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.flow import Typed, sign_in
from benchmarks.installation import Installation
from benchmarks.load import Shot, send
from benchmarks.rows import ENDPOINTS, Finding
from benchmarks.servers import ROOT, Running
from benchmarks.shots import machine_shot, shots
from benchmarks.storm import Storm, storm, storm_of_holders

ROUNDS: Final = 3
SECONDS: Final = 2  # of each load
CONNECTIONS: Final = 8
MANY_CONNECTIONS: Final = 32
LONG: Final = 6.0  # seconds of a storm, and of hashing alone
FEW_PEOPLE: Final = 4  # keep the pool busy
HOLDERS: Final = 500  # of a one-time code: each signs in once, and nobody waits for a step
MANY_PEOPLE: Final = 16  # queue for it
PAUSE: Final = 20  # ms between two probes of a connection
MOST_DRIFT: Final = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """Microseconds of processor time a request: ready bytes twice, each row once between them."""

    before: float
    after: float
    rows: Mapping[str, float]

    @property
    def ready(self) -> float:
        """Ready bytes in this round."""
        return (self.before + self.after) / 2

    @property
    def drift(self) -> float:
        """How far ready bytes moved, as a share."""
        return abs(self.before - self.after) / min(self.before, self.after)


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """Hashes a second of the pool alone, and the processor seconds of one."""

    per_second: float
    seconds: float


def cost(server: Running, shot: Shot, folder: Path) -> float:
    """Processor time of the server a request, in microseconds."""
    begun = server.seconds()
    load = send(shot, folder, seconds=SECONDS, connections=CONNECTIONS)
    return (server.seconds() - begun) / load.requests * 1e6


def measure_round(installed: Installation, ready: Running, server: Running) -> Round:
    """Return one round; tokens and assertions are made for it."""
    tokens, _ = sign_in(installed, Typed(username=installed.people[0]), offline=True)
    unit = Shot(url=f"{ready.url}/ready")
    made = shots(installed, tokens)
    before = cost(ready, unit, installed.folder)
    rows = {row.name: cost(server, made[row.name], installed.folder) for row in ENDPOINTS}
    return Round(before=before, after=cost(ready, unit, installed.folder), rows=rows)


def steady(rounds: Sequence[Round]) -> Sequence[Round]:
    """Return the rounds in which ready bytes held still."""
    return [each for each in rounds if each.drift <= MOST_DRIFT]


def endpoint_findings(rounds: Sequence[Round]) -> list[Finding]:
    """Return a finding for every endpoint: a ratio, or why there is none."""
    held = steady(rounds)
    worst = max(each.drift for each in rounds)
    reason = f"no ratio: ready bytes drifted up to {worst:.0%} in every round"
    found = []
    for row in ENDPOINTS:
        figure = f"{median(each.rows[row.name] for each in rounds):.0f} µs"
        ratio = median(each.rows[row.name] / each.ready for each in held) if held else None
        found.append(Finding(row=row, value=ratio, figure=figure, reason=reason))
    return found


def warm_up(installed: Installation) -> None:
    """Every path was walked once, every consent given."""
    for name in installed.people:
        sign_in(installed, Typed(username=name))


def hash_floor(installed: Installation, core: int | str) -> Floor:
    """Return what the pool does alone, on these cores."""
    told = (str(installed.folder), installed.issuer, str(LONG))
    ran = subprocess.run(
        ["taskset", "-c", str(core), sys.executable, "-m", "benchmarks.hashing", *told],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    per_second, seconds = map(float, ran.stdout.split())
    return Floor(per_second=per_second, seconds=seconds)


def sign_in_storm(installed: Installation, server: Running) -> tuple[Storm, float]:
    """Return a storm of few people, and the processor seconds that each sign-in cost."""
    begun = server.seconds()
    with storm(installed, _typing(installed, FEW_PEOPLE)) as result:
        time.sleep(LONG)
    return result, (server.seconds() - begun) / max(result.sign_ins, 1)


def tail(installed: Installation) -> tuple[float, float]:
    """Return p50 and p99 of the token endpoint with many connections, in milliseconds."""
    shot = machine_shot(installed)
    load = send(shot, installed.folder, seconds=int(LONG), connections=MANY_CONNECTIONS)
    return load.p50, load.p99


def all_cores(installed: Installation) -> tuple[float, Storm, float]:
    """Return p99 of the token endpoint in ms, while all who have a code sign in.

    It is probed, not flooded: what a flood takes of the cores is no sign-in's. Last, the processor
    seconds that the people's side took of the cores for each sign-in.
    """
    probe, begun = machine_shot(installed), time.process_time()
    with storm_of_holders(installed, MANY_PEOPLE) as result:
        time.sleep(1)
        load = send(probe, installed.folder, seconds=int(LONG), connections=2, pause=PAUSE)
    return load.p99, result, (time.process_time() - begun) / max(result.sign_ins, 1)


def passkeys_on_all_cores(installed: Installation) -> Storm:
    """Return a storm of all who have a passkey; each gave consent before it."""
    for keeper in installed.keepers:
        sign_in(installed, keeper.device)
    with storm(installed, [keeper.device for keeper in installed.keepers]) as result:
        time.sleep(LONG)
    return result


def token_in_a_storm(installed: Installation) -> tuple[float, Storm]:
    """Return p99 of the token endpoint while many people sign in, in milliseconds."""
    with storm(installed, _typing(installed, MANY_PEOPLE)) as result:
        time.sleep(1)
        load = send(machine_shot(installed), installed.folder, seconds=int(LONG), connections=2)
    return load.p99, result


def _typing(installed: Installation, number: int) -> Sequence[Typed]:
    return [Typed(username=name) for name in installed.people[:number]]
