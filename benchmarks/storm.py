"""A storm: several people sign in again and again at once, each from a thread of their own."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from benchmarks.flow import FlowBroke, sign_in
from benchmarks.installation import Installation


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
def storm(installed: Installation, people: Sequence[str]) -> Iterator[Storm]:
    """Let these people sign in until the block ends."""
    result = Storm(begun=time.monotonic())
    threads = [
        threading.Thread(target=_again_and_again, args=(installed, name, result)) for name in people
    ]
    for thread in threads:
        thread.start()
    try:
        yield result
    finally:
        result.over.set()
        for thread in threads:
            thread.join()
        result.ended = time.monotonic()


def _again_and_again(installed: Installation, username: str, result: Storm) -> None:
    while not result.over.is_set():
        try:
            _, requests = sign_in(installed, username)
        except (FlowBroke, OSError):
            with result.lock:
                result.refused += 1
            continue
        with result.lock:
            result.sign_ins += 1
            result.requests += requests
