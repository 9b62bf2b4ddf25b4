"""Leaving for an upstream and coming back: a state is a pointer, good for one answer (I-01).

Who leaves keeps the departure with what it left from, an attempt or a recovery; the store knows
only a hash of the state. Next: `upstream_step.py`, `recovery_upstream.py`.
"""

import hmac
import secrets
from hashlib import sha256
from typing import Literal

from idp.identity.context import Context
from idp.identity.elsewhere import Departure, Upstream

Room = Literal["upstream state", "recovery upstream state"]


def new_departure(upstream: Upstream, now: int) -> Departure:
    """A way there with a state, nonce and verifier of its own (RFC 7636 §4.1)."""
    return Departure(
        upstream=upstream.name,
        state=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(48),
        at=now,
    )


def expect(departure: Departure, room: Room, holder: str, context: Context, *, ttl: int) -> None:
    """Its state leads back to this holder, for so many seconds."""
    context.ephemeral.put(room, _place_of(departure.state), holder.encode(), max(1, ttl))


def holder_of(state: str, room: Room, context: Context) -> str | None:
    """Who left with this state. Reads only: another browser must not take it away."""
    pointer = context.ephemeral.get(room, _place_of(state))
    return None if pointer is None else pointer.decode()


def is_answered(departure: Departure, state: str, upstream: str) -> bool:
    """Whether this departure has this state and went there (mix-up, RFC 9207 §4)."""
    is_same = hmac.compare_digest(departure.state.encode(), state.encode("utf-8", "surrogatepass"))
    return is_same and departure.upstream == upstream


def spend(state: str, room: Room, context: Context) -> bool:
    """The state counts no more; of two answers at once one gets True."""
    return context.ephemeral.pop(room, _place_of(state)) is not None


def _place_of(state: str) -> str:
    return sha256(state.encode("utf-8", "surrogatepass")).hexdigest()
