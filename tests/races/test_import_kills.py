"""`kill -9` in the middle of an import, and of undoing it: no line is lost, none doubled."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from idp.administration import evidence
from idp.administration.import_ports import Import
from idp.app import open_provider, upgrade_database
from idp.audit.verification import Intact
from idp.provider import Provider
from idp.settings import Settings
from tests.support.servers import PostgresqlServer
from tests.support.site import ISSUER, TEST_ORIGIN

pytestmark = [pytest.mark.patient, pytest.mark.timeout(180)]

PEOPLE = 3_000  # six batches
KILLS = 2
WITHIN = 60.0  # seconds, for a run of the command
LOOK_EVERY = 0.005  # seconds

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


@pytest.fixture(name="file")
def _file(tmp_path: Path) -> Path:
    file = tmp_path / "people.csv"
    lines = [f"p{n},citizen,Người {n},p{n}@example.vn" for n in range(PEOPLE)]
    file.write_text("\n".join(["username,kind,name,email", *lines]), encoding="utf-8")
    return file


def test_an_import_and_its_undoing_survive_every_kill(
    told: Told, provider: Provider, file: Path
) -> None:
    command = ("accounts", "import", str(file))
    for _ in range(KILLS):
        _killed(told, command, lambda: _present(provider, file).lines_done)
    _ended(told, command)
    done = _present(provider, file)
    assert (done.state, done.accounts, done.skipped) == ("finished", PEOPLE, 0)
    assert _everybody(provider) == Counter(f"p{n}" for n in range(PEOPLE))
    assert _recorded(provider)["account_created"] == PEOPLE
    assert _recorded(provider)["accounts_import_resumed"] == KILLS

    undo = ("accounts", "import", "--undo", done.id)
    _killed(told, undo, lambda: _present(provider, file).removed)
    _ended(told, undo)
    assert _present(provider, file).removed == PEOPLE
    assert _everybody(provider) == Counter()
    assert _recorded(provider)["account_erased"] == PEOPLE


def _killed(told: Told, command: tuple[str, ...], progress: Callable[[], int]) -> None:
    """The command dies once it has come further than it stood."""
    before = progress()
    process = _started(told, command)
    deadline = time.monotonic() + WITHIN
    while progress() == before and time.monotonic() < deadline:
        assert process.poll() is None, "the command ended before it could be killed"
        time.sleep(LOOK_EVERY)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL


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
    digest = sha256(file.read_bytes()).hexdigest()
    with provider.unit(TEST_ORIGIN) as unit:
        known = unit.administration.imports.of_file(digest, str(file))
    if known:
        return known[0]
    return Import(
        id="", digest=digest, file=str(file), layout="csv", operator="", skips=False,
        started_at=0, updated_at=0,
    )  # fmt: skip


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
