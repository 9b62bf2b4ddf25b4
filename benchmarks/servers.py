"""Servers under measurement: started on one core, their processor time and memory read in /proc."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
TICKS: Final = os.sysconf("SC_CLK_TCK")
LONGEST_START: Final = 60.0  # seconds
Environment = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A server that answers; `started_in` seconds after it was called."""

    process: subprocess.Popen[bytes]
    url: str
    started_in: float

    def seconds(self) -> float:
        """Processor time of its processes so far, user and system."""
        return sum(_ticks(process) for process in _tree(self.process.pid)) / TICKS

    def memory(self) -> float:
        """Resident memory of its largest process, the worker, in MiB."""
        return max(_resident(process) for process in _tree(self.process.pid)) / 1024


def cores() -> tuple[int, int] | None:
    """The core of the servers and the core of the load; None on a machine with one."""
    ours = sorted(os.sched_getaffinity(0))
    return (ours[0], ours[-1]) if len(ours) > 1 else None


def every_core() -> str:
    """All cores of this process, as taskset takes them."""
    return ",".join(map(str, sorted(os.sched_getaffinity(0))))


def free_port() -> int:
    """A TCP port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def ready_bytes(core: int) -> Iterator[Running]:
    """Run the unit of measurement."""
    port = free_port()
    command = (sys.executable, "-m", "benchmarks.serve_ready", str(port))
    with _server(command, f"http://127.0.0.1:{port}", "/ready", core=core, told={}) as running:
        yield running


@contextmanager
def provider(
    core: int | str, issuer: str, told: Environment, *, workers: int = 1
) -> Iterator[Running]:
    """Run `idp serve`, as an installation would, on these cores (a list as taskset takes it)."""
    idp = str(Path(sys.executable).with_name("idp"))
    command = (idp, "serve", "--workers", str(workers), "--bind", issuer.removeprefix("http://"))
    with _server(command, issuer, "/health/live", core=core, told=told) as running:
        yield running


@contextmanager
def _server(
    command: tuple[str, ...], url: str, path: str, *, core: int | str, told: Environment
) -> Iterator[Running]:
    begun = time.monotonic()
    own = {name: value for name, value in os.environ.items() if not name.startswith("IDP_")}
    process = subprocess.Popen(
        ["taskset", "-c", str(core), *command],
        cwd=ROOT,
        env={**own, **told},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(process, url.removeprefix("http://"), path, begun)
        yield Running(process=process, url=url, started_in=time.monotonic() - begun)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()


def _wait(process: subprocess.Popen[bytes], host: str, path: str, begun: float) -> None:
    while time.monotonic() - begun < LONGEST_START:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended with {process.returncode}")
        if _answers(host, path):
            return
        time.sleep(0.01)
    raise RuntimeError(f"{process.args!r} does not answer")


def _answers(host: str, path: str) -> bool:
    connection = http.client.HTTPConnection(host, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _tree(pid: int) -> list[int]:
    found = [pid]
    for parent in found:
        for task in Path(f"/proc/{parent}/task").glob("*/children"):
            found.extend(int(child) for child in task.read_text().split())
    return found


def _ticks(pid: int) -> int:
    # After the name in brackets: state is field 3; utime and stime are fields 14 and 15.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def _resident(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0
