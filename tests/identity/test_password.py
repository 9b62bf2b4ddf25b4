"""Passwords (`identity.md`, factors; EN-02, DS-01)."""

import threading
import unicodedata
from collections.abc import Iterator

import pytest
from argon2 import extract_parameters

from idp.identity.factors.password import (
    DEFAULT_COST,
    Busy,
    Cost,
    Differs,
    HashingPool,
    Matches,
    normalised,
)
from idp.identity.ports import PasswordHash
from keys import Custody
from tests.identity.world import PASSWORD, new_custody
from tests.support.cost import CHEAP


def stored(pool: HashingPool, password: str = PASSWORD) -> PasswordHash:
    hashed = pool.hash(password)
    assert not isinstance(hashed, Busy)
    return hashed


def test_a_password_is_known_again_in_either_normal_form(hashing: HashingPool) -> None:
    typed = unicodedata.normalize("NFD", PASSWORD)
    assert typed != PASSWORD
    assert hashing.verify(stored(hashing), typed) == Matches(outdated=False)


def test_another_password_and_an_unknown_account_look_the_same(hashing: HashingPool) -> None:
    assert hashing.verify(stored(hashing), "mùa-thu-1980") == Differs()
    assert hashing.verify(None, PASSWORD) == Differs()


def test_a_damaged_hash_opens_nothing(hashing: HashingPool) -> None:
    assert hashing.verify(PasswordHash("$argon2id$damaged"), PASSWORD) == Differs()


def test_the_hash_is_argon2id_at_19_mib_two_passes_one_lane(custody: Custody) -> None:
    pool = HashingPool(custody, threads=1)
    parameters = extract_parameters(stored(pool))
    pool.close()
    assert (parameters.memory_cost, parameters.time_cost, parameters.parallelism) == (19456, 2, 1)
    assert Cost(memory=19456, passes=2, lanes=1) == DEFAULT_COST


def test_a_pool_at_rest_tells_of_no_load(hashing: HashingPool) -> None:
    stored(hashing)
    assert hashing.load == (0, 0)


def test_a_stolen_hash_is_useless_without_the_pepper(hashing: HashingPool) -> None:
    elsewhere = HashingPool(new_custody(), threads=1, cost=CHEAP)
    assert elsewhere.verify(stored(hashing), PASSWORD) == Differs()
    elsewhere.close()


def test_a_hash_of_yesterdays_cost_is_right_and_outdated(
    custody: Custody, hashing: HashingPool
) -> None:
    dearer = HashingPool(custody, threads=1, cost=Cost(memory=16, passes=2))
    assert dearer.verify(stored(hashing), PASSWORD) == Matches(outdated=True)
    dearer.close()


@pytest.mark.parametrize(
    "password",
    ["x" * 1025, "x" * 1_000_000, "\N{FACE WITH TEARS OF JOY}" * 1024 + "x", "short", "\ud800" * 9],
)
def test_no_thread_is_asked_about_lengths_that_no_password_has(
    custody: Custody, password: str
) -> None:
    pool = HashingPool(custody, threads=1, cost=CHEAP)
    pool.close()  # a closed pool would raise
    assert pool.verify(PasswordHash("anything"), password) == Differs()
    with pytest.raises(ValueError, match="not checked"):
        pool.hash(password)


def test_the_longest_passwords_are_1024_characters_and_4096_bytes() -> None:
    assert normalised("x" * 1024) is not None
    assert normalised("\N{FACE WITH TEARS OF JOY}" * 1024) is not None
    assert normalised("a\N{COMBINING CIRCUMFLEX ACCENT}\N{COMBINING DOT BELOW}" * 1024) is not None
    assert normalised("\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}" * 100) is None


@pytest.fixture
def busy_pool(custody: Custody) -> Iterator[HashingPool]:
    pool = HashingPool(custody, threads=1, patience=0.05, cost=CHEAP)
    started, go_on = threading.Event(), threading.Event()

    def occupy() -> None:
        started.set()
        go_on.wait(10)

    occupier = threading.Thread(target=lambda: pool._run(occupy))
    occupier.start()
    assert started.wait(10)
    yield pool
    go_on.set()
    occupier.join()
    pool.close()


def test_who_would_wait_too_long_is_told_that_we_are_busy(busy_pool: HashingPool) -> None:
    assert busy_pool.verify(None, PASSWORD) == Busy()
    assert busy_pool.hash(PASSWORD) == Busy()


def test_many_at_once_are_all_served_by_few_threads(hashing: HashingPool) -> None:
    known = stored(hashing)
    verdicts: list[object] = []
    threads = [
        threading.Thread(target=lambda: verdicts.append(hashing.verify(known, PASSWORD)))
        for _ in range(40)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert verdicts == [Matches(outdated=False)] * 40


def test_the_first_password_costs_the_same_for_nobody_and_for_somebody(
    custody: Custody, hashing: HashingPool
) -> None:
    """EN-02: a pool that nobody made ready hashes its decoy for either of them."""
    for stored in (None, hashing.hash(PASSWORD)):
        pool = HashingPool(custody, threads=1, cost=CHEAP)
        assert pool.seconds_each() == 0
        assert not isinstance(stored, Busy)
        pool.verify(stored, PASSWORD)
        assert pool.seconds_each() > 0
        pool.close()
