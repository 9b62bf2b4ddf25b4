"""How somebody begins whose account an official made: by a link that is handed over, once.

Nobody else sees or sets the password (administration.md). The link is that of a recovery in person
which has shown everything already: an account that nobody has used yet protects nothing. Who lost
it, or came too late, comes back by a recovery of two officials (`recoveries.py`).
"""

from dataclasses import replace
from typing import Final

from idp.administration.context import Context
from idp.audit.events import BeginningOffered
from idp.identity.recovery import new_recovery, with_proof
from idp.identity.recovery_links import offered

LINK_LIVES: Final = 7 * 86_400  # seconds, as that of a registration


def link_for(account_id: str, context: Context) -> str:
    """The address by which this new person chooses the first password; it works once."""
    credentials = context.identity.credentials.by_account(account_id)
    shown = with_proof(new_recovery(account_id, credentials, context.identity), "clerk")
    opening, token = offered(shown)
    until = context.now + LINK_LIVES
    context.identity.recoveries.add(replace(opening, asked_by=context.actor, expires_at=until))
    context.record(BeginningOffered(subject=account_id, recovery=opening.id, until=until))
    return f"{context.issuer}/recover/link/{token}"
