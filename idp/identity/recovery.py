"""Getting back into an account, never by less than what protected it. READ FIRST of recovery.

MOVES is the one table of states and moves, PATHS the one of what suffices. A recovery ends in a
new password and never in a session. Next: `recovery_proofs.py`, `recovery_passkey.py`,
`recovery_upstream.py`, `recovery_links.py`, `recovery_password.py`.
"""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, Literal

from idp.audit.events import RecoveryBegun
from idp.identity import assurance
from idp.identity.attempt import stamp_of
from idp.identity.context import Context
from idp.identity.identifiers import key_of
from idp.identity.outcomes import Throttled
from idp.identity.ports import Credentials
from idp.identity.recovery_ports import ProofName, Recovery, State
from idp.identity.visit import Visit

LIFETIME: Final = 1800  # seconds, for all steps in one browser
MOST_A_MINUTE: Final = 60  # begun by one source; known devices have their own count
_UNKNOWN: Final = "unknown:"
_MINUTE: Final = 60

Move = Literal["show", "send", "wait", "return", "open", "approve", "cancel", "finish"]

MOVES: Final[Mapping[tuple[State, Move], State]] = MappingProxyType(
    {
        ("proving", "show"): "proving",
        ("proving", "send"): "proving",
        ("proving", "wait"): "waiting",
        ("proving", "cancel"): "cancelled",
        ("proving", "finish"): "finished",
        ("waiting", "return"): "proving",
        ("waiting", "cancel"): "cancelled",
        ("proposed", "approve"): "offered",
        ("proposed", "cancel"): "cancelled",
        ("offered", "open"): "proving",
        ("offered", "cancel"): "cancelled",
    }
)
"""What is not here does not happen. Two ends: finished, cancelled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """Proofs that together suffice for an account protected by so many factors.

    `renews_codes`: who comes this way has lost the second factor, and is given printed codes to
    stand in for it; the account asks for two factors as before.
    """

    proofs: frozenset[ProofName]
    factors: Literal[1, 2]
    renews_codes: bool = False


def _path(*proofs: ProofName, factors: Literal[1, 2], renews_codes: bool = False) -> Path:
    return Path(proofs=frozenset(proofs), factors=factors, renews_codes=renews_codes)


PATHS: Final[tuple[Path, ...]] = (
    # In person: a document and a face, seen by two officials.
    _path("clerk", factors=2, renews_codes=True),
    _path("recovery_code", "second_factor", factors=2),
    _path("recovery_code", "channel", factors=2),
    _path("second_factor", "channel", factors=2),
    _path("upstream", "recovery_code", factors=2),
    _path("upstream", "second_factor", factors=2),
    _path("upstream", "channel", factors=2),
    # A day on which nobody objected, though every channel was told, stands in for a proof.
    _path("channel", "waited", factors=2),
    _path("recovery_code", factors=1),
    _path("upstream", factors=1),
)
"""One who knows a way into a mailbox alone gets in nowhere at once."""


def begin(identifier: str, visit: Visit, context: Context) -> Recovery | Throttled:
    """A recovery is under way in this browser; the same statements for every name (EN-01)."""
    key = key_of(identifier, context.custody)
    credentials = context.credentials.by_identifier(key)
    account_id = None if credentials is None else credentials.account_id
    holder = account_id or f"{_UNKNOWN}{key}"
    source = f"{holder}:{visit.device}" if _is_known(holder, visit, context) else visit.source
    if context.ephemeral.count("recoveries", source, _MINUTE) > MOST_A_MINUTE:
        return Throttled(seconds=_MINUTE)
    recovery = replace(new_recovery(holder, credentials, context), browser=visit.browser)
    context.recoveries.add(recovery)
    context.record(RecoveryBegun(subject=account_id, client=visit.client))
    return recovery


def new_recovery(holder: str, credentials: Credentials | None, context: Context) -> Recovery:
    """A recovery of this holder, with nothing proven and in no browser; it is not kept yet."""
    return Recovery(
        id=secrets.token_urlsafe(24),
        holder=holder,
        account_id=None if credentials is None else credentials.account_id,
        browser="",
        state="proving",
        stamp=stamp_of(credentials),
        created_at=context.now,
        expires_at=context.now + LIFETIME,
    )


def find(recovery_id: str, visit: Visit, context: Context) -> Recovery | None:
    """The recovery of this id if it goes on in this very browser."""
    recovery = context.recoveries.get(recovery_id)
    if recovery is None or recovery.state not in ("proving", "waiting"):
        return None
    if not hmac.compare_digest(recovery.browser.encode(), visit.browser.encode()):
        return None
    return recovery if is_living(recovery, context) else None


def is_living(recovery: Recovery, context: Context) -> bool:
    """Whether its time has not run out and its password was not changed since (RC-01)."""
    stamp = stamp_of(credentials_of(recovery, context))
    is_same = hmac.compare_digest(recovery.stamp.encode(), stamp.encode())
    return is_same and context.now < recovery.expires_at


def credentials_of(recovery: Recovery, context: Context) -> Credentials | None:
    """The credentials as they are now; a read for unknown names too."""
    return context.credentials.by_account(recovery.account_id or "")


def moved(recovery: Recovery, move: Move, context: Context) -> Recovery | None:
    """The recovery after this move, kept; None where the table has none or another came first."""
    to = MOVES.get((recovery.state, move))
    if to is None or context.now >= recovery.expires_at:
        return None
    after = replace(recovery, state=to)
    if not context.recoveries.change(after):
        return None
    return replace(after, version=recovery.version + 1)


def with_proof(recovery: Recovery, proof: ProofName) -> Recovery:
    """The recovery with this proof shown."""
    return replace(recovery, proofs=tuple(dict.fromkeys((*recovery.proofs, proof))))


def helps(recovery: Recovery, proof: ProofName) -> bool:
    """Whether this proof would bring it further, by the tables alone: the same for every account.

    So a page that offers what helps tells of nobody's factors (EN-01).
    """
    may_be_shown = (recovery.state, "show") in MOVES and proof not in recovery.proofs
    return may_be_shown and any(proof in path.proofs for path in PATHS)


def factors_of(credentials: Credentials) -> int:
    """By how many factors the account is protected now."""
    is_guarded = assurance.is_guarded(credentials.enrolled)
    return 2 if is_guarded or credentials.kind == "official" else 1


def path_of(recovery: Recovery, credentials: Credentials | None) -> Path | None:
    """The path that was gone to its end, judged by what protects the account now (I-05)."""
    if credentials is None:
        return None
    shown, factors = set(recovery.proofs), factors_of(credentials)
    gone = (path for path in PATHS if path.proofs <= shown and path.factors >= factors)
    return next(gone, None)


def throttled_name(recovery: Recovery) -> str:
    """What stands for the person where the account is unknown, as sign-in has it (I-06)."""
    return recovery.holder.removeprefix(_UNKNOWN)


def _is_known(holder: str, visit: Visit, context: Context) -> bool:
    return context.devices.is_known(holder, visit.device, context.now)
