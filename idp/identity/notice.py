"""Telling a person: a notice for the next page, the event, and every verified channel (I-14)."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from idp.audit.events import PersonNotified
from idp.identity.context import Context
from idp.identity.links import new_link
from idp.identity.messages import CHANNELS, Channel, Message, new_message_id, sealed
from idp.identity.notices import Notice

WORTH_TELLING: Final = 3 * 86_400  # seconds that delivery is tried for
REFUTABLE: Final = ("new_device",)
"""Kinds whose messages hold a link that says "this was not me"."""
NOT_ME_LIFETIME: Final = 7 * 86_400  # seconds


NO_LINKS: Final[Mapping[str, str]] = MappingProxyType({})


def tell(
    account_id: str | None,
    kind: str,
    facts: Mapping[str, str],
    context: Context,
    *,
    links: Mapping[str, str] = NO_LINKS,
) -> None:
    """The person will read a notice of this kind; `facts` fill its text.

    `links` are tokens for the messages alone, which are sealed. None is nobody: the same
    statements, and nothing that anybody will read (I-07).
    """
    notice = Notice(
        id=secrets.token_hex(16),
        account_id=account_id or "",
        kind=kind,
        facts=dict(facts),
        created_at=context.now,
    )
    context.notices.add(notice)
    if account_id is not None:
        context.record(PersonNotified(subject=account_id, kind=kind))
    written = {**facts, **links}
    if account_id is not None and kind in REFUTABLE:
        written["link"] = new_link("not_me", account_id, NOT_ME_LIFETIME, context)
    # Whether the person has the channel is seen at the delivery.
    write(account_id, kind, written, context)


def write(account_id: str | None, kind: str, facts: Mapping[str, str], context: Context) -> None:
    """Every verified channel gets a message of this kind, and no page tells of it."""
    for channel in CHANNELS:
        _queue(Told(account_id=account_id, kind=kind, facts=facts), channel, context)


def tell_address(
    account_id: str, channel: Channel, address: str, kind: str, *, context: Context
) -> None:
    """A message of this kind goes to an address that is the person's no longer."""
    _queue(Told(account_id=account_id, kind=kind, address=address), channel, context)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is told, to whom; no `address`: to the verified one of the account."""

    account_id: str | None
    kind: str
    facts: Mapping[str, str] = field(default_factory=dict)
    address: str | None = None


def _queue(told: Told, channel: Channel, context: Context) -> None:
    message = Message(
        id=new_message_id(),
        kind=told.kind,
        channel=channel,
        account_id=told.account_id,
        address=told.address,
        facts=told.facts,
        created_at=context.now,
        expires_at=context.now + WORTH_TELLING,
    )
    context.outbox.add(message.id, sealed(message, context.custody), context.now)
