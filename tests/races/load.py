"""Sign-ins and token requests without pause, and a note of all that was acknowledged."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPException
from queue import Empty, Queue
from typing import TypeVar

from tests.races.browsing import Browser, Code, send
from tests.races.serving import Serving
from tests.support.site import TestClient, TestPerson

Done = TypeVar("Done")


@dataclass(slots=True, kw_only=True)
class Acknowledged:
    """What the provider said had happened; `successes` counts the 200s of each code."""

    signed_in: list[tuple[TestPerson, Browser]] = field(default_factory=list)
    codes: dict[str, Code] = field(default_factory=dict)
    successes: dict[str, int] = field(default_factory=dict)
    failures: list[tuple[float, str]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    bugs: list[BaseException] = field(default_factory=list)

    def note_redeemed(self, code: Code) -> None:
        """A redemption of this code was answered with 200."""
        self.codes[code.code] = code
        self.successes[code.code] = self.successes.get(code.code, 0) + 1
        self.times.append(time.monotonic())

    def note_failure(self, reason: str) -> None:
        """The service was not normal at this moment."""
        self.failures.append((time.monotonic(), reason))


class Unavailable(Exception):
    """The provider said that it cannot answer now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """Who does what in the background, until `stop` is set."""

    serving: Serving
    client: TestClient
    people: Queue[TestPerson]
    regular: list[TestPerson]
    noted: Acknowledged = field(default_factory=Acknowledged)
    stop: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def running(self) -> Iterator[Acknowledged]:
        """The load is on inside, and every thread of it has ended after."""
        works: list[Callable[[], None]] = [self._sign_people_in]
        works += [partial(self._redeem, person) for person in self.regular]
        threads = [threading.Thread(target=self._guarded, args=(work,)) for work in works]
        for thread in threads:
            thread.start()
        try:
            yield self.noted
        finally:
            self.stop.set()
            for thread in threads:
                thread.join()

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:
            self.noted.bugs.append(error)

    def _sign_people_in(self) -> None:
        """Each of the people once: a session, a consent and a code, or a fresh attempt."""
        while not self.stop.is_set():
            try:
                person = self.people.get_nowait()
            except Empty:
                return
            while not self.stop.is_set():
                browser = Browser(self.serving)
                if self._try(partial(browser.code, self.client, person)):
                    self.noted.signed_in.append((person, browser))
                    break
                browser.close()

    def _redeem(self, person: TestPerson) -> None:
        """One browser that stays signed in; its client shows each code until it is answered."""
        browser = Browser(self.serving)
        while not self.stop.is_set():
            code = self._try(partial(browser.code, self.client, person))
            while code is not None and self._try(partial(self._show, browser, code)) is None:
                if self.stop.is_set():
                    break
        browser.close()

    def _show(self, browser: Browser, code: Code) -> int:
        answer = send(browser.connection, browser.host, code.redemption())
        if answer.status == 200:
            self.noted.note_redeemed(code)
        elif answer.status != 400:  # a retry of what had happened when the worker died
            raise Unavailable(f"token: {answer.status}")
        return answer.status

    def _try(self, step: Callable[[], Done]) -> Done | None:
        try:
            return step()
        except (OSError, HTTPException, Unavailable, AssertionError) as error:
            self.noted.note_failure(f"{type(error).__name__}: {str(error)[:300]}")
            time.sleep(0.02)
            return None
