"""Rotation as a pure plan: from a ring, a policy and the time to the moves that are due.

A key is announced before it signs, so that no verifier's cached set misses it, and stays
published after it retires, so that no token outlives it. Next: `custody.py` carries moves out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from keys.ring import KeyRing, KeyState, SealedKey, Slot

DAY = 86_400  # seconds
PURPOSES_OF_KEYS = ("token", "checkpoint", "history")
OWN_ALGORITHM = "ES256"  # of checkpoints and the key history; tokens follow the configuration


@dataclass(frozen=True, slots=True, kw_only=True)
class RotationPolicy:
    """How long each state lasts, in seconds."""

    announce_before: int = 600
    """From publication to first signature: twice the `max-age` of the JWKS."""
    active_for: int = 90 * DAY
    publish_after_retirement: int = 3_600
    """The longest token life and the skew of clocks."""
    keep: int = 0
    """From the end of publication to the destruction of the private half."""

    def __post_init__(self) -> None:
        """Refuse a policy that contradicts itself."""
        if min(self.announce_before, self.publish_after_retirement, self.keep) < 0:
            raise ValueError("the times of a rotation policy are not negative")
        if self.active_for <= self.announce_before:
            raise ValueError("a key is active for longer than its successor is announced")


@dataclass(frozen=True, slots=True, kw_only=True)
class Announce:
    """A fresh key is published; it signs from `active_from`."""

    algorithm: str
    purpose: str
    active_from: int
    kid: str | None = None
    """Known once the key has been generated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promote:
    """An announced key signs from `active_from`."""

    kid: str
    active_from: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Retire:
    """A key stops signing, and later stops being published."""

    kid: str
    retired_at: int
    unpublish_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Destroy:
    """The private half of a key is gone; its public half stays for the history."""

    kid: str
    destroyed_at: int


Move = Announce | Promote | Retire | Destroy


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """A key is known to have retired then, and maybe to have been destroyed later."""

    kid: str
    retired_at: int
    destroyed_at: int | None


def plan(
    ring: KeyRing,
    policy: RotationPolicy,
    now: int,
    algorithms: Sequence[str],
    *,
    immediately: bool = False,
) -> tuple[Move, ...]:
    """Every move that is due now, in the order to carry it out; nothing when nothing is due.

    `algorithms` are those of tokens. `immediately` replaces every active key at once: an
    announced successor steps in where there is one, a fresh key otherwise.
    """
    moves: list[Move] = list(missing(ring, policy, now, algorithms))
    for slot in _slots(algorithms):
        moves += _replacements(ring, policy, now, slot) if immediately else ()
        moves += () if immediately else _successions(ring, policy, now, slot)
    moves += _unwanted(ring, policy, now, algorithms)
    moves += _destructions(ring, policy, now)
    return tuple(moves)


def missing(
    ring: KeyRing, policy: RotationPolicy, now: int, algorithms: Sequence[str]
) -> tuple[Announce, ...]:
    """A first key for every purpose and algorithm that has none.

    The first keys of a purpose are active at once, for nobody has cached a set without them;
    an algorithm added later is announced like any other key.
    """
    moves = []
    for purpose, algorithm in _slots(algorithms):
        if any(_is_living(ring, key, now) for key in ring.of((purpose, algorithm))):
            continue
        wait = policy.announce_before if ring.published(now, purpose) else 0
        moves.append(Announce(algorithm=algorithm, purpose=purpose, active_from=now + wait))
    return tuple(moves)


def withdrawals(
    ring: KeyRing, policy: RotationPolicy, now: int, withdrawn: Sequence[Withdrawal]
) -> tuple[Move, ...]:
    """Keys that a restored ring believes in once more go as they had gone before.

    A slot that loses its active key gets a fresh one at once: the successor was lost.
    """
    moves: list[Move] = []
    for loss in withdrawn:
        key = ring.find(loss.kid)
        if key is None or key.sealed is None:
            continue
        if _still_counts(key):
            moves.append(_retirement(key, policy, loss.retired_at))
        if loss.destroyed_at is not None:
            moves.append(Destroy(kid=loss.kid, destroyed_at=loss.destroyed_at))
    gone = {move.kid for move in moves}
    left = KeyRing(keys=tuple(key for key in ring.keys if key.kid not in gone))
    for purpose, algorithm in sorted({_slot_of(key) for key in ring.keys if key.kid in gone}):
        if left.active(algorithm, purpose, now) is None:
            moves.append(Announce(algorithm=algorithm, purpose=purpose, active_from=now))
    return tuple(moves)


