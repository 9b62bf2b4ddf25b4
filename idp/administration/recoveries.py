"""Recovery in person: a clerk who saw the person proposes it, another official approves it.

Neither sees or sets a secret: the approval gives one link, printed for the person, who chooses
the password alone (administration.md).
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from idp.administration.accounts import account_id_of
from idp.administration.context import Context
from idp.administration.refusal import Refused
from idp.audit.events import RecoveryApproved, RecoveryProposed
from idp.identity.notice import tell
from idp.identity.recovery import is_living, moved, new_recovery, with_proof
from idp.identity.recovery_links import offered, with_cancel
from idp.identity.recovery_ports import Recovery

PROPOSAL_LIVES: Final = 72 * 3600  # seconds
LINK_LIVES: Final = 24 * 3600  # seconds, for the person to go home with it


def propose(username: str, ground: str, context: Context) -> str:
    """A recovery of this person waits for a second official; every channel is told.

    Returns its id. Raises Refused for somebody unknown.
    """
    account_id = account_id_of(username, context)
    credentials = context.identity.credentials.by_account(account_id)
    proposed = replace(
        new_recovery(account_id, credentials, context.identity),
        state="proposed",
        asked_by=context.actor,
        expires_at=context.now + PROPOSAL_LIVES,
    )
    context.identity.recoveries.add(proposed)
    context.record(RecoveryProposed(subject=account_id, recovery=proposed.id, ground=ground))
    tell(account_id, "recovery_proposed", {}, context.identity)
    return proposed.id


def waiting(context: Context) -> Sequence[Recovery]:
    """What another official proposed and nobody has approved, the most urgent first."""
    return context.identity.recoveries.proposed(context.now)


def approve(recovery_id: str, context: Context) -> str:
    """The person may come back by the link of the token returned; every channel can cancel it.

    Raises Refused for the official who proposed it, and for what waits no more.
    """
    proposed = context.identity.recoveries.get(recovery_id)
    if proposed is None or not _waits(proposed, context):
        raise Refused("not_proposed", "No such recovery waits for approval.")
    if proposed.asked_by == context.actor:
        raise Refused("own_proposal", "Somebody else has to approve it.")
    opening, link = offered(with_proof(proposed, "clerk"))
    approved, cancel = with_cancel(replace(opening, state=proposed.state))
    prolonged = replace(approved, expires_at=context.now + LINK_LIVES)
    if proposed.account_id is None or moved(prolonged, "approve", context.identity) is None:
        raise Refused("not_proposed", "Somebody was quicker.")
    context.record(RecoveryApproved(subject=proposed.account_id, recovery=recovery_id))
    links = {"cancel": cancel}
    tell(proposed.account_id, "recovery_approved", {}, context.identity, links=links)
    return link


def _waits(recovery: Recovery, context: Context) -> bool:
    return recovery.state == "proposed" and is_living(recovery, context.identity)
