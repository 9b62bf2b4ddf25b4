"""`kill -9` in the middle of an import, and of undoing it: no line is lost, none doubled.

`make soak ONLY=imports` has a hundred thousand people, and two thousand a second over both runs.
"""

import os
import resource
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

import pytest

from benchmarks.crowd import FAMILIES, GIVEN, MIDDLES
from idp.administration import evidence
from idp.administration.import_ports import Import
from idp.app import open_provider, upgrade_database
from idp.audit.verification import Intact
from idp.provider import Provider
from idp.settings import Settings
from tests.support.scale import count, is_soak
from tests.support.servers import PostgresqlServer
from tests.support.site import ISSUER, TEST_ORIGIN

pytestmark = [pytest.mark.patient, pytest.mark.timeout(180)]

PEOPLE: Final = count("imports")
UNDONE: Final = 1_500  # people: three batches
A_SECOND: Final = 2_000  # people (issue 4)
WITHIN = 600.0 if is_soak() else 60.0  # seconds, for a run of the command
LOOK_EVERY = 0.2 if is_soak() else 0.005  # seconds; looking takes a processor, too

Told = dict[str, str]


@pytest.fixture(name="told", params=["sqlite", "postgresql"])
def _told(request: pytest.FixtureRequest, tmp_path: Path) -> Told:
    """The settings of a provider on either database."""
    told = {"IDP_ISSUER": ISSUER, "IDP_PROFILE": "demonstration", "IDP_VAR": str(tmp_path / "var")}
    if request.param == "postgresql":
        server: PostgresqlServer = request.getfixturevalue("postgresql")
        told["IDP_DATABASE_URL"] = server.database("killed_imports")
    upgrade_database(Settings.from_environment(told))
    return told


@pytest.fixture(name="provider")
def _provider(told: Told) -> Iterator[Provider]:
    """The same database, as seen from here."""
    provider = open_provider(Settings.from_environment(told))
    yield provider
    provider.close()


def written(folder: Path, people: int) -> Path:
    """A file of so many people, with what a citizen signs in by."""
    file = folder / "people.csv"
    lines = [
        f"p{n},citizen,{name_of(n)},p{n}@example.vn,001{n % 2}90{n:06},1990-01-01"
        for n in range(people)
    ]
    header = "username,kind,name,email,personal_number,birthdate"
    file.write_text("\n".join([header, *lines]), encoding="utf-8")
    return file


def name_of(number: int) -> str:
    parts = enumerate((FAMILIES, MIDDLES, GIVEN))
    return " ".join(some[number // 7**place % len(some)] for place, some in parts)


@pytest.mark.soak(name="imports")
def test_an_import_that_is_killed_in_the_middle_goes_on_with_no_line_lost_or_doubled(
    told: Told, provider: Provider, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path, PEOPLE)
    command = ("accounts", "import", str(file))
    begun, used = time.monotonic(), _processor_seconds()
    _killed(told, command, lambda: _present(provider, file).lines_done, PEOPLE // 2)
    _ended(told, command)
    seconds, used = time.monotonic() - begun, _processor_seconds() - used
    done = _present(provider, file)
    assert (done.state, done.accounts, done.skipped) == ("finished", PEOPLE, 0)
    assert _everybody(provider) == Counter(f"p{n}" for n in range(PEOPLE))
    recorded = _recorded(provider)
    assert recorded["account_created"] == PEOPLE
    assert recorded["accounts_import_resumed"] == 1
    if is_soak():
        rates = f"{PEOPLE / seconds:.0f} a second, {PEOPLE / used:.0f} a processor second"
        kind = "PostgreSQL" if "IDP_DATABASE_URL" in told else "SQLite"
        with capsys.disabled():
            sys.stdout.write(f"\n{kind}, killed and resumed: {rates}\n")
        assert PEOPLE / seconds >= A_SECOND


def test_the_undoing_of_an_import_survives_a_kill(
    told: Told, provider: Provider, tmp_path: Path
) -> None:
    file = written(tmp_path, UNDONE)
    _ended(told, ("accounts", "import", str(file)))
    done = _present(provider, file)
    undo = ("accounts", "import", "--undo", done.id)
    _killed(told, undo, lambda: _present(provider, file).removed)
    _ended(told, undo)
    assert _present(provider, file).removed == UNDONE
    assert _everybody(provider) == Counter()
    assert _recorded(provider)["account_erased"] == UNDONE


def _killed(
    told: Told, command: tuple[str, ...], progress: Callable[[], int], beyond: int = 0
) -> None:
    """The command dies once it has come further than this."""
    process = _started(told, command)
    deadline = time.monotonic() + WITHIN
    while progress() <= beyond and time.monotonic() < deadline:
        assert process.poll() is None, "the command ended before it could be killed"
        time.sleep(LOOK_EVERY)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL


def _processor_seconds() -> float:
    """What the commands that have ended took of the processors."""
    took = resource.getrusage(resource.RUSAGE_CHILDREN)
    return took.ru_utime + took.ru_stime


def _ended(told: Told, command: tuple[str, ...]) -> None:
    assert _started(told, command).wait(WITHIN) == 0


def _started(told: Told, command: tuple[str, ...]) -> "subprocess.Popen[bytes]":
    own = {name: value for name, value in os.environ.items() if not name.startswith("IDP_")}
    return subprocess.Popen(
        [str(Path(sys.executable).parent / "idp"), *command],
        env={**own, **told},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _present(provider: Provider, file: Path) -> Import:
    """The import of this file; one that has not begun stands at its beginning."""
    digest = _digest(file)
    with provider.unit(TEST_ORIGIN) as unit:
        known = unit.administration.imports.of_file(digest, str(file))
    if known:
        return known[0]
    return Import(
        id="", digest=digest, file=str(file), layout="csv", operator="", skips=False,
        started_at=0, updated_at=0,
    )  # fmt: skip


@cache
def _digest(file: Path) -> str:
    return sha256(file.read_bytes()).hexdigest()


def _everybody(provider: Provider) -> Counter[str]:
    names: Counter[str] = Counter()
    with provider.unit(TEST_ORIGIN) as unit:
        after = ""
        while page := unit.administration.directory.after(after, None, None):
            names.update(one.username for one in page)
            after = page[-1].id
    return names


def _recorded(provider: Provider) -> Counter[str]:
    """How often each event stands in the trail, whose chain is whole."""
    with provider.unit(TEST_ORIGIN) as unit:
        trail = unit.operations.trail
        assert isinstance(evidence.verified(trail, unit.administration), Intact)
        bodies = [record.body or "" for record in trail.records()]
    return Counter(body.split('"event":"')[1].split('"')[0] for body in bodies)
