"""Racers: threads with a connection each, spread over both workers, that start together."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection, RemoteDisconnected
from threading import Barrier
from typing import TypeVar

from tests.races.browsing import Answered, Sent, send
from tests.races.serving import ANSWER_WITHIN, WORKERS, Serving, answers

Answer = TypeVar("Answer")
CONNECTIONS = 4  # opened for each racer, at most: the kernel chooses the worker, so some in vain


class Racers:
    """As many as there are connections; made by `racers`."""

    def __init__(self, connections: Sequence[HTTPConnection], host: str) -> None:
        self._connections = connections
        self._host = host
        self._start = Barrier(len(connections))
        self._threads = ThreadPoolExecutor(len(connections))

    def race(self, requests: Sequence[Sent]) -> list[Answered]:
        """The answers, none of them late, in the order of the requests: one for each racer."""
        answered = list(self._threads.map(self._run, self._connections, requests))
        slowest = max(answer.seconds for answer in answered)
        assert slowest < ANSWER_WITHIN
        return answered

    def close(self) -> None:
        """Every connection is closed."""
        self._threads.shutdown()
        for connection in self._connections:
            connection.close()

    def _run(self, connection: HTTPConnection, request: Sent) -> Answered:
        # Who waited long for the others was cut meanwhile (DS-02), and is connected anew.
        assert any(answers(connection, f"http://{self._host}") for _ in range(2))
        self._start.wait(ANSWER_WITHIN)
        try:
            return send(connection, self._host, request)
        except RemoteDisconnected:
            # Cut as idle at that very moment. Had it been read, no winner would be seen.
            return send(connection, self._host, request)


@contextmanager
def racers(serving: Serving, number: int) -> Iterator[Racers]:
    """So many racers, as evenly over the workers as the number allows."""
    most = -(-number // WORKERS)
    taken: dict[int, list[HTTPConnection]] = {}
    for _ in range(CONNECTIONS * number):
        if sum(map(len, taken.values())) == number:
            break
        connection = serving.connection()
        worker = serving.worker_of(connection) if answers(connection, serving.issuer) else None
        if worker is None or len(taken.get(worker, ())) == most:
            connection.close()
        else:
            taken.setdefault(worker, []).append(connection)
    assert len(taken) == WORKERS
    connections = [connection for group in taken.values() for connection in group]
    assert len(connections) >= number
    running = Racers(connections[:number], f"localhost:{serving.port}")
    try:
        yield running
    finally:
        running.close()


def together(acts: Sequence[Callable[[], Answer]]) -> list[Answer]:
    """What each answers; they begin at the same moment, in this process."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], Answer]) -> Answer:
        barrier.wait(ANSWER_WITHIN)
        return act()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))
