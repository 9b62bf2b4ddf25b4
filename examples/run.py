"""The supervisor behind `make run`: prepares the demonstration, starts and stops its processes.

It imports nothing of the product, so that nothing of the product can stop it from stopping them.
Next: `family.py`, the processes; `prepared.py`, why a second start is a short one.
"""

import errno
import http.client
import json
import os
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NoReturn, cast

from examples.family import ROOT, Child, Family, Stop, started
from examples.prepared import Prepared, keep, recall, write_privately

IDP = Path(sys.executable).parent / "idp"
SAMPLE = (sys.executable, "-m")
PORTS = {"PORT": 8000, "PORTAL_PORT": 8001, "HUB_PORT": 8002}
READY_WITHIN, LOOK_EVERY = 60.0, 0.05  # seconds

Json = dict[str, Any]  # demonstration.json, as contract and `idp demonstration` have it


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where this instance lives: its folder and its three ports, all on this machine alone."""

    var: Path
    ports: Mapping[str, int]

    @classmethod
    def from_environment(cls) -> "Places":
        """The places that the environment names. Raises Stop where it names nonsense."""
        ports = {}
        for name, default in PORTS.items():
            value = os.environ.get(name) or str(default)
            if not value.isdecimal() or not 0 < int(value) < 65536:
                raise Stop(f"{name}={value} is not a port: choose a number from 1 to 65535.", 1)
            ports[name] = int(value)
        if len(set(ports.values())) < len(ports):
            raise Stop("PORT, PORTAL_PORT and HUB_PORT must be three different ports.", 1)
        return cls(var=(ROOT / (os.environ.get("IDP_VAR") or "var")).resolve(), ports=ports)

    def with_register(self, port: int) -> "Places":
        """The register's simulator listens there: nobody calls it but the provider."""
        return replace(self, ports={**self.ports, "REGISTER_PORT": port})

    def bind(self, name: str) -> str:
        """The HOST:PORT to listen on."""
        return f"127.0.0.1:{self.ports[name]}"


def refuse_taken_ports(ports: Mapping[str, int]) -> None:
    """Nothing else on this machine listens on any of the ports, or Stop names the one."""
    for name, port in ports.items():
        if is_taken(socket.AF_INET, ("127.0.0.1", port)) or is_taken(
            socket.AF_INET6, ("::1", port)
        ):
            raise Stop(f"Port {port} is taken: stop what listens there, or set {name}.", 1)


def is_taken(family: socket.AddressFamily, address: tuple[str, int]) -> bool:
    """Whether we could not listen there; a machine without IPv6 has nothing taken on it."""
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        return error.errno in {errno.EADDRINUSE, errno.EACCES}
    return False


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return cast(int, probe.getsockname()[1])


def prepare(places: Places, keep_going: Callable[[], None]) -> str:
    """What the demonstration consists of is made where it was missing. Returns its people."""
    names = {name: str(port) for name, port in places.ports.items()}
    with tempfile.TemporaryFile() as said:
        process = started(
            (str(IDP), "demonstration"), {**names, "IDP_VAR": str(places.var)}, said.fileno()
        )
        try:
            while process.poll() is None:
                keep_going()
                time.sleep(LOOK_EVERY)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        said.seek(0)
        text = said.read().decode()
    if process.returncode:
        print(text, end="", file=sys.stderr)
        raise Stop("The demonstration could not be prepared; the line above says why.", 1)
    return text


def told(places: Places) -> Json:
    """The people and services of the demonstration."""
    return cast(Json, json.loads((places.var / "demonstration.json").read_text("utf-8")))


def recalled(places: Places) -> Prepared | None:
    """What was prepared for these very ports, if all of it is as it was left."""
    prepared = recall(places.var)
    if prepared is None or is_taken(socket.AF_INET, ("127.0.0.1", prepared.register_port)):
        return None
    said, urls = told(places), {"issuer": "PORT", "portal": "PORTAL_PORT", "hub": "HUB_PORT"}
    same = all(said[name] == f"http://localhost:{places.ports[urls[name]]}" for name in urls)
    return prepared if same else None


def product(places: Places) -> tuple[Child, ...]:
    """The provider and its worker, by the settings that the demonstration wrote."""
    settings = {"IDP_CONFIG": str(places.var / "idp.toml"), "IDP_VAR": str(places.var)}
    serve = (str(IDP), "serve", "--bind", places.bind("PORT"), "--workers", "2")
    return (
        Child(name="provider", command=serve, environment=settings),
        Child(name="worker", command=(str(IDP), "worker"), environment=settings),
    )


