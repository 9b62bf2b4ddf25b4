"""Telling a person: a notice for the next page, the event, and every verified channel (I-14)."""

import secrets
from collections.abc import Mapping
from typing import Final

from idp.audit.events import PersonNotified
from idp.identity.context import Context
from idp.identity.links import new_link
from idp.identity.messages import CHANNELS, Message, new_message_id, sealed
from idp.identity.ports import Notice

WORTH_TELLING: Final = 3 * 86_400  # seconds that delivery is tried for
REFUTABLE: Final = ("new_device",)
"""Kinds whose messages hold a link that says "this was not me"."""
NOT_ME_LIFETIME: Final = 7 * 86_400  # seconds


def tell(account_id: str | None, kind: str, facts: Mapping[str, str], context: Context) -> None:
    """The person will read a notice of this kind; `facts` fill its text.

    None is nobody: the same statements, and nothing that anybody will read (I-07).
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
    written = dict(facts)
    if account_id is not None and kind in REFUTABLE:
        written["link"] = new_link("not_me", account_id, NOT_ME_LIFETIME, context)
    _post(account_id, kind, written, context)


def _post(account_id: str | None, kind: str, facts: Mapping[str, str], context: Context) -> None:
    """One message for each channel, whether or not the person has it: that is seen later."""
    for channel in CHANNELS:
        message = Message(
            id=new_message_id(),
            kind=kind,
            channel=channel,
            account_id=account_id,
            facts=facts,
            created_at=context.now,
            expires_at=context.now + WORTH_TELLING,
        )
        context.outbox.add(message.id, sealed(message, context.custody), context.now)
