"""Asking for a second person: when it takes one, and how a proposal begins.

Next: `approvals.py`.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from idp.administration.accounts import SYSTEM
from idp.administration.context import Context
from idp.administration.permissions import NATIONAL
from idp.administration.ports import Proposal
from idp.audit.events import ActProposed, PolicyProposed

ENOUGH: Final = 2  # national administrators who can look at each other's proposals
PROPOSAL_LIVES: Final = 72 * 3600  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """It holds now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """It waits for somebody else's approval."""

    proposal: Proposal


def needs_a_second_person(context: Context) -> bool:
    """Whether there are enough national administrators to wait for another one's decision.

    Only the operator at the server may act alone; every other door proposes. Whom broken glass
    removed counts until two others have confirmed it, or could no more: nobody gets a free hand
    by removing the others first.
    """
    if not context.actor.startswith(SYSTEM):
        return True
    removed = {
        str(one.payload["account"])
        for one in context.emergencies.unconfirmed()
        if one.kind == "role_revoke"
        and one.payload["role"] == NATIONAL
        and one.due_at > context.now
    }
    present = {held.account_id for held in context.roles.living(NATIONAL, context.now)}
    return len(present | removed) >= ENOUGH


def propose(kind: str, payload: Mapping[str, object], context: Context) -> Proposed:
    """It waits for 72 hours; whoever proposes records what."""
    proposal = Proposal(
        id=secrets.token_hex(16),
        kind=kind,
        payload=payload,
        proposer=context.actor,
        created_at=context.now,
        expires_at=context.now + PROPOSAL_LIVES,
    )
    context.proposals.add(proposal)
    return Proposed(proposal=proposal)


def propose_act(kind: str, payload: Mapping[str, object], context: Context) -> Proposed:
    """It waits, and that it does is recorded with the account that it concerns, if any."""
    proposed = propose(kind, payload, context)
    account = payload.get("account")
    context.record(
        ActProposed(
            subject=None if account is None else str(account),
            act=kind,
            proposal=proposed.proposal.id,
        )
    )
    return proposed


def propose_policy(
    kind: str, organisation: str, chosen: Mapping[str, object], context: Context
) -> Proposed:
    """The choice of an organisation waits, and that it does is recorded."""
    proposed = propose(kind, {"organisation": organisation, **chosen}, context)
    number = proposed.proposal.id
    context.record(PolicyProposed(organisation=organisation, act=kind, proposal=number))
    return proposed
