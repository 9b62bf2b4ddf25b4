"""Signing keys: rotated as the policy says or at once, listed, and their history told.

The moves are planned and made by custody; here each becomes an audit event. In an emergency a
second person decides (`approvals.py`), or confirms afterwards (`break_glass.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, assert_never

from idp.administration.context import Context
from idp.administration.proposing import Proposed, needs_a_second_person, propose
from idp.administration.second_person import one_line
from idp.audit.events import (
    Event,
    KeyAnnounced,
    KeyDestroyed,
    KeyPromoted,
    KeyRetired,
    KeyRotationProposed,
    KeysRotatedImmediately,
)
from keys import Announce, Custody, Destroy, KeyState, Move, Promote, Retire

KIND: Final = "keys_rotate_now"
ACTIVE: Final = KeyState.ACTIVE.value


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedKey:
    """A signing key as operators see it; times are whole seconds UTC."""

    kid: str
    algorithm: str
    purpose: str
    state: str
    announced_at: int
    active_from: int
    retired_at: int | None
    destroyed_at: int | None


def rotate(context: Context) -> tuple[Move, ...]:
    """Every move that is due is made when this transaction is committed, and recorded with it."""
    moves = context.custody.rotate(context.now, context.vault)
    for event in events_of(moves, context.custody):
        context.record(event)
    return moves


def rotate_now(reason: str, context: Context) -> tuple[Move, ...] | Proposed:
    """Every active key gives way at once, or a proposal says so: an emergency.

    Whoever cached our public keys meets an unknown one, without the time of announcement.
    """
    said = one_line(reason)
    if not needs_a_second_person(context):
        return replace_all(said, context)
    proposed = propose(KIND, {"reason": said}, context)
    context.record(KeyRotationProposed(reason=said, proposal=proposed.proposal.id))
    return proposed


def replace_all(reason: str, context: Context) -> tuple[Move, ...]:
    """Every active key has given way when this transaction is committed, and that is recorded."""
    moves = context.custody.replace_all(context.now, context.vault)
    for event in events_of(moves, context.custody):
        context.record(event)
    retired = [move.kid for move in moves if isinstance(move, Retire)]
    for purpose in sorted({_purpose(kid, context.custody) for kid in retired}):
        keys = tuple(kid for kid in retired if _purpose(kid, context.custody) == purpose)
        context.record(KeysRotatedImmediately(purpose=purpose, keys=keys, ground=reason))
    return moves


def active(context: Context) -> Mapping[str, object]:
    """The keys that sign now, by purpose and algorithm; at most a second old."""
    return {
        f"{key.purpose} {key.algorithm}": key.kid for key in listed(context) if key.state == ACTIVE
    }


def events_of(moves: Sequence[Move], custody: Custody) -> tuple[Event, ...]:
    """The audit events of moves that custody has made."""
    return tuple(_event(move, custody) for move in moves)


def listed(context: Context) -> tuple[ListedKey, ...]:
    """Every key ever kept, in the order of its announcement."""
    ring = context.custody.ring
    return tuple(
        ListedKey(
            kid=key.kid,
            algorithm=key.algorithm,
            purpose=key.purpose,
            state=ring.state(key, context.now).value,
            announced_at=key.announced_at,
            active_from=key.active_from,
            retired_at=key.retired_at,
            destroyed_at=key.destroyed_at,
        )
        for key in sorted(ring.keys, key=lambda key: (key.announced_at, key.purpose, key.kid))
    )


def history(context: Context) -> str:
    """The retired keys of tokens, dated and signed (OpenID Federation §8.7.2)."""
    return context.custody.signer.history(context.now, issuer=context.issuer)


def _event(move: Move, custody: Custody) -> Event:
    match move:
        case Announce():
            return KeyAnnounced(
                key=move.kid or "",
                algorithm=move.algorithm,
                purpose=move.purpose,
                active_from=move.active_from,
            )
        case Promote(kid=kid):
            algorithm, purpose = _slot(kid, custody)
            return KeyPromoted(key=kid, algorithm=algorithm, purpose=purpose)
        case Retire(kid=kid):
            algorithm, purpose = _slot(kid, custody)
            return KeyRetired(key=kid, algorithm=algorithm, purpose=purpose)
        case Destroy(kid=kid):
            algorithm, purpose = _slot(kid, custody)
            return KeyDestroyed(key=kid, algorithm=algorithm, purpose=purpose)
        case _:
            assert_never(move)


def _slot(kid: str, custody: Custody) -> tuple[str, str]:
    key = custody.ring.find(kid)
    return ("", "") if key is None else (key.algorithm, key.purpose)


def _purpose(kid: str, custody: Custody) -> str:
    return _slot(kid, custody)[1]
