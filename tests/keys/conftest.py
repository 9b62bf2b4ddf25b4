"""A vault, a master key and an opened custody with the two quick algorithms."""

import secrets

import pytest

from keys import Custody, MasterKey, open_custody
from tests.support.vault import MemoryVault

NOW = 1_800_000_000
QUICK = ("ES256", "EdDSA")


@pytest.fixture
def vault() -> MemoryVault:
    """An empty vault."""
    return MemoryVault()


@pytest.fixture
def master() -> MasterKey:
    """A fresh master key."""
    return MasterKey(secret=secrets.token_bytes(32))


@pytest.fixture
def custody(vault: MemoryVault, master: MasterKey) -> Custody:
    """The vault opened at NOW."""
    return open_custody(vault, master, now=NOW, algorithms=QUICK)
