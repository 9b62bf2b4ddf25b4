"""The master key comes from one private file, or the product does not start."""

import os
import stat
from pathlib import Path

import pytest

from keys import KeyMaterialError, MasterKey, create_master_key, read_master_key
from keys.compact import encode_segment

GOOD = encode_segment(bytes(range(32)))


def _file(folder: Path, content: bytes, mode: int = 0o600) -> Path:
    path = folder / "master.key"
    path.write_bytes(content)
    path.chmod(mode)
    return path


@pytest.mark.parametrize("ending", [b"", b"\n", b"=", b"=\r\n"])
def test_a_private_file_with_32_bytes_is_read(tmp_path: Path, ending: bytes) -> None:
    assert read_master_key(_file(tmp_path, GOOD + ending)).secret == bytes(range(32))


@pytest.mark.parametrize("mode", [0o640, 0o620, 0o604, 0o602, 0o666, 0o644])
def test_a_file_open_to_group_or_others_is_refused(tmp_path: Path, mode: int) -> None:
    path = _file(tmp_path, GOOD, mode)
    with pytest.raises(KeyMaterialError, match=r"IDP_MASTER_KEY_FILE.*open to group or others"):
        read_master_key(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyMaterialError, match=r"IDP_MASTER_KEY_FILE.*not readable"):
        read_master_key(tmp_path / "absent")


@pytest.mark.parametrize(
    "content", [b"", b"\n", GOOD[:-1], GOOD + b"A", GOOD + b"\n" + GOOD, b"\xff" * 43, b"A" * 999]
)
def test_any_other_content_is_refused_and_never_repeated(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(KeyMaterialError, match=r"IDP_MASTER_KEY_FILE.*32 bytes") as refusal:
        read_master_key(_file(tmp_path, content))
    assert GOOD.decode()[:20] not in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_folder_or_a_named_pipe_is_no_master_key(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)
    for path in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(KeyMaterialError, match="not a regular file"):
            read_master_key(path)


def test_a_created_master_key_is_private_and_can_be_read_back(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    created = create_master_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_master_key(path).secret == created.secret


def test_an_existing_file_is_never_overwritten(tmp_path: Path) -> None:
    path = _file(tmp_path, GOOD)
    with pytest.raises(KeyMaterialError, match="not created"):
        create_master_key(path)
    assert path.read_bytes() == GOOD


def test_a_master_key_opens_only_the_root_that_it_sealed() -> None:
    mine, other = MasterKey(secret=bytes(32)), MasterKey(secret=bytes(range(32)))
    assert mine.open_root(mine.seal_root(b"root")) == b"root"
    with pytest.raises(KeyMaterialError, match="does not open the vault"):
        other.open_root(mine.seal_root(b"root"))


def test_a_master_key_of_another_length_is_refused() -> None:
    with pytest.raises(KeyMaterialError):
        MasterKey(secret=bytes(16))


def test_a_master_key_shows_no_secret() -> None:
    assert repr(MasterKey(secret=bytes(32))) == "***"
