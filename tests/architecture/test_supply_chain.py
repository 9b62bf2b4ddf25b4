"""What is installed is named by hash, stands above every advisory we know, and names no machine."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, tracked_files

LOCKS = ("requirements.txt", "requirements-dev.txt")

# Refuse below: the version in which the last advisory that we know of was mended.
FLOORS = {
    "authlib": ("1.9.9", "CVE-2026-116672 and the advisories of 1.8 and 1.9"),
    "joserfc": ("1.8.0", "CVE-2026-119284, CVE-2026-102946"),
    "webauthn": ("3.0.0", "duplicate keys in CBOR"),
    "cbor2": ("6.1.2", "GHSA-3c37-wwvx-h642"),
    "cryptography": ("46.0.7", "CVE-2026-39892"),
    "werkzeug": ("3.1.9", "CVE-2025-66221, CVE-2026-21860, CVE-2026-27199"),
    "gunicorn": ("23.0.0", "CVE-2024-1135, CVE-2024-6827"),
    "pyjwt": ("2.12.1", "CVE-2026-32597"),
}

REQUIREMENT = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)", re.MULTILINE)
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}\b")

NAMES_OF_REGISTRIES = re.compile(
    r"pypi\.(?:org|python)|pythonhosted\.org|registry\.(?:npmjs|yarnpkg)|deb\.debian\.org"
    r"|proxy\.golang\.org|--(?:extra-)?index[-]url|--find[-]links|^\s*registry\s*=\s*[\"']?http",
    re.MULTILINE,
)
PATHS_OF_A_MACHINE = re.compile(r"(?<![\w./-])/(?:root|home|work|opt/wheels)/[\w.]|file:///[\w.]")


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", text))


def _requirements(lock: str) -> dict[str, str]:
    return dict(REQUIREMENT.findall((ROOT / lock).read_text(encoding="utf-8")))


@pytest.mark.parametrize("lock", LOCKS)
def test_no_requirement_stands_below_an_advisory(lock: str) -> None:
    locked = _requirements(lock)
    below = {
        name: (locked[name], floor, why)
        for name, (floor, why) in FLOORS.items()
        if name in locked and _version(locked[name]) < _version(floor)
    }
    assert not below


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_named_by_hash(lock: str) -> None:
    text = re.sub(r"^#.*\n", "", (ROOT / lock).read_text(encoding="utf-8"), flags=re.MULTILINE)
    requirements = text.replace("\\\n", " ").splitlines()
    unhashed = [
        line for line in requirements if not (REQUIREMENT.match(line) and HASH.search(line))
    ]
    assert requirements
    assert not unhashed


def test_what_is_tested_is_what_runs() -> None:
    """The development lock contains the other, version by version."""
    running, tested = (_requirements(lock) for lock in LOCKS)
    assert running.items() <= tested.items()


def test_every_package_of_npm_is_named_by_hash_and_by_no_address() -> None:
    lock = (ROOT / "tests/journeys/package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert lock.count('"node_modules/') == lock.count('"integrity": "sha512-') > 0


def _text(path: Path) -> str:
    return (ROOT / path).read_bytes().decode("utf-8", errors="replace")


@pytest.mark.parametrize("named", [NAMES_OF_REGISTRIES, PATHS_OF_A_MACHINE], ids=["host", "path"])
def test_no_file_names_a_registry_or_a_path_of_a_machine(named: re.Pattern[str]) -> None:
    found = [
        f"{path}: {match.group()}"
        for path in tracked_files()
        for match in [named.search(_text(path))]
        if match
    ]
    assert not found


def test_the_lock_lacks_nothing_that_it_needs() -> None:
    """It is installed without resolving (make/environment), so it has to be complete."""
    ran = subprocess.run(
        [sys.executable, "-m", "pip", "check", "--disable-pip-version-check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout
