"""A document on another server, remembered for as long as that server allows.

Kept on past its time while the server cannot be reached: its silence is not ours. Next:
`provider.py`, which remembers the metadata and the keys of the provider.
"""

import re
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

import requests

Json = dict[str, object]
Document = TypeVar("Document")

TIMEOUT = (3.0, 5.0)  # seconds to connect, seconds to read
PAUSE_WITHOUT = 1.0  # seconds between attempts while nothing was ever read
PAUSE_BETWEEN_RENEWALS = (
    30.0  # seconds: a flood of unknown `kid`s must not become a flood of fetches
)
DEFAULT_MAX_AGE = 300  # seconds, where the server names none

_MAX_AGE = re.compile(r"\bmax-age=(\d{1,9})\b")


class Unreachable(Exception):
    """The document was never read, and cannot be read now."""


def read_json(url: str) -> tuple[Json, int]:
    """The JSON object at `url`, and the seconds for which it stays fresh (RFC 9111 §5.2.2.1).

    Raises Unreachable for every way in which that can fail. Redirects are not followed.
    """
    try:
        answer = requests.get(url, timeout=TIMEOUT, allow_redirects=False)
        answer.raise_for_status()
        body: object = answer.json()
    except (requests.RequestException, ValueError) as error:
        raise Unreachable(f"{url} did not answer") from error
    if answer.status_code != requests.codes.ok or not isinstance(body, dict):
        raise Unreachable(f"{url} did not answer with a JSON object")
    named = _MAX_AGE.search(answer.headers.get("Cache-Control", ""))
    return body, int(named.group(1)) if named else DEFAULT_MAX_AGE


class Remembered(Generic[Document]):
    """The last reading of one document. Safe among threads; `clock` gives monotonic seconds."""

    def __init__(
        self, read: Callable[[], tuple[Document, int]], clock: Callable[[], float]
    ) -> None:
        self._read = read
        self._clock = clock
        self._lock = threading.Lock()
        self._document: Document | None = None
        self._read_again_at = clock()
        self._renew_again_at = clock()

    @property
    def is_there(self) -> bool:
        """Whether the document was ever read."""
        return self._document is not None

    def value(self) -> Document:
        """The document, read again when it is stale; the old one if that fails.

        Only one thread reads: the others go on with what is there, or wait if nothing is.
        """
        is_stale = self._clock() >= self._read_again_at
        if is_stale and self._lock.acquire(blocking=self._document is None):
            try:
                if self._clock() >= self._read_again_at:
                    self._try_to_read()
            finally:
                self._lock.release()
        if self._document is None:
            raise Unreachable("nothing was ever read")
        return self._document

    def renewed(self) -> Document:
        """The document, read again although it is fresh, at most every 30 s.

        Threads that ask meanwhile wait for the one that reads, so that all see the new document.
        """
        with self._lock:
            if self._clock() >= self._renew_again_at:
                self._renew_again_at = self._clock() + PAUSE_BETWEEN_RENEWALS
                self._try_to_read()
        return self.value()

    def _try_to_read(self) -> None:
        try:
            self._document, fresh_for = self._read()
        except Unreachable:
            never = self._document is None
            pause = PAUSE_WITHOUT if never else PAUSE_BETWEEN_RENEWALS
            self._read_again_at = self._clock() + pause
        else:
            self._read_again_at = self._clock() + fresh_for
