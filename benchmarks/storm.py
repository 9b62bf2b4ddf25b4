"""A storm: several people sign in again and again at once, each from a thread of their own."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from queue import Empty, SimpleQueue

from benchmarks.flow import FlowBroke, Shown, Typed, sign_in
from benchmarks.installation import Holder, Installation
from idp.identity.factors import totp


@dataclass(slots=True)
class Storm:
    """What a storm came to; complete when it is over."""

    sign_ins: int = 0
    requests: int = 0
    refused: int = 0
    begun: float = 0.0
    ended: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def per_second(self) -> float:
        """Sign-ins that succeeded in a second."""
        return self.sign_ins / (self.ended - self.begun)


@contextmanager
def storm_of_holders(installed: Installation, threads: int) -> Iterator[Storm]:
    """Let people with a code sign in, each once, until the block ends or nobody is left."""
    result = Storm(begun=time.monotonic())
    left = SimpleQueue[Holder]()
    for holder in installed.holders:
        left.put(holder)
    with _running(threads, partial(_one_after_another, installed, left, result), result):
        yield result


@contextmanager
def storm(installed: Installation, people: Sequence[Shown]) -> Iterator[Storm]:
    """Let these people sign in, each again and again, until the block ends."""
    result = Storm(begun=time.monotonic())
    left = iter(people)
    with _running(len(people), lambda: _again_and_again(installed, next(left), result), result):
        yield result


@contextmanager
def _running(number: int, work: Callable[[], None], result: Storm) -> Iterator[None]:
    threads = [threading.Thread(target=work) for _ in range(number)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        result.over.set()
        for thread in threads:
            thread.join()
        result.ended = time.monotonic()


def _again_and_again(installed: Installation, shown: Shown, result: Storm) -> None:
    while not result.over.is_set():
        _signed_in(installed, shown, result)


def _one_after_another(installed: Installation, left: "SimpleQueue[Holder]", result: Storm) -> None:
    while not result.over.is_set():
        try:
            holder = left.get_nowait()
        except Empty:
            return
        step = int(time.clock_gettime(time.CLOCK_REALTIME)) // totp.STEP
        code = holder.seed.code_at(step)
        _signed_in(installed, Typed(username=holder.username, otp=code), result)


def _signed_in(installed: Installation, shown: Shown, result: Storm) -> None:
    try:
        _, requests = sign_in(installed, shown)
    except (FlowBroke, OSError):
        with result.lock:
            result.refused += 1
        return
    with result.lock:
        result.sign_ins += 1
        result.requests += requests
