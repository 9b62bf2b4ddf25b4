"""Codes that are sent: at most five an hour, each bound to what it was asked for, each once.

The one throttle counts the guesses (I-06). A newer code kills the older, and another address all.
Next: `message_factor.py` at sign-in, `channel_change.py` on the account page.
"""

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from types import MappingProxyType
from typing import Final, Literal

from idp.audit.events import OneTimeCodeSent
from idp.identity import throttle
from idp.identity.context import Context
from idp.identity.factors.one_time_message import FACTOR_OF, LIFETIME, hashed, new_code
from idp.identity.factors.totp import code_in
from idp.identity.messages import Channel, Message, new_message_id, sealed
from idp.identity.sent_proofs import Kind, SentProof
from idp.identity.visit import Visit

MOST_AN_HOUR: Final = 5  # to one person; each known device has its own
HOUR: Final = 3_600  # seconds
TEXTS: Final[Mapping[Kind, str]] = MappingProxyType(
    {"sign_in": "sign_in_code", "channel": "channel_code"}
)
"""Which message carries the code of which kind."""
_ROOM: Final = "codes sent"
_ROUNDS: Final = 16  # every lost one means that another code was sent

Objection = Literal["otp_missing", "otp_malformed", "sent_code_wrong"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """What a code is for. `bond` names the one thing that it may be brought back to."""

    kind: Kind
    bond: str
    account_id: str
    channel: Channel
    address: str = field(repr=False)

    @property
    def key(self) -> str:
        """What the code is found by."""
        return sha256(f"{self.kind}\n{self.channel}\n{self.bond}".encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """The verdict, not yet told; `proof` None when the code is wrong."""

    lane: throttle.Lane
    proof: SentProof | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """The code was right, and it is spent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """Not accepted; `reason` names the sentence to show."""

    reason: Objection


def send(purpose: Purpose, visit: Visit, context: Context, *, language: str) -> bool:
    """A fresh code is on its way; False, and nothing is, after five within an hour."""
    if not _may_be_sent(purpose.account_id, visit, context):
        return False
    code = new_code()
    expires_at = context.now + LIFETIME
    context.sent_proofs.put(
        SentProof(
            key=purpose.key,
            kind=purpose.kind,
            account_id=purpose.account_id,
            hash=_hash(code, purpose, context),
            created_at=context.now,
            expires_at=expires_at,
        )
    )
    message = Message(
        id=new_message_id(),
        kind=TEXTS[purpose.kind],
        channel=purpose.channel,
        account_id=purpose.account_id,
        address=purpose.address,
        language=language,
        facts={"code": code},
        created_at=context.now,
        expires_at=expires_at,
    )
    context.outbox.add(message.id, sealed(message, context.custody), context.now)
    context.record(
        OneTimeCodeSent(
            subject=purpose.account_id,
            client=visit.client,
            channel=purpose.channel,
            purpose=purpose.kind,
        )
    )
    return True


def is_on_its_way(purpose: Purpose, context: Context) -> bool:
    """Whether a code for this may still be brought back."""
    proof = context.sent_proofs.find(purpose.key)
    return proof is not None and proof.spent_at is None and context.now < proof.expires_at


def weigh(
    text: str, purpose: Purpose, visit: Visit, context: Context
) -> Weighed | Wrong | throttle.Delayed:
    """Whether the code is right, for `settle` to tell; writes nothing."""
    code = code_in(text)
    if code is None:
        return Wrong(reason="otp_malformed" if text.strip() else "otp_missing")
    account_id = purpose.account_id
    factor = FACTOR_OF[purpose.channel]
    lane = throttle.lane_of(factor, visit, context, subject=account_id, name=account_id)
    seconds = throttle.delay(lane, context)
    if seconds:
        return throttle.Delayed(seconds=seconds)
    proof = context.sent_proofs.find(purpose.key)
    expected = "" if proof is None else proof.hash
    is_right = hmac.compare_digest(expected, _hash(code, purpose, context))
    return Weighed(lane=lane, proof=proof if is_right else None)


def settle(weighed: Weighed, context: Context) -> Right | Wrong | throttle.Delayed:
    """The guess is counted, then told; a right code is spent by one caller in the world."""
    counted = throttle.count(weighed.lane, context)
    if isinstance(counted, throttle.Delayed):
        return counted
    if weighed.proof is not None and context.sent_proofs.spend(weighed.proof, context.now):
        throttle.forget(weighed.lane, context)
        return Right()
    delayed = throttle.blame(weighed.lane, counted, "sent_code_wrong", context)
    return delayed or Wrong(reason="sent_code_wrong")


def _hash(code: str, purpose: Purpose, context: Context) -> str:
    bound_to = (purpose.key, purpose.account_id, purpose.address)
    return hashed(code, *bound_to, custody=context.custody)


def _may_be_sent(account_id: str, visit: Visit, context: Context) -> bool:
    """Count one more, exactly, within any hour; who guesses a password takes nobody's codes away.

    Raises StoreUnavailable.
    """
    is_known = context.devices.is_known(account_id, visit.device, context.now)
    holder = f"{account_id}:{visit.device}" if is_known else account_id
    for _ in range(_ROUNDS):
        before = context.ephemeral.get(_ROOM, holder)
        times = [at for at in json.loads(before or b"[]") if at > context.now - HOUR]
        if len(times) >= MOST_AN_HOUR:
            return False
        after = json.dumps([*times, context.now]).encode()
        if before is None:
            is_counted = context.ephemeral.put_once(_ROOM, holder, after, HOUR)
        else:
            is_counted = context.ephemeral.swap(_ROOM, holder, before, after, ttl=HOUR)
        if is_counted:
            return True
    return False
