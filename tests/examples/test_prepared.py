"""What `make run` may spare at its second start, and what makes it prepare anew."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from examples.prepared import DATABASE, FILE, MADE, Prepared, keep, recall

BEFORE = Prepared(said="Nguyễn Văn An\n", register_port=8123)


def was_made(var: Path) -> None:
    """What a preparation leaves."""
    for name in (*MADE, DATABASE):
        (var / name).write_text("x")


def test_what_was_prepared_and_left_alone_is_recalled(tmp_path: Path) -> None:
    was_made(tmp_path)
    assert recall(tmp_path) is None
    keep(BEFORE, tmp_path)
    (tmp_path / DATABASE).write_text("somebody signed in")
    assert recall(tmp_path) == BEFORE
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600  # it tells passwords


def longer(file: Path) -> None:
    file.write_text("xy")


def later(file: Path) -> None:
    os.utime(file, ns=(0, file.stat().st_mtime_ns + 1))


@pytest.mark.parametrize(
    ("name", "happens"),
    [
        *((name, happens) for name in MADE for happens in (longer, later, Path.unlink)),
        (DATABASE, Path.unlink),
    ],
)
def test_what_is_missing_or_changed_is_prepared_anew(
    name: str, happens: Callable[[Path], None], tmp_path: Path
) -> None:
    was_made(tmp_path)
    keep(BEFORE, tmp_path)
    happens(tmp_path / name)
    assert recall(tmp_path) is None


def test_another_product_prepares_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    product, var = tmp_path / "product", tmp_path / "var"
    (product / "idp").mkdir(parents=True)
    var.mkdir()
    was_made(var)
    monkeypatch.setattr("examples.prepared.ROOT", product)
    keep(BEFORE, var)
    assert recall(var) == BEFORE
    (product / "idp" / "migration.py").write_text("")
    assert recall(var) is None
