"""The package holds what is in the tree, starts without it, and is what image and scripts name."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import FOLDERS, PRODUCT, ROOT, tracked_files

BUILT_FROM = ("LICENSE", "pyproject.toml", "setup.cfg")
# Commands of `idp` as image and compose name them: exec form, one list a line.
EXEC_FORM = re.compile(r"^\s*(?:CMD|command:)\s*(\[.*\])\s*$", re.MULTILINE)
START = "import sys; from idp.app import main; sys.argv[0] = 'idp'; sys.exit(main())"


def _run(command: list[str], *, folder: Path, path: Path | None = None) -> str:
    """What a command printed; it ended well."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("IDP_")}
    if path is not None:
        environment["PYTHONPATH"] = str(path)
    ended = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the built and installed product and nothing else."""
    tree = tmp_path_factory.mktemp("tree")
    for path in tracked_files():
        if path.parts[0] in PRODUCT or str(path) in BUILT_FROM:
            (tree / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / path, tree / path)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    alone = ["--no-deps", "--no-index", "--quiet"]
    _run([*pip, "wheel", *alone, "--no-build-isolation", "--wheel-dir", "wheel", "."], folder=tree)
    wheel = next((tree / "wheel").glob("an_tin-*.whl"))
    target = tmp_path_factory.mktemp("installed")
    _run([*pip, "install", *alone, "--target", str(target), str(wheel)], folder=tree)
    return target


def test_everything_of_the_product_is_in_the_package(installed: Path) -> None:
    missing = [
        str(path)
        for path in tracked_files()
        if path.parts[0] in PRODUCT and not (installed / path).is_file()
    ]
    assert not missing


def test_the_package_starts_from_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", START, "--help"]
    assert "serve" in _run(command, folder=tmp_path, path=installed)
    where = [sys.executable, "-c", "import idp; print(idp.__file__)"]
    assert _run(where, folder=tmp_path, path=installed).startswith(str(installed))


def test_every_folder_of_python_is_a_package() -> None:
    folders = {path.parent for path in tracked_files() if path.suffix == ".py"}
    inside = {folder for folder in folders if folder.parts and folder.parts[0] in FOLDERS}
    assert not [str(one) for one in inside if not (ROOT / one / "__init__.py").is_file()]


def _commands() -> list[list[str]]:
    """The subcommands of `idp` that Dockerfile and compose.yaml start, without their options."""
    found = []
    for name in ("Dockerfile", "compose.yaml"):
        for arguments in EXEC_FORM.findall((ROOT / name).read_text(encoding="utf-8")):
            words: list[str] = re.findall(r'"([^"]*)"', arguments)
            options = [word.startswith("-") for word in words]
            found.append(words[: options.index(True)] if True in options else words)
    return [words for words in found if words and not words[0].startswith("redis-")]


def test_the_image_starts_commands_that_exist(installed: Path, tmp_path: Path) -> None:
    assert ["serve"] in _commands()
    assert ["worker"] in _commands()
    for words in _commands():
        _run([sys.executable, "-c", START, *words, "--help"], folder=tmp_path, path=installed)


def test_every_file_that_the_image_copies_exists_and_may_be_copied() -> None:
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    copies = [line.split()[1:-1] for line in lines if line.startswith("COPY ")]
    copied = {word for words in copies if words[0][:2] != "--" for word in words}
    allowed = set((ROOT / ".dockerignore").read_text(encoding="utf-8").split())
    assert copied >= {"requirements.txt", *PRODUCT}
    assert not [name for name in copied if not (ROOT / name).exists()]
    assert not [name for name in copied if f"!{name}" not in allowed]


def test_compose_mounts_only_secrets_and_its_own_volumes() -> None:
    """Nothing of the tree is mounted, so nothing of it can be missing."""
    text = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    files = re.findall(r"\{file: ([^}]+)\}", text)
    assert files
    assert all(name.startswith("secrets/") for name in files)
    assert not re.findall(r'"\.{0,2}/[^"]*:[^"]*"', text)
    assert re.findall(r"build: (.+)", text) == ["."]


def test_every_script_that_make_and_ci_call_exists_and_may_run() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    called = {*re.findall(r"\bmake/[\w-]+", makefile), ".ci/run"}
    written = {str(path) for path in tracked_files() if path.parts[0] == "make"}
    assert called == {*written, ".ci/run"}
    assert all(os.access(ROOT / name, os.X_OK) for name in called)
    targets = set(re.findall(r"\bmake (\w+)", (ROOT / ".ci/run").read_text(encoding="utf-8")))
    assert targets == {"test"}
    assert targets <= set(re.findall(r"^(\w+):", makefile, re.MULTILINE))


def test_make_alone_names_every_command() -> None:
    printed = _run(["make", "--no-print-directory"], folder=ROOT)
    for command in ("run", "code", "test", "check", "soak", "bench", "lock"):
        assert f"make {command}" in printed
