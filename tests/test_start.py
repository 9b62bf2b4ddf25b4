"""A start that would be unsafe does not happen: one line that names the setting, status 1."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.ports import free_port
from tests.support.typed import idp

ROOT = Path(__file__).parents[1]
IDP = str(Path(sys.executable).parent / "idp")
ISSUER = {"IDP_ISSUER": "https://id.example.vn"}
COMMANDS = (("serve", "--bind", "127.0.0.1:1"), ("worker",), ("database", "upgrade"))


def _started(
    command: tuple[str, ...], folder: Path, told: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    """What `idp …` says and ends with; nothing of this process's own settings reaches it."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("IDP_")}
    return subprocess.run(
        [IDP, *command],
        env={**own, "IDP_VAR": str(folder), **told},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def _is_one_line_that_names(name: str, status: object, out: str, err: str) -> None:
    assert status == 1
    assert out == ""
    assert err.count("\n") == 1
    assert err.startswith(name)
    assert "Traceback" not in err


def _refused(
    name: str, folder: Path, told: dict[str, str], command: tuple[str, ...] = COMMANDS[0]
) -> str:
    """It ends before it begins, with one line that names this setting; return the line."""
    done = idp(*command, told={"IDP_VAR": str(folder), **told}, folder=folder)
    _is_one_line_that_names(name, done.status, done.out, done.err)
    return done.err


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_production_speaks_https_alone(tmp_path: Path, command: tuple[str, ...]) -> None:
    """OIDC Discovery §3; every kind of process says so, in a process of its own."""
    ended = _started(command, tmp_path, {"IDP_ISSUER": "http://id.example.vn"})
    _is_one_line_that_names("IDP_ISSUER", ended.returncode, ended.stdout, ended.stderr)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("IDP_ISSUER", {}),
        ("IDP_ISSUER", {"IDP_ISSUER": "https://id.example.vn/"}),
        ("IDP_ISSUER", {"IDP_ISSUER": "http://id.example.vn", "IDP_PROFILE": "demonstration"}),
        ("IDP_PROFILE", {**ISSUER, "IDP_PROFILE": "trial"}),
        ("IDP_ISUER", {**ISSUER, "IDP_ISUER": "https://id.example.vn"}),
        ("IDP_CONFIG", {"IDP_CONFIG": "nowhere.toml"}),
        ("IDP_TRUSTED_PROXIES", {**ISSUER, "IDP_TRUSTED_PROXIES": "everybody"}),
        ("IDP_MASTER_KEY_FILE", ISSUER),
        ("FLASK_DEBUG", {**ISSUER, "FLASK_DEBUG": "1"}),
        ("AUTHLIB_INSECURE_TRANSPORT", {**ISSUER, "AUTHLIB_INSECURE_TRANSPORT": "1"}),
    ],
    ids=str,
)
def test_what_is_wrong_is_named_first(tmp_path: Path, name: str, told: dict[str, str]) -> None:
    """The operator reads one line and knows which setting to change."""
    _refused(name, tmp_path, told)


def test_an_unknown_name_in_the_file_is_refused_too(tmp_path: Path) -> None:
    """A mistyped setting never falls back to a default in silence."""
    config = tmp_path / "idp.toml"
    config.write_text('issuer = "https://id.example.vn"\nisuer = "x"\n')
    _refused("isuer", tmp_path, {"IDP_CONFIG": str(config)})


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o620])
def test_a_master_key_that_others_may_open_is_not_used(tmp_path: Path, mode: int) -> None:
    """I-10: 0600."""
    key = tmp_path / "master.key"
    key.write_text("A" * 43 + "\n")
    key.chmod(mode)
    assert "chmod 600" in _refused("IDP_MASTER_KEY_FILE", tmp_path, ISSUER)


@pytest.mark.parametrize("text", ["", "short", "A" * 44, "A" * 86])
def test_a_master_key_of_another_size_is_not_used(tmp_path: Path, text: str) -> None:
    """32 bytes, base64url."""
    told = {"IDP_VAR": str(tmp_path), **_demonstration()}
    assert idp("database", "upgrade", told=told).status == 0
    key = tmp_path / "master.key"
    key.unlink(missing_ok=True)
    key.write_text(text)
    key.chmod(0o600)
    _refused("IDP_MASTER_KEY_FILE", tmp_path, _demonstration(), ("keys", "list"))


def _demonstration() -> dict[str, str]:
    return {"IDP_ISSUER": "http://localhost:8000", "IDP_PROFILE": "demonstration"}


def test_a_database_that_is_behind_is_not_served(tmp_path: Path) -> None:
    """The line says what to run."""
    ended = _started(COMMANDS[0], tmp_path, _demonstration())
    assert ended.returncode == 1
    assert ended.stderr == "The database is behind: run idp database upgrade.\n"


@pytest.mark.parametrize("name", ["PORT", "PORTAL_PORT", "HUB_PORT"])
def test_a_taken_port_stops_the_demonstration(tmp_path: Path, name: str) -> None:
    """`make run` names the port and its variable, and leaves nothing behind."""
    ports = {other: str(free_port()) for other in ("PORT", "PORTAL_PORT", "HUB_PORT")}
    own = {key: value for key, value in os.environ.items() if not key.startswith("IDP_")}
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ports[name] = str(taken.getsockname()[1])
        ended = subprocess.run(
            [sys.executable, "-m", "examples.run"],
            cwd=ROOT,
            env={**own, **ports, "IDP_VAR": str(tmp_path / "var")},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr.count("\n") == 1
    assert ports[name] in ended.stderr
    assert name in ended.stderr
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize("module", ["flask", "alembic", "idp.cli.accounts"])
def test_a_command_pays_only_for_what_it_does(module: str) -> None:
    """A start is mostly imports: pages, migrations and other commands come when they are needed."""
    program = f"import sys, idp.app; sys.exit({module!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0
