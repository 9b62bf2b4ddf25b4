"""A person's own e-mail address and phone number: added, replaced, verified by a code sent there.

Needs a recent strong sign-in (I-14); the old address is told. Codes at sign-in are switched on
and off here too, never by themselves.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

from idp.audit.events import (
    AttributesChanged,
    IdentifierAdded,
    OneTimeMessageEnrolled,
    OneTimeMessageRemoved,
)
from idp.identity import endings, sent_codes, throttle
from idp.identity.claims import CLAIMS
from idp.identity.context import Context
from idp.identity.factors.one_time_message import FACTOR_OF
from idp.identity.identifiers import key_of
from idp.identity.messages import CHANNELS, Channel, verified_address
from idp.identity.notice import tell, tell_address
from idp.identity.outcomes import Throttled
from idp.identity.password_change import NeedRecentSignIn, is_recent
from idp.identity.ports import Account, Attribute, Session
from idp.identity.visit import Visit
from keys import UnsealingError

PENDING: Final = 1_800  # seconds that an address waits for its code
NOTICE_OF_CHANGE: Final[Mapping[Channel, str]] = MappingProxyType(
    {"email": "email_changed", "sms": "phone_changed"}
)
NOTICE_OF_CODES: Final[Mapping[tuple[Channel, bool], str]] = MappingProxyType(
    {
        ("email", True): "mail_codes_on",
        ("email", False): "mail_codes_off",
        ("sms", True): "sms_codes_on",
        ("sms", False): "sms_codes_off",
    }
)
_ROOM: Final = "channel"
_SOURCE: Final = "self"

Objection = (
    sent_codes.Objection
    | Literal["email_malformed", "phone_malformed", "too_many_codes", "address_taken", "no_address"]
    | Literal["factor_not_allowed"]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """It is as the person asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotDone:
    """Nothing changed; `reason` names the sentence to show."""

    reason: Objection


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAddress:
    """What was typed as an address, in a page of this language."""

    address: str = field(repr=False)
    language: str


Outcome = Done | NotDone | NeedRecentSignIn | Throttled


def ask(
    session: Session, channel: Channel, typed: NewAddress, *, visit: Visit, context: Context
) -> Outcome:
    """A code is on its way to the address, which waits for it; nothing else has changed.

    Whether the address is somebody else's is told only to who brings the code back (I-07).
    """
    if not is_recent(session, context):
        return NeedRecentSignIn()
    address = CLAIMS[CHANNELS[channel]].read(typed.address)
    if not isinstance(address, str):
        return NotDone(reason="email_malformed" if channel == "email" else "phone_malformed")
    purpose = _purpose(session, channel, address)
    if not sent_codes.send(purpose, visit, context, language=typed.language):
        return NotDone(reason="too_many_codes")
    box = context.custody.sealer.seal(address.encode(), purpose=_ROOM, owner=session.id)
    context.ephemeral.put(_ROOM, _place(session, channel), box, PENDING)
    return Done()


def pending(session: Session, channel: Channel, context: Context) -> str | None:
    """The address that waits for its code in this session."""
    box = context.ephemeral.get(_ROOM, _place(session, channel))
    if box is None:
        return None
    try:
        return context.custody.sealer.open(box, purpose=_ROOM, owner=session.id).decode()
    except UnsealingError:
        return None


def forget(session: Session, channel: Channel, context: Context) -> None:
    """No address waits any more."""
    context.ephemeral.drop(_ROOM, _place(session, channel))


def confirm(
    session: Session, channel: Channel, code: str, *, visit: Visit, context: Context
) -> Outcome:
    """The address that waited is the person's, verified, in place of the old one."""
    if not is_recent(session, context):
        return NeedRecentSignIn()
    address = pending(session, channel, context)
    if address is None:
        return NotDone(reason="sent_code_wrong")
    weighed = sent_codes.weigh(code, _purpose(session, channel, address), visit, context)
    settled = (
        sent_codes.settle(weighed, context) if isinstance(weighed, sent_codes.Weighed) else weighed
    )
    match settled:
        case sent_codes.Wrong(reason=reason):
            return NotDone(reason=reason)
        case throttle.Delayed(seconds=seconds):
            return Throttled(seconds=seconds)
        case _:
            return _changed(session, channel, address, context)


def switch_codes(session: Session, channel: Channel, context: Context, *, on: bool) -> Outcome:
    """A code is asked for on this channel at sign-in, or no longer; off ends other sessions."""
    if not is_recent(session, context):
        return NeedRecentSignIn()
    if on and FACTOR_OF[channel] in session.barred:
        return NotDone(reason="factor_not_allowed")
    account = context.accounts.get(session.account_id)
    if on and (account is None or verified_address(account, channel) is None):
        return NotDone(reason="no_address")
    if not context.credentials.set_one_time_messages(
        session.account_id, channel, on=on, at=context.now
    ):
        return Done()
    event = OneTimeMessageEnrolled if on else OneTimeMessageRemoved
    context.record(event(subject=session.account_id, factor=FACTOR_OF[channel]))
    tell(session.account_id, NOTICE_OF_CODES[channel, on], {}, context)
    if not on:
        endings.factor_removed(session.account_id, session, context)
    return Done()


def _changed(session: Session, channel: Channel, address: str, context: Context) -> Outcome:
    forget(session, channel, context)
    account, name = context.accounts.get(session.account_id), CHANNELS[channel]
    key = key_of(address, context.custody)
    if account is None or not context.accounts.set_identifier(account.id, name, key):
        return NotDone(reason="address_taken")
    fresh = Attribute(value=address, source=_SOURCE, verified_at=context.now)
    context.accounts.set_attributes(account.id, {**account.attributes, name: fresh}, context.now)
    context.record(IdentifierAdded(subject=account.id, kind=name, source=_SOURCE))
    context.record(AttributesChanged(subject=account.id, attributes=(name,), source=_SOURCE))
    _tell_old(account, channel, address, context)
    tell(account.id, NOTICE_OF_CHANGE[channel], {}, context)
    return Done()


def _tell_old(account: Account, channel: Channel, fresh: str, context: Context) -> None:
    old = verified_address(account, channel)
    if old is not None and old != fresh:
        tell_address(account.id, channel, old, NOTICE_OF_CHANGE[channel], context=context)


def _purpose(session: Session, channel: Channel, address: str) -> sent_codes.Purpose:
    return sent_codes.Purpose(
        kind="channel",
        bond=session.id,
        account_id=session.account_id,
        channel=channel,
        address=address,
    )


def _place(session: Session, channel: Channel) -> str:
    return f"{session.id}:{channel}"
