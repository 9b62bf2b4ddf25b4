"""KeyRing: every signing key with its dates, and what the clock makes of them.

Nothing here writes: a key becomes active because its time has come, in every process at once.
Next: `rotation.py` plans the dates, `generate.py` makes the records.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from keys.algorithms import ALGORITHMS

FOREVER = 2**63 - 1
Slot = tuple[str, str]
"""(purpose, algorithm): one key of each is active at any time."""


class KeyState(StrEnum):
    """Where a key stands; it only ever moves down this list."""

    ANNOUNCED = "announced"
    ACTIVE = "active"
    RETIRED = "retired"
    DESTROYED = "destroyed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedKey:
    """One signing key as the vault keeps it; times are whole seconds UTC."""

    kid: str
    """RFC 7638 thumbprint."""
    algorithm: str
    purpose: str
    """`token`, `checkpoint` or `history`: a key serves one purpose."""
    public_jwk: str
    """JSON text: public members, kid, alg, use."""
    announced_at: int
    active_from: int
    retired_at: int | None = None
    """When it stopped signing, or will."""
    unpublish_at: int | None = None
    destroyed_at: int | None = None
    sealed: bytes | None = field(repr=False)
    """The private key (PKCS #8 DER), sealed; None once destroyed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRing:
    """All keys of the vault, as one value."""

    keys: tuple[SealedKey, ...] = ()

    def find(self, kid: str) -> SealedKey | None:
        """The key of this thumbprint, whatever its state."""
        return next((key for key in self.keys if key.kid == kid), None)

    def of(self, slot: Slot) -> tuple[SealedKey, ...]:
        """The keys of one purpose and algorithm."""
        return tuple(key for key in self.keys if (key.purpose, key.algorithm) == slot)

    def active(self, algorithm: str, purpose: str, now: int) -> SealedKey | None:
        """The newest key whose time has come and that has neither retired nor been destroyed."""
        started = (key for key in self.of((purpose, algorithm)) if _may_sign(key, now))
        return max(started, key=_age, default=None)

    def state(self, key: SealedKey, now: int) -> KeyState:
        """What the clock makes of one key of this ring."""
        if key.sealed is None:
            return KeyState.DESTROYED
        if key.retired_at is not None and key.retired_at <= now:
            return KeyState.RETIRED
        if key.active_from > now:
            return KeyState.ANNOUNCED
        active = self.active(key.algorithm, key.purpose, now)
        return KeyState.ACTIVE if active and active.kid == key.kid else KeyState.RETIRED

    def published(self, now: int, purpose: str = "token") -> tuple[SealedKey, ...]:
        """The keys that a verifier needs: active first, then announced, then retired.

        A key without its private half is never published: its record is not authenticated.
        """
        shown = (key for key in self.keys if key.purpose == purpose and _is_public(key, now))
        return tuple(sorted(shown, key=lambda key: self._rank(key, now)))

    def _rank(self, key: SealedKey, now: int) -> tuple[int, int, int, str]:
        # A client that ignores `kid` takes the first key of its type: let that be the right one.
        state = _PUBLICATION_ORDER.index(self.state(key, now))
        return state, _PREFERENCE.index(key.algorithm), -key.active_from, key.kid


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the clock makes of a ring between two of its dates: since ≤ now < until."""

    ring: KeyRing
    since: int
    until: int
    active: Mapping[Slot, SealedKey]
    published: frozenset[str]
    """Thumbprints, of every purpose."""


def standing(ring: KeyRing, now: int) -> Standing:
    """The ring as it stands now, to be kept until a date of one of its keys passes."""
    dates = {date for key in ring.keys for date in _dates(key)}
    slots = {(key.purpose, key.algorithm) for key in ring.keys}
    found = {slot: ring.active(slot[1], slot[0], now) for slot in slots}
    return Standing(
        ring=ring,
        since=max((date for date in dates if date <= now), default=0),
        until=min((date for date in dates if date > now), default=FOREVER),
        active={slot: key for slot, key in found.items() if key is not None},
        published=frozenset(key.kid for key in ring.keys if _is_public(key, now)),
    )


_PUBLICATION_ORDER = (KeyState.ACTIVE, KeyState.ANNOUNCED, KeyState.RETIRED)
_PREFERENCE = tuple(ALGORITHMS)


def _age(key: SealedKey) -> tuple[int, int, str]:
    return key.active_from, key.announced_at, key.kid


def _may_sign(key: SealedKey, now: int) -> bool:
    if key.sealed is None or key.active_from > now:
        return False
    return key.retired_at is None or key.retired_at > now


def _is_public(key: SealedKey, now: int) -> bool:
    return key.sealed is not None and (key.unpublish_at is None or now < key.unpublish_at)


def _dates(key: SealedKey) -> tuple[int, ...]:
    dates = (key.active_from, key.retired_at, key.unpublish_at)
    return tuple(date for date in dates if date is not None)
