"""What a process counts of its clients beside their requests: who was wrong, who asked.

No request waits for it: one addition in memory, written once a minute by `idp/jobs`. A flood costs
no statement and no more memory than the bounds (I-19): what is one kind too many is not counted.
"""

from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Final

from idp.administration.client_ports import ClientError, ClientUse, ErrorKind, Use
from idp.clock import VIETNAM
from idp.protocol.errors import ProtocolError, Unanswerable

MINUTE: Final = 60  # seconds
MOST_KINDS: Final = 1_000  # of errors, waiting in one process
MOST_USES: Final = 5_000  # clients that did one thing, likewise
Wrong = ProtocolError | Unanswerable
OTHER: Final = "other"
# A silent request learns by these that a person is needed: nothing is wrong with it.
NOT_WRONG: Final = frozenset(
    {"login_required", "consent_required", "interaction_required", "account_selection_required"}
)
# What our endpoints read. A name that nobody of us knows could be anything: it is not repeated.
KNOWN: Final = frozenset(
    {
        "Content-Type", "acr", "acr_values", "claims", "client_assertion",
        "client_assertion_type", "client_id", "client_secret", "code", "code_challenge",
        "code_challenge_method", "code_verifier", "grant_type", "id_token_hint", "login_hint",
        "max_age", "nonce", "post_logout_redirect_uri", "prompt", "redirect_uri",
        "refresh_token", "request", "request_uri", "resource", "response_mode",
        "response_type", "scope", "state", "token", "token_type_hint", "ui_locales",
    }
)  # fmt: skip


@dataclass(slots=True)
class _Counted:
    """Mutable on purpose: one more is one addition."""

    count: int = 0
    last_at: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """What was counted in the minutes that are over."""

    errors: tuple[ClientError, ...]
    uses: tuple[ClientUse, ...]


@dataclass(slots=True)
class ClientTally:
    """The counts of one process, shared by its threads; bounded, never waits."""

    _lock: Lock = field(default_factory=Lock)
    _errors: dict[ErrorKind, _Counted] = field(default_factory=dict)
    _uses: dict[Use, dict[str, int]] = field(default_factory=dict)
    _since: int = 0

    def count_error(self, client_id: str, endpoint: str, error: Wrong, now: int) -> None:
        """One request more was wrong; `endpoint` is a route, never a path."""
        if error.code in NOT_WRONG:
            return
        parameter = error.parameter or ""
        kind = ErrorKind(
            client_id=client_id,
            day=datetime.fromtimestamp(now, VIETNAM).date().isoformat(),
            endpoint=endpoint,
            error=error.code,
            parameter=parameter if parameter in KNOWN or not parameter else OTHER,
            reason=error.reason,
        )
        with self._lock:
            self._begin(now)
            if kind in self._errors or len(self._errors) < MOST_KINDS:
                counted = self._errors.setdefault(kind, _Counted())
                counted.count += 1
                counted.last_at = now

    def note_use(self, client_id: str, what: Use, now: int) -> None:
        """It did this, now."""
        with self._lock:
            self._begin(now)
            known = self._uses.setdefault(what, {})
            if client_id in known or len(known) < MOST_USES:
                known[client_id] = now

    def taken(self, now: int) -> Noted | None:
        """Take out what was counted before the present minute; None where that is nothing."""
        with self._lock:
            if not (self._errors or self._uses) or now // MINUTE <= self._since // MINUTE:
                return None
            errors, self._errors = self._errors, {}
            uses, self._uses = self._uses, {}
        return Noted(
            errors=tuple(
                ClientError(kind=kind, count=counted.count, last_at=counted.last_at)
                for kind, counted in errors.items()
            ),
            uses=tuple(
                ClientUse(client_id=client_id, what=what, last_at=at)
                for what, known in uses.items()
                for client_id, at in known.items()
            ),
        )

    def put_back(self, noted: Noted) -> None:
        """It could not be written: it counts with what comes."""
        with self._lock:
            for error in noted.errors:
                counted = self._errors.setdefault(error.kind, _Counted())
                counted.count += error.count
                counted.last_at = max(counted.last_at, error.last_at)
            for use in noted.uses:
                known = self._uses.setdefault(use.what, {})
                known[use.client_id] = max(known.get(use.client_id, 0), use.last_at)

    def _begin(self, now: int) -> None:
        if not (self._errors or self._uses):
            self._since = now
