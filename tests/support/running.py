"""The product as a person starts it: `examples/run.py` on free ports, with a folder of its own."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyotp

from tests.support.ports import free_port
from tests.support.typed import Done, idp

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A demonstration that is up."""

    issuer: str
    portal: str
    hub: str
    folder: Path
    said: str
    process: subprocess.Popen[str]

    @property
    def told(self) -> dict[str, Any]:
        """Return `demonstration.json`."""
        return dict(json.loads((self.folder / "demonstration.json").read_text()))

    def person(self, kind: str, number: int = 0) -> dict[str, Any]:
        """Return the n-th demonstration person of a kind who has a phone."""
        people = [p for p in self.told["people"] if p["kind"] == kind and p.get("totp_secret")]
        return dict(people[number])

    def idp(self, *arguments: str, typed: str = "") -> Done:
        """Run `idp …` on this instance."""
        return idp(*arguments, told={"IDP_CONFIG": str(self.folder / "idp.toml")}, typed=typed)


def code_of(person: dict[str, Any], steps: int = 0) -> str:
    """Return the person's one-time code now, or so many steps later: each counts once."""
    return pyotp.TOTP(person["totp_secret"]).at(int(time.time()), counter_offset=steps)


def free_ports() -> tuple[int, int, int]:
    """Of the provider, the portal and the hub."""
    return free_port(), free_port(), free_port()


@contextmanager
def running(folder: Path, ports: tuple[int, int, int] | None = None) -> Iterator[Running]:
    """Start everything, on free ports unless some are given, and stop it again."""
    ports = ports or free_ports()
    environment = {
        **_environment(),
        "IDP_VAR": str(folder),
        "PORT": str(ports[0]),
        "PORTAL_PORT": str(ports[1]),
        "HUB_PORT": str(ports[2]),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "examples.run"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        said = _said_until_ready(process)
        issuer, portal, hub = (f"http://localhost:{port}" for port in ports)
        yield Running(
            issuer=issuer, portal=portal, hub=hub, folder=folder, said=said, process=process
        )
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=10)
        if process.stdout is not None:
            process.stdout.close()


def _said_until_ready(process: subprocess.Popen[str]) -> str:
    lines: list[str] = []
    if process.stdout is None:
        raise AssertionError("the output is piped")
    for line in process.stdout:
        lines.append(line)
        if line.startswith("Ready: "):
            return "".join(lines)
    raise AssertionError("not ready:\n" + "".join(lines[-20:]))


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("IDP_")}
