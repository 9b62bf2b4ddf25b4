"""Passwords: normalised, peppered by a keyed hash, then argon2id in a pool of bounded size.

Verifying costs the same whether or not the account exists. Next: `../password_policy.py`.
"""

import os
import secrets
import threading
import time
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, NewType, Protocol, TypeVar

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from idp.identity.ports import PasswordHash
from keys import Custody

Peppered = NewType("Peppered", bytes)
Result = TypeVar("Result")

SHORTEST: Final = 8  # characters: no preset accepts less (NIST SP 800-63B-4 §3.1.1.2)
LONGEST: Final = 1024  # characters after normalisation
LONGEST_BYTES: Final = 4096
_LONGEST_TYPED: Final = 4 * LONGEST  # a decomposed letter takes up to four characters
_REMEMBERED: Final = 32  # hashes, by which one's length is known
_LOWERED: Final = 10  # nice value of hashing threads: token requests come first


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a guess costs: memory in KiB, passes, lanes (OWASP: 19 MiB, 2, 1)."""

    memory: int = 19 * 1024
    passes: int = 2
    lanes: int = 1


DEFAULT_COST: Final = Cost()


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    """It is the password; `outdated` when it should be hashed anew at today's cost."""

    outdated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Differs:
    """It is not the password, or there is no account: nobody can tell which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Busy:
    """Too many hashes are waiting; the request is refused with 503 and may be tried again."""


class Hashing(Protocol):
    """What a request may ask of the hashing threads."""

    def hash(self, password: str) -> PasswordHash | Busy:
        """Return the hash to store."""

    def verify(self, stored: PasswordHash | None, password: str) -> Matches | Differs | Busy:
        """Return whether it is the password; the work is the same where none is stored."""


class HashingPool:
    """Threads that hash, at a lower priority than all others, and a bounded wait for them."""

    def __init__(
        self, custody: Custody, *, threads: int, patience: float = 5.0, cost: Cost = DEFAULT_COST
    ) -> None:
        """Start with nothing hashed; `patience`: how many seconds anybody waits for a thread."""
        self._custody = custody
        self._patience = patience
        self._count = threads
        self._hasher = PasswordHasher(
            time_cost=cost.passes, memory_cost=cost.memory, parallelism=cost.lanes, type=Type.ID
        )
        self._counting = threading.Lock()
        self._under_way = self._in_use = self._refused = 0
        self._places = threading.BoundedSemaphore(threads)
        self._threads = ThreadPoolExecutor(threads, "hashing", initializer=_step_back)
        self._decoy = ""
        self._seconds = 0.0  # of one hash, lately

    def get_ready(self) -> None:
        """The decoy is hashed, and how long one hash takes is known; a server begins with it.

        A command that hashes nothing does not pay for it. The first password does, whosever it is.
        """
        if not self._decoy:
            begun = time.monotonic()
            self._decoy = self._hasher.hash(secrets.token_bytes(32))
            self._seconds = time.monotonic() - begun

    @property
    def load(self) -> tuple[int, int]:
        """How many hashes are being made now, and how many were refused since the start."""
        return self._in_use, self._refused

    def close(self) -> None:
        """No thread is left."""
        self._threads.shutdown()

    def hash(self, password: str) -> PasswordHash | Busy:
        """The hash to store; ValueError for a password whose length no policy accepts."""
        peppered = self._peppered(password)
        if peppered is None:
            raise ValueError("the length of this password was not checked")
        hashed = self._run(lambda: self._hasher.hash(peppered))
        return hashed if isinstance(hashed, Busy) else PasswordHash(hashed)

    def verify(self, stored: PasswordHash | None, password: str) -> Matches | Differs | Busy:
        """Whether it is the password; without a stored one the work is the same (EN-01, EN-02).

        Lengths that no password has are refused before any hashing (DS-01).
        """
        peppered = self._peppered(password)
        if peppered is None:
            return Differs()
        is_right = self._run(
            lambda: self._holds(self._decoy if stored is None else stored, peppered)
        )
        if isinstance(is_right, Busy):
            return is_right
        if stored is None or not is_right:
            return Differs()
        return Matches(outdated=self._hasher.check_needs_rehash(stored))

    def _peppered(self, password: str) -> Peppered | None:
        normal = normalised(password)
        if normal is None or len(normal) < SHORTEST:
            return None
        return Peppered(self._custody.keyed_hash("password_pepper", normal.encode()))

    def _holds(self, stored: str, peppered: Peppered) -> bool:
        try:
            return self._hasher.verify(stored, peppered)
        except (VerificationError, InvalidHashError):
            return False

    def seconds_ahead(self) -> float:
        """How long the passwords that wait for a thread at this moment will take."""
        return max(0, self._under_way - self._count) * self.seconds_each()

    def seconds_each(self) -> float:
        """How long one more password adds to that."""
        return self._seconds / self._count

    def _run(self, work: Callable[[], Result]) -> Result | Busy:
        self.get_ready()
        with self._counting:
            if self.seconds_ahead() > self._patience:
                self._refused += 1
                return Busy()
            self._under_way += 1
        try:
            return self._run_in_turn(work)
        finally:
            with self._counting:
                self._under_way -= 1

    def _run_in_turn(self, work: Callable[[], Result]) -> Result | Busy:
        if not self._places.acquire(timeout=self._patience):
            with self._counting:
                self._refused += 1
            return Busy()
        try:
            with self._counting:
                self._in_use += 1
            begun = time.monotonic()
            result = self._threads.submit(work).result()
            # A moving mean of a few dozen hashes; two threads that write at once lose one of them.
            self._seconds += (time.monotonic() - begun - self._seconds) / _REMEMBERED
            return result
        finally:
            with self._counting:
                self._in_use -= 1
            self._places.release()


def normalised(password: str) -> str | None:
    """The password in NFKC (RFC 8265 §4.2 names why); None when it is longer than any may be."""
    if len(password) > _LONGEST_TYPED:
        return None
    normal = unicodedata.normalize("NFKC", password)
    if len(normal) > LONGEST:
        return None
    try:
        too_many = len(normal.encode()) > LONGEST_BYTES
    except UnicodeEncodeError:  # half of a surrogate pair: no keyboard sends it
        return None
    return None if too_many else normal


def _step_back() -> None:
    # Linux counts priorities per thread; where it is refused, hashing merely competes.
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _LOWERED)
