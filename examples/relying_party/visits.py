"""Who is here: the visits of browsers, on the server, under a random cookie.

In memory, so one process; a service with several keeps them in its database. Kept on the server so
that a logout of the provider can end them (Back-Channel Logout §2.7).
"""

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from examples.relying_party.sign_in import PendingSignIn, SignedIn

IDLE_SECONDS = 30 * 60  # as long as the provider's own session of a citizen
MOST_VISITS = 10_000  # the memory of a demonstration; the longest idle go first
MOST_PENDING = 20  # sign-ins begun in one browser, say in many tabs
LOGOUT_TOKEN_MEMORY = 5 * 60  # seconds; longer than a logout token lives


@dataclass(slots=True, kw_only=True)
class Visit:
    """One browser. `key` is the cookie's value, `csrf` stands in every form."""

    key: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    pending: OrderedDict[str, PendingSignIn] = field(default_factory=OrderedDict)
    person: SignedIn | None = None
    draft: dict[str, str] = field(default_factory=dict)
    seen_at: float = 0.0

    def remember(self, pending: PendingSignIn) -> None:
        """The sign-in may be finished in this browser, once."""
        self.pending[pending.state] = pending
        while len(self.pending) > MOST_PENDING:
            self.pending.popitem(last=False)


class Visits:
    """All visits. Safe among threads; `clock` gives monotonic seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._by_key: OrderedDict[str, Visit] = OrderedDict()
        self._logout_tokens: dict[str, float] = {}

    def find(self, key: str | None) -> Visit | None:
        """The visit under this cookie, if it was active in the last half hour."""
        with self._lock:
            visit = self._by_key.get(key) if key else None
            if visit is None:
                return None
            if self._clock() - visit.seen_at > IDLE_SECONDS:
                del self._by_key[visit.key]
                return None
            return self._touch(visit)

    def open(self) -> Visit:
        """A new visit; the longest idle one makes room if need be."""
        with self._lock:
            while len(self._by_key) >= MOST_VISITS:
                self._by_key.popitem(last=False)
            return self._touch(Visit())

    def sign_in(self, visit: Visit, person: SignedIn) -> Visit:
        """The visit of a person, under a new cookie: one planted before is worth nothing."""
        signed_in = Visit(pending=visit.pending, draft=visit.draft, person=person)
        with self._lock:
            self._by_key.pop(visit.key, None)
            return self._touch(signed_in)

    def end(self, visit: Visit) -> None:
        """The cookie of this visit means nothing any more."""
        with self._lock:
            self._by_key.pop(visit.key, None)

    def end_for(self, *, subject: str | None, sid: str | None) -> int:
        """Ends the visits of that session at the provider, or of that person; says how many."""
        with self._lock:
            ended = [
                visit.key
                for visit in self._by_key.values()
                if visit.person is not None and _is_meant(visit.person, subject, sid)
            ]
            for key in ended:
                del self._by_key[key]
        return len(ended)

    def is_first_time(self, jti: str) -> bool:
        """Whether this logout token was never seen; from now on it was."""
        with self._lock:
            now = self._clock()
            seen = {known: end for known, end in self._logout_tokens.items() if end > now}
            is_first = jti not in seen
            seen[jti] = now + LOGOUT_TOKEN_MEMORY
            self._logout_tokens = seen
        return is_first

    def _touch(self, visit: Visit) -> Visit:
        visit.seen_at = self._clock()
        self._by_key[visit.key] = visit
        self._by_key.move_to_end(visit.key)
        return visit


def _is_meant(person: SignedIn, subject: str | None, sid: str | None) -> bool:
    """Whether a logout token that names these means this person's visit (§2.7)."""
    if sid is not None:
        return person.sid == sid and subject in (None, person.subject)
    return person.subject == subject
