"""Signing keys: rotated as the policy says or at once, listed, and their history told.

The moves are planned and made by custody; here each becomes an audit event.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from idp.administration.context import Context
from idp.audit.events import (
    Event,
    KeyAnnounced,
    KeyDestroyed,
    KeyPromoted,
    KeyRetired,
    KeysRotatedImmediately,
)
from keys import Announce, Custody, Destroy, Move, Promote, Retire


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


def rotate(context: Context, *, immediately: bool = False, ground: str = "") -> tuple[Move, ...]:
    """Every move that is due has been made and recorded; `immediately` replaces active keys."""
    moves = context.custody.rotate(context.now, immediately=immediately)
    for event in events_of(moves, context.custody):
        context.record(event)
    if immediately:
        retired = [move.kid for move in moves if isinstance(move, Retire)]
        for purpose in sorted({_purpose(kid, context.custody) for kid in retired}):
            keys = tuple(kid for kid in retired if _purpose(kid, context.custody) == purpose)
            context.record(KeysRotatedImmediately(purpose=purpose, keys=keys, ground=ground))
    return moves


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
