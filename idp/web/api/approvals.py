"""The second pair of eyes: proposals and emergencies, listed and decided. Next: `roles.py`."""

from collections.abc import Mapping
from typing import Any, Literal, assert_never

from pydantic import Field

from idp.administration import approvals, break_glass
from idp.administration.approvals import Executed, Failed, Shown
from idp.administration.emergency_ports import Emergency
from idp.administration.refusal import Refused
from idp.administration.role_changes import change_in
from idp.web.api.answering import Told
from idp.web.api.call import Call
from idp.web.api.models import Number, Page, Reason, Strict, instant, instant_or_none
from idp.web.api.paging import part_of


class ProposalPath(Strict):
    """A proposal by its id."""

    proposal_id: Number


class EmergencyPath(Strict):
    """An act under broken glass by its id."""

    emergency_id: Number


class Proposal(Strict):
    """A dangerous act as a difference: how it is now, and how it would be."""

    proposal: Number
    kind: str
    state: Literal["open", "approved", "refused", "withdrawn", "failed", "expired"]
    account_id: str | None
    organisation: str | None
    now: dict[str, Any]
    then: dict[str, Any]
    proposer: str
    created: str
    expires: str
    decided_by: str | None
    decided: str | None
    reason: str | None


class Proposals(Strict):
    """Some proposals; `next` is the cursor of what follows."""

    proposals: list[Proposal]
    next: str | None


class OwnProposals(Strict):
    """What the caller proposed, the newest first, decided or not: the last fifty."""

    proposals: list[Proposal]


class Decided(Strict):
    """What came of a decision; failed: approved, and could not be done any more."""

    outcome: Literal["done", "failed", "refused", "withdrawn"]
    proposal: Number
    reason: str | None = None


class EmergencyDocument(Strict):
    """What was done under broken glass; two others confirm it."""

    emergency: Number
    kind: str
    change: dict[str, Any]
    by: str
    reason: str
    confirmations: int = Field(ge=0, le=2)
    due: str


class Emergencies(Strict):
    """What waits for confirmation; `next` is the cursor of what follows."""

    emergencies: list[EmergencyDocument]
    next: str | None


class Confirmed(Strict):
    """How many have confirmed it."""

    emergency: Number
    confirmations: int


def listed(call: Call, query: Page) -> Told:
    """What waits for a second person where the caller may look."""
    found = [one for one in approvals.listed(call.context) if call.allows(one.organisation)]
    part = part_of(found, lambda one: (one.proposal.expires_at, one.proposal.id), query, call)
    told = [_told(one) for one in part.entries]
    return Told(body=Proposals(proposals=told, next=part.following))


def shown(call: Call, path: ProposalPath) -> Told:
    """One proposal, decided ones included."""
    return Told(body=_told(_found(call, path)))


def approve(call: Call, path: ProposalPath) -> Told:
    """It is done now, or has failed for good."""
    _found(call, path)
    outcome = approvals.approve(path.proposal_id, call.account_id, call.context)
    match outcome:
        case Executed():
            return Told(body=Decided(outcome="done", proposal=path.proposal_id))
        case Failed(code=code):
            failed = Decided(outcome="failed", proposal=path.proposal_id, reason=code)
            return Told(body=failed)
        case nothing_else:
            assert_never(nothing_else)


def refuse(call: Call, path: ProposalPath, body: Reason) -> Told:
    """It will not be done, and why stands beside it."""
    _found(call, path)
    approvals.refuse(path.proposal_id, call.account_id, body.reason, call.context)
    return Told(body=Decided(outcome="refused", proposal=path.proposal_id))


def own(call: Call) -> Told:
    """What the caller proposed, and what came of it."""
    return Told(body=OwnProposals(proposals=[_told(one) for one in approvals.own(call.context)]))


def withdraw(call: Call, path: ProposalPath) -> Told:
    """It waits no more: the caller, who proposed it, takes it back."""
    approvals.withdraw(path.proposal_id, call.context)
    return Told(body=Decided(outcome="withdrawn", proposal=path.proposal_id))


def unconfirmed(call: Call, query: Page) -> Told:
    """What was done under broken glass where the caller may look."""
    found = [one for one in break_glass.unconfirmed(call.context) if call.allows(_place(one))]
    part = part_of(found, lambda one: (one.acted_at, one.id), query, call)
    told = [_emergency(one) for one in part.entries]
    return Told(body=Emergencies(emergencies=told, next=part.following))


def confirm(call: Call, path: EmergencyPath) -> Told:
    """The caller stands by it; the second one settles it."""
    found = call.context.emergencies.get(path.emergency_id)
    if found is None:
        raise Refused("unknown_emergency", "There is no such act.")
    call.reveal(_place(found))
    after = break_glass.confirm(path.emergency_id, call.account_id, call.context)
    return Told(body=Confirmed(emergency=after.id, confirmations=after.confirmations))


def _found(call: Call, path: ProposalPath) -> Shown:
    found = approvals.shown(path.proposal_id, call.context)
    call.reveal(found.organisation)
    return found


def _told(shown: Shown) -> Proposal:
    proposal = shown.proposal
    return Proposal(
        proposal=proposal.id,
        kind=proposal.kind,
        state=shown.state,
        account_id=shown.subject,
        organisation=shown.organisation,
        now=_side(shown.now),
        then=_side(shown.then),
        proposer=proposal.proposer,
        created=instant(proposal.created_at),
        expires=instant(proposal.expires_at),
        decided_by=proposal.decided_by,
        decided=instant_or_none(proposal.decided_at),
        reason=proposal.reason,
    )


def _place(emergency: Emergency) -> str | None:
    return change_in(emergency.kind, emergency.payload).organisation


def _emergency(emergency: Emergency) -> EmergencyDocument:
    return EmergencyDocument(
        emergency=emergency.id,
        kind=emergency.kind,
        change=_side(emergency.payload),
        by=emergency.actor,
        reason=emergency.reason,
        confirmations=emergency.confirmations,
        due=instant(emergency.due_at),
    )


def _side(values: Mapping[str, object]) -> dict[str, object]:
    """One side of a difference, its moments as RFC 3339 writes them."""
    return {
        name: instant(value) if name in ("since", "until") and isinstance(value, int) else value
        for name, value in values.items()
    }
