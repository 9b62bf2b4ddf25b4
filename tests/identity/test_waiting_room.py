"""The waiting room: a crowd waits before the form, in order, and who has the form goes first."""

from dataclasses import dataclass

import pytest

from idp.identity.factors.password import Busy, HashingPool
from idp.identity.waiting_room import MOST_UNDER_WAY, WaitingRoom
from keys import Custody
from tests.identity.world import PASSWORD
from tests.support.cost import CHEAP

NOW = 1_800_000_000
EACH = 0.025  # seconds


@dataclass(slots=True)
class Threads:
    """So many passwords wait."""

    waiting: int = 0

    def seconds_ahead(self) -> float:
        return self.waiting * EACH

    def seconds_each(self) -> float:
        return EACH


def test_nobody_waits_while_passwords_do_not() -> None:
    calm = WaitingRoom(Threads(waiting=39))
    assert {calm.turn(NOW, NOW) for _ in range(10_000)} == {NOW}


def test_no_more_are_admitted_than_the_threads_serve_in_five_seconds() -> None:
    room = WaitingRoom(Threads(waiting=60))
    turns = [room.turn(NOW, NOW) for _ in range(1_000)]
    admitted = turns.count(NOW)
    assert admitted == pytest.approx((MOST_UNDER_WAY - 60 * EACH) / EACH, abs=1)
    assert turns == sorted(turns)
    # Afterwards as many in each second as the threads serve in one: an honest wait.
    assert turns.count(NOW + 5) == pytest.approx(1 / EACH, abs=1)
    assert turns[-1] == pytest.approx(NOW + 1_000 * EACH - 3.5, abs=1)


def test_who_had_the_form_before_the_crowd_came_goes_first() -> None:
    room = WaitingRoom(Threads(waiting=300))
    assert room.turn(NOW, NOW) > NOW
    assert room.turn(NOW - 1, NOW) == NOW
    assert room.turn(NOW + 1, NOW + 1) > NOW + 1


def test_when_the_crowd_has_gone_nobody_is_counted_any_more() -> None:
    threads = Threads(waiting=300)
    room = WaitingRoom(threads)
    for _ in range(5_000):
        room.turn(NOW, NOW)
    threads.waiting = 0
    assert room.turn(NOW + 1, NOW + 1) == NOW + 1


def test_time_that_passes_makes_room() -> None:
    room = WaitingRoom(Threads(waiting=60))
    first = [room.turn(NOW, NOW) for _ in range(500)][-1]
    assert room.turn(NOW + 60, NOW + 60) == NOW + 60
    assert first < NOW + 60


def test_the_pool_knows_how_long_its_queue_is(custody: Custody) -> None:
    pool = HashingPool(custody, threads=2, cost=CHEAP)
    assert pool.seconds_ahead() == 0
    assert pool.verify(None, PASSWORD) is not None
    assert pool.seconds_each() > 0
    pool._under_way = 12
    assert pool.seconds_ahead() == pytest.approx(10 * pool.seconds_each())
    pool.close()


def test_who_would_wait_too_long_is_told_at_once(custody: Custody) -> None:
    """DS-01."""
    pool = HashingPool(custody, threads=1, patience=60, cost=CHEAP)
    pool.get_ready()
    pool._under_way, pool._seconds = 4_000, 0.025
    assert pool.verify(None, PASSWORD) == Busy()
    pool.close()
