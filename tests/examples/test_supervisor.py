"""The supervisor behind `make run`, with real processes: it refuses in one line and stops all."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from examples.family import ROOT, Child, Family, Stop
from examples.run import key_file
from tests.support.ports import free_port

SLEEP = (sys.executable, "-c", "import time; print('started', flush=True); time.sleep(60)")
DEAF = (
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "print('started', flush=True); time.sleep(60)",
)


def run(**environment: str) -> subprocess.CompletedProcess[str]:
    """`make run` with these settings, which must make it refuse."""
    return subprocess.run(
        [sys.executable, "-m", "examples.run"],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )


def wait_for(file: Path, text: str) -> None:
    """Returns once the text stands in the file."""
    until = time.monotonic() + 10
    while not (file.exists() and text in file.read_text()):
        assert time.monotonic() < until, f"{text} never came"
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    """Whether a process of this number runs; one that only waits to be reaped does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_taken_port_is_one_line_and_exit_1(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        others = {"PORTAL_PORT": str(free_port()), "HUB_PORT": str(free_port())}
        refused = run(PORT=port, IDP_VAR=str(tmp_path / "var"), **others)
    assert refused.returncode == 1
    assert refused.stderr == f"Port {port} is taken: stop what listens there, or set PORT.\n"
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize(
    "ports", [{"PORT": "eight"}, {"PORT": "70000"}, {"PORT": "8005", "HUB_PORT": "8005"}]
)
def test_ports_that_make_no_sense_are_one_line_and_exit_1(
    ports: dict[str, str], tmp_path: Path
) -> None:
    refused = run(IDP_VAR=str(tmp_path / "var"), **ports)
    assert refused.returncode == 1
    assert len(refused.stderr.splitlines()) == 1


def test_a_child_that_ends_is_named_with_what_it_said_last(tmp_path: Path) -> None:
    family = Family(tmp_path)
    command = (sys.executable, "-c", "print('no more'); raise SystemExit(3)")
    family.start(Child(name="portal", command=command, environment={}))
    wait_for(tmp_path / "portal.log", "no more")
    with pytest.raises(Stop, match=r"portal ended with 3\.[\s\S]*no more") as caught:
        for _ in range(200):
            family.check()
            time.sleep(0.02)
    family.stop()
    assert caught.value.status == 1


def test_all_children_end_within_five_seconds_even_deaf_ones(tmp_path: Path) -> None:
    family = Family(tmp_path)
    for name, command in (("quick", SLEEP), ("deaf", DEAF)):
        family.start(Child(name=name, command=command, environment={}))
        wait_for(tmp_path / f"{name}.log", "started")
    began = time.monotonic()
    family.stop()
    assert time.monotonic() - began < 5
    with pytest.raises(Stop):
        family.check()


def test_the_workers_of_a_child_that_crashed_end_too(tmp_path: Path) -> None:
    """Granian's workers outlive their main process, and would keep its port."""
    worker = "import os, time; print('pid', os.getpid(), '.', flush=True); time.sleep(60)"
    program = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {worker!r}])"
    family = Family(tmp_path)
    family.start(Child(name="crashed", command=(sys.executable, "-c", program), environment={}))
    wait_for(tmp_path / "crashed.log", ".\n")
    pid = int((tmp_path / "crashed.log").read_text().split()[1])
    family.stop()
    until = time.monotonic() + 2
    while is_alive(pid) and time.monotonic() < until:
        time.sleep(0.02)
    assert not is_alive(pid)


def test_the_children_end_when_the_supervisor_is_killed(tmp_path: Path) -> None:
    program = (
        "import os, sys, time; sys.path.insert(0, sys.argv[1]);"
        "from pathlib import Path; from examples.family import Child, Family;"
        "family = Family(Path(sys.argv[2]));"
        "child = \"import os, time; print('pid', os.getpid(), '.', flush=True); time.sleep(60)\";"
        "family.start(Child(name='a', command=(sys.executable, '-c', child), environment={}));"
        "time.sleep(60)"
    )
    root = str(ROOT)
    supervisor = subprocess.Popen([sys.executable, "-c", program, root, str(tmp_path)])
    wait_for(tmp_path / "a.log", ".\n")
    child = int((tmp_path / "a.log").read_text().split()[1])
    supervisor.send_signal(signal.SIGKILL)
    supervisor.wait()
    until = time.monotonic() + 5
    while is_alive(child) and time.monotonic() < until:
        time.sleep(0.02)
    assert not is_alive(child)


def test_the_hubs_private_key_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    file = key_file(tmp_path / "hub.jwk", {"kty": "EC"})
    assert file.stat().st_mode & 0o777 == 0o600
    before = file.stat().st_mtime_ns
    assert key_file(file, {"kty": "EC"}).stat().st_mtime_ns == before
