"""The operator's list of breached passwords is searched where it lies."""

import os
import re
import secrets
import subprocess
from collections.abc import Iterable
from hashlib import sha1
from pathlib import Path

import pytest

from idp.identity.ports import StoreUnavailable
from idp.storage.breached_list import BreachedList
from tests.architecture.source import ROOT

STOLEN = ("123456", "mật khẩu", "cá chép hóa rồng", "correct horse battery staple")


def hash_of(password: str) -> str:
    return sha1(password.encode(), usedforsecurity=False).hexdigest()


def a_list(folder: Path, lines: Iterable[str], end: str = "\n") -> Path:
    file = folder / "breached.txt"
    file.write_bytes("".join(line + end for line in lines).encode())
    return file


@pytest.mark.parametrize("others", [0, 1, 2, 500])
@pytest.mark.parametrize("form", ["{}", "{}:17", "{}:3730471"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("capital", [True, False])
def test_what_is_on_the_list_is_found_and_nothing_else(
    tmp_path: Path, others: int, form: str, end: str, capital: bool
) -> None:
    hashes = {hash_of(password) for password in STOLEN} | {
        hash_of(secrets.token_hex(8)) for _ in range(others)
    }
    spelled = sorted(one.upper() if capital else one for one in hashes)
    breached = BreachedList(a_list(tmp_path, map(form.format, spelled), end))
    assert all(breached.holds(password) for password in STOLEN)
    assert not any(breached.holds(f"{password} ") for password in STOLEN)
    breached.close()


def test_every_place_of_a_list_is_reached_with_and_without_a_last_line_end(tmp_path: Path) -> None:
    passwords = [f"word {number}" for number in range(50)]
    lines = sorted(
        f"{hash_of(one).upper()}:{'9' * (number % 8)}" for number, one in enumerate(passwords)
    )
    for text in ("\n".join(lines), "\n".join(lines) + "\n"):
        file = tmp_path / "breached.txt"
        file.write_text(text)
        breached = BreachedList(file)
        assert all(breached.holds(one) for one in passwords)
        assert not breached.holds("word 50")
        breached.close()


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["123456"],
        [hash_of("b"), "x" * 40],
        ["F" * 40, "A" * 40],
        ["A" * 40 + ":" + "1" * 400, "F" * 40],
        [hash_of(str(number)) for number in range(200)],
    ],
    ids=["empty", "plain", "no hash", "unsorted", "long line", "many unsorted"],
)
def test_what_is_no_sorted_list_is_refused_at_the_start(tmp_path: Path, lines: list[str]) -> None:
    with pytest.raises(ValueError, match="line"):
        BreachedList(a_list(tmp_path, lines))


def test_a_list_that_shrinks_or_is_damaged_later_says_so(tmp_path: Path) -> None:
    """I-04: a check that cannot be made is not skipped."""
    file = a_list(tmp_path, sorted(hash_of(str(number)) for number in range(400)))
    breached = BreachedList(file)
    file.write_bytes(b"-" * file.stat().st_size)
    with pytest.raises(StoreUnavailable):
        breached.holds("1")
    breached.close()
    with pytest.raises(StoreUnavailable):
        breached.holds("1")


def test_the_recipe_of_the_documents_makes_such_a_list(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "operations" / "passwords.md").read_text("utf-8")
    recipe = re.search(r"^ *```\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL)
    assert recipe is not None
    (tmp_path / "passwords.txt").write_text("\n".join(STOLEN) + "\n", "utf-8")
    subprocess.run(["bash", "-c", recipe[1]], cwd=tmp_path, check=True, env=dict(os.environ))
    breached = BreachedList(tmp_path / "breached.txt")
    assert all(breached.holds(password) for password in STOLEN)
    breached.close()
