"""Pieces of work made ready by processes beside this one, a few ahead of who takes them.

They are forked, so that they know what this one knows and no key is sent anywhere. They have no
connection of their own and must use none of this one's.
"""

import gc
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, Final, TypeVar

Piece = TypeVar("Piece")
Make = Callable[[int, int], Iterable[Piece]]
"""Makes every so many pieces: of the first number, and of those that lie the second apart."""

MOST: Final = 4  # processes; who takes the pieces keeps up with no more


@contextmanager
def made_ahead(make: Make[Piece]) -> Iterator[Iterator[Piece]]:
    """All pieces in order; what a maker raises is raised here, and all of them end with the block.

    They end by themselves as soon as nobody can take a piece any more, were this process killed.
    """
    fork = get_context("fork")
    pipes = [fork.Pipe(duplex=False) for _ in range(_makers())]
    makers = [
        fork.Process(target=_make, args=(make, pipes, part), daemon=True)
        for part in range(len(pipes))
    ]
    for maker in makers:
        maker.start()
    for _, giving in pipes:
        giving.close()  # who makes is the only one to give: its end is the end of the pieces
    try:
        yield _pieces([taking for taking, _ in pipes])
    finally:
        for taking, _ in pipes:
            taking.close()
        for maker in makers:
            maker.join()


def _makers() -> int:
    """One core is left to who takes the pieces, if there is another."""
    return max(1, min(MOST, len(os.sched_getaffinity(0)) - 1))


def _pieces(pipes: Sequence["Connection[Any, Any]"]) -> Iterator[Any]:
    """The pieces in turn, until one has no more; EOFError where a maker was killed."""
    for taking in cycle(pipes):
        piece, error = taking.recv()
        if error is not None:
            raise error
        if piece is None:
            return
        yield piece


def _make(
    make: Make[object],
    pipes: Sequence[tuple["Connection[Any, Any]", "Connection[Any, Any]"]],
    part: int,
) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # who interrupts all is told of it once
    gc.freeze()  # what is here already is nobody's garbage: it is not walked through again
    mine = pipes[part][1]
    for each in (each for pipe in pipes for each in pipe if each is not mine):
        each.close()
    try:
        for piece in make(part, len(pipes)):
            mine.send((piece, None))
        mine.send((None, None))
    except BrokenPipeError:
        return  # nobody takes them
    except Exception as error:
        mine.send((None, error))
