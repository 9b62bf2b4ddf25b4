"""The processes of `make run`: each in a session of its own, and none outlives the supervisor."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STOP_WITHIN = 4.0  # seconds; the promise is five
TAIL_LINES = 20
PR_SET_PDEATHSIG = 1

_libc = ctypes.CDLL(None, use_errno=True)


class Stop(Exception):
    """Everything is to be stopped: `reason` is what to tell, `status` what to exit with."""

    def __init__(self, reason: str, status: int) -> None:
        super().__init__(reason)
        self.status = status


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A process to run, with what it adds to the environment."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]


class Family:
    """The running processes. Ends them all, whatever happened to each."""

    def __init__(self, logs: Path) -> None:
        self._logs = logs
        logs.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, *children: Child) -> None:
        """Each child runs in a session of its own, and writes to its own log."""
        for child in children:
            with (self._logs / f"{child.name}.log").open("wb") as log:
                self._running[child.name] = started(child.command, child.environment, log.fileno())

    def check(self) -> None:
        """All are alive, or Stop names the one that is not and shows what it said last."""
        for name, process in self._running.items():
            if process.poll() is not None:
                log = self._logs / f"{name}.log"
                last = log.read_text(errors="replace").splitlines()[-TAIL_LINES:]
                said = "\n".join(f"  {line}" for line in last)
                raise Stop(f"{name} ended with {process.returncode}. {log}:\n{said}", 1)

    def stop(self) -> None:
        """None is alive, within STOP_WITHIN seconds.

        SIGTERM goes to each main process alone: a signal to the whole group would reach granian's
        workers too, and hang them.
        """
        for process in self._running.values():
            process.terminate()
        until = time.monotonic() + STOP_WITHIN
        for process in self._running.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, until - time.monotonic()))
            with suppress(ProcessLookupError):  # also workers whose main process crashed
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def started(
    command: Iterable[str], environment: Mapping[str, str], output: int | None
) -> subprocess.Popen[bytes]:
    """The command runs; it is asked to end when this process dies, even by SIGKILL."""
    parent = os.getpid()

    def follow_the_parent() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it died before it could be followed
            os._exit(1)

    return subprocess.Popen(
        list(command),
        cwd=ROOT,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=None if output is None else subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=follow_the_parent,
    )
