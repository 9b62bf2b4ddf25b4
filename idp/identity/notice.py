"""Telling a person: a notice for the next page, and the event that says so."""

import secrets
from collections.abc import Mapping

from idp.audit.events import PersonNotified
from idp.identity.context import Context
from idp.identity.ports import Notice


def tell(account_id: str, kind: str, facts: Mapping[str, str], context: Context) -> None:
    """The person will read a notice of this kind; `facts` fill its text."""
    notice = Notice(
        id=secrets.token_hex(16),
        account_id=account_id,
        kind=kind,
        facts=dict(facts),
        created_at=context.now,
    )
    context.notices.add(notice)
    context.record(PersonNotified(subject=account_id, kind=kind))
