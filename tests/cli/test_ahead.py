"""Pieces made by processes beside this one: in order, with their errors, and no process left."""

import os
import signal
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from idp.cli.ahead import made_ahead

LONGEST = 10.0  # seconds for a process to be gone


def numbers(part: int, parts: int) -> Iterator[int]:
    yield from range(part, 100, parts)


def endless(part: int, parts: int) -> Iterator[bytes]:
    for _ in count(part, parts):
        yield b"x" * 100_000  # more than a pipe holds


def broken(part: int, parts: int) -> Iterator[int]:
    for number in range(part, 100, parts):
        if number == 7:
            raise ValueError("the seventh")
        yield number


def killed(part: int, parts: int) -> Iterator[int]:
    yield from range(part, 7, parts)
    os.kill(os.getpid(), signal.SIGKILL)


def children() -> set[str]:
    return set(Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split())


@pytest.fixture(autouse=True)
def _nobody_is_left() -> Iterator[None]:
    before = children()
    yield
    assert children() <= before


def test_the_pieces_come_in_order() -> None:
    with made_ahead(numbers) as made:
        assert list(made) == list(range(100))


def test_what_a_maker_raises_is_raised_in_its_place() -> None:
    taken = []
    with pytest.raises(ValueError, match="the seventh"), made_ahead(broken) as made:
        for number in made:
            taken.append(number)
    assert taken == list(range(7))


def test_who_takes_no_more_waits_for_nobody() -> None:
    with made_ahead(endless) as made:
        assert len(next(made)) == 100_000


def test_a_maker_that_is_killed_is_no_end() -> None:
    with pytest.raises(EOFError), made_ahead(killed) as made:
        list(made)


def test_the_makers_end_when_the_taker_is_killed() -> None:
    reading, writing = os.pipe()
    taker = os.fork()
    if taker == 0:
        with made_ahead(endless) as made:
            next(made)
            os.write(writing, " ".join(children()).encode())
            time.sleep(LONGEST)
        os._exit(0)
    os.close(writing)
    makers = os.read(reading, 1000).decode().split()
    os.close(reading)
    os.kill(taker, signal.SIGKILL)
    os.waitpid(taker, 0)
    deadline = time.monotonic() + LONGEST
    while any(map(runs, makers)) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert makers and not any(map(runs, makers))


def runs(process: str) -> bool:
    """Whether it has not ended; one that nobody waited for has."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2][:1]
    except OSError:
        return False
    return state != "Z"