def moved(key: SealedKey, move: Promote | Retire | Destroy) -> SealedKey:
    """The record of a key after one move."""
    match move:
        case Promote():
            return replace(key, active_from=move.active_from)
        case Retire():
            return replace(key, retired_at=move.retired_at, unpublish_at=move.unpublish_at)
        case Destroy():
            return replace(key, destroyed_at=move.destroyed_at, sealed=None)
        case _:
            assert_never(move)


def _slots(algorithms: Sequence[str]) -> Iterator[Slot]:
    for purpose in PURPOSES_OF_KEYS:
        for algorithm in algorithms if purpose == "token" else (OWN_ALGORITHM,):
            yield purpose, algorithm


def _successions(
    ring: KeyRing, policy: RotationPolicy, now: int, slot: Slot
) -> Iterator[Announce | Promote | Retire]:
    """Record what the clock has done, then announce a successor when its time has come."""
    active = ring.active(slot[1], slot[0], now)
    if active is None:
        return
    past = _in_state(ring, slot, KeyState.RETIRED, now)
    superseded = [key for key in past if key.retired_at is None]
    if superseded:
        yield Promote(kid=active.kid, active_from=active.active_from)
    for key in superseded:
        yield _retirement(key, policy, active.active_from)
    end = active.active_from + policy.active_for
    announced = _in_state(ring, slot, KeyState.ANNOUNCED, now)
    if not announced and now >= end - policy.announce_before:
        begin = max(end, now + policy.announce_before)
        yield Announce(algorithm=slot[1], purpose=slot[0], active_from=begin)


def _replacements(
    ring: KeyRing, policy: RotationPolicy, now: int, slot: Slot
) -> Iterator[Announce | Promote | Retire]:
    """Every key that signs, or still counts as signing, gives way now."""
    announced = _in_state(ring, slot, KeyState.ANNOUNCED, now)
    started = (key for key in ring.of(slot) if key.active_from <= now)
    signing = [key for key in started if _still_counts(key)]
    if announced:
        yield Promote(kid=announced[0].kid, active_from=now)
    elif signing:
        yield Announce(algorithm=slot[1], purpose=slot[0], active_from=now)
    for key in signing:
        yield _retirement(key, policy, now)


def _unwanted(
    ring: KeyRing, policy: RotationPolicy, now: int, algorithms: Sequence[str]
) -> Iterator[Retire]:
    """Token keys of an algorithm that the configuration no longer names."""
    for key in ring.keys:
        unnamed = key.purpose == "token" and key.algorithm not in algorithms
        if unnamed and _still_counts(key):
            yield _retirement(key, policy, now)


def _destructions(ring: KeyRing, policy: RotationPolicy, now: int) -> Iterator[Destroy]:
    for key in ring.keys:
        over = key.unpublish_at is not None and key.unpublish_at + policy.keep <= now
        if over and key.sealed is not None:
            yield Destroy(kid=key.kid, destroyed_at=now)


def _retirement(key: SealedKey, policy: RotationPolicy, at: int) -> Retire:
    return Retire(kid=key.kid, retired_at=at, unpublish_at=at + policy.publish_after_retirement)


def _is_living(ring: KeyRing, key: SealedKey, now: int) -> bool:
    return ring.state(key, now) in (KeyState.ANNOUNCED, KeyState.ACTIVE)


def _slot_of(key: SealedKey) -> Slot:
    return key.purpose, key.algorithm


def _still_counts(key: SealedKey) -> bool:
    """No retirement is on record, whatever the clock says."""
    return key.retired_at is None and key.sealed is not None


def _in_state(ring: KeyRing, slot: Slot, state: KeyState, now: int) -> list[SealedKey]:
    keys = [key for key in ring.of(slot) if ring.state(key, now) is state]
    return sorted(keys, key=lambda key: key.active_from)
