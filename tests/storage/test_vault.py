"""The vault in a database keeps the contract of `keys.Vault`: of two writers, one wins."""

import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from idp.storage import Storage
from keys import MasterKey, SealedKey, Vault, open_custody
from tests.storage.records import NOW
from tests.support.vault import MemoryVault

KEY = SealedKey(
    kid="kid-1",
    algorithm="ES256",
    purpose="token",
    public_jwk="{}",
    announced_at=NOW,
    active_from=NOW + 600,
    sealed=b"\x01sealed",
)


@pytest.fixture(params=["memory", "sqlite", "postgresql"], name="vault")
def _vault(request: pytest.FixtureRequest) -> Vault:
    if request.param == "memory":
        return MemoryVault()
    storage: Storage = request.getfixturevalue(f"{request.param}_storage")
    return storage.vault


def test_the_first_root_stays(vault: Vault) -> None:
    assert vault.root() is None
    assert vault.keep_root(b"first") == b"first"
    assert vault.keep_root(b"second") == b"first"
    assert vault.root() == b"first"
    assert vault.replace_root(b"third", expected_version=vault.version())
    assert not vault.replace_root(b"fourth", expected_version=vault.version() - 1)
    assert vault.root() == b"third"


def test_keys_are_kept_by_kid_on_the_version_they_were_decided_on(vault: Vault) -> None:
    version = vault.version()
    other = replace(KEY, kid="kid-2", announced_at=NOW + 1)
    assert vault.keep_keys([KEY, other], expected_version=version)
    assert vault.version() == version + 1
    assert not vault.keep_keys([replace(KEY, sealed=None)], expected_version=version)
    retired = replace(KEY, retired_at=NOW + 900, sealed=None)
    assert vault.keep_keys([retired], expected_version=version + 1)
    assert list(vault.keys()) == [retired, other]


def test_of_sixteen_processes_one_changes_the_keys(storage: Storage) -> None:
    def keep(number: int) -> bool:
        key = replace(KEY, kid=f"kid-{number}")
        return storage.vault.keep_keys([key], expected_version=0)

    with ThreadPoolExecutor(16) as threads:
        assert list(threads.map(keep, range(16))).count(True) == 1
    assert len(storage.vault.keys()) == 1
    assert storage.vault.version() == 1


def test_custody_opens_on_it_twice_with_the_same_keys(storage: Storage) -> None:
    master = MasterKey(secret=secrets.token_bytes(32))
    first = open_custody(storage.vault, master, now=NOW, algorithms=("ES256",))
    second = open_custody(storage.vault, master, now=NOW, algorithms=("ES256",))
    assert first.ring == second.ring
    assert first.derive("csrf") == second.derive("csrf")
