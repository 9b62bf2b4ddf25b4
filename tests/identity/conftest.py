"""One custody and one hashing pool for the folder; a fresh world for every test."""

from collections.abc import Iterator

import pytest

from idp.identity.factors.password import HashingPool
from keys import Custody
from tests.identity.world import World, new_custody
from tests.support.cost import CHEAP


@pytest.fixture(scope="session")
def custody() -> Custody:
    """Keys shared by all worlds."""
    return new_custody()


@pytest.fixture(scope="session")
def hashing(custody: Custody) -> Iterator[HashingPool]:
    """Two hashing threads."""
    pool = HashingPool(custody, threads=2, cost=CHEAP)
    yield pool
    pool.close()


@pytest.fixture
def world(custody: Custody, hashing: HashingPool) -> World:
    """Nobody lives here yet."""
    return World(custody=custody, hashing=hashing)