def samples(places: Places, said: Json) -> tuple[Child, ...]:
    """What is around the provider, as the demonstration describes it."""
    clients = {client["name"]: client for client in said["clients"]}
    portal, hub = clients["portal"], clients["hub"]
    register = {"OIDC_ISSUER": said["issuer"], "REGISTER_BIND": places.bind("REGISTER_PORT")}
    portal_environment = {
        "OIDC_ISSUER": said["issuer"],
        "OIDC_CLIENT_ID": portal["client_id"],
        "OIDC_CLIENT_SECRET": portal["client_secret"],
        "PORTAL_URL": said["portal"],
        "PORTAL_BIND": places.bind("PORTAL_PORT"),
    }
    hub_environment = {
        "OIDC_ISSUER": said["issuer"],
        "OIDC_CLIENT_ID": hub["client_id"],
        "OIDC_PRIVATE_KEY_FILE": str(key_file(places.var / "hub.jwk", hub["private_jwk"])),
        "HUB_URL": said["hub"],
        "HUB_BIND": places.bind("HUB_PORT"),
        "HUB_VAR": str(places.var),
    }
    return (
        Child(name="register", command=(*SAMPLE, "examples.register"), environment=register),
        Child(name="portal", command=(*SAMPLE, "examples.portal"), environment=portal_environment),
        Child(name="hub", command=(*SAMPLE, "examples.document_hub"), environment=hub_environment),
    )


def key_file(file: Path, jwk: Json) -> Path:
    """The file with this private key, readable by its owner alone from its first byte on."""
    text = json.dumps(jwk)
    if not file.exists() or file.read_text("utf-8") != text:
        write_privately(file, text)
    return file


def answers(port: int) -> bool:
    """Whether the server on this port says that it is ready."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=2.0)) as connection:
        try:
            connection.request("GET", "/health/ready", headers={"Host": f"localhost:{port}"})
            return connection.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False


def wait_until_ready(ports: Iterable[int], keep_going: Callable[[], None]) -> None:
    """Every server answers. Raises Stop after a minute without."""
    waiting, until = list(ports), time.monotonic() + READY_WITHIN
    while waiting := [port for port in waiting if not answers(port)]:
        keep_going()
        if time.monotonic() > until:
            raise Stop(f"Nothing answers on port {waiting[0]}; see the log in its folder.", 1)
        time.sleep(LOOK_EVERY)


def welcome(said: Json) -> str:
    """The addresses and three things to try; the last line is the one that scripts wait for."""
    first = {person["kind"]: person["username"] for person in reversed(said["people"])}
    citizen, clerk = first["citizen"], first["official"]
    portal, hub, issuer = said["portal"], said["hub"], said["issuer"]
    return f"""
  Provider      {issuer}
  Portal        {portal}
  Document hub  {hub}

Three things to try:
  1. Open {portal} and sign in as {citizen}.
     The one-time code: make code USER={citizen}
  2. Open {hub}, sign in as the clerk {clerk} and send a document to another agency.
  3. Fetch an agency's documents as a machine: .venv/bin/python -m examples.agency.fetch

Ready: {issuer}"""


def run(places: Places, family: Family, stopping: list[int]) -> NoReturn:
    """Everything runs, until a signal or the end of a child raises Stop."""

    def keep_going() -> None:
        if stopping:
            raise Stop("", 0)
        family.check()

    prepared = recalled(places)
    if prepared is None:
        places = places.with_register(free_port())
        prepared = Prepared(
            said=prepare(places, keep_going), register_port=places.ports["REGISTER_PORT"]
        )
        keep(prepared, places.var)
    else:
        places = places.with_register(prepared.register_port)
    print(prepared.said, end="", flush=True)
    said = told(places)
    family.start(*product(places), *samples(places, said))
    wait_until_ready(places.ports.values(), keep_going)
    print(welcome(said), flush=True)
    while True:
        keep_going()
        time.sleep(LOOK_EVERY)


def main() -> int:
    """Runs until SIGINT or SIGTERM; then nothing that was started is alive."""
    stopping: list[int] = []
    # Both, explicitly: the background job of a script starts with SIGINT ignored.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda received, _: stopping.append(received))
    family: Family | None = None
    try:
        places = Places.from_environment()
        refuse_taken_ports(places.ports)
        family = Family(places.var / "log")
        run(places, family, stopping)
    except Stop as stop:
        if stop.status:
            print(stop, file=sys.stderr, flush=True)
        return stop.status
    finally:
        if family is not None:
            family.stop()


if __name__ == "__main__":
    sys.exit(main())
