"""Four eyes: what was proposed is shown as a difference, then approved or refused by another.

A decision is made once, within 72 h of the proposal, judged by the clock at every reading.
KINDS is what can be proposed; `second_person.py` says who decides.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, Literal

from idp.administration.context import Context
from idp.administration.ports import Decision, HeldRole, Proposal
from idp.administration.refusal import Refused
from idp.administration.role_changes import RoleChange, carry_out, change_in, held_after
from idp.administration.second_person import Deciding, one_line, permit
from idp.audit.events import (
    ProposalApproved,
    ProposalExpired,
    ProposalFailed,
    ProposalRefused,
)

Verdict = Literal["approved", "refused"]
State = Literal["open"] | Decision
ACTS: Final[Mapping[Verdict, str]] = MappingProxyType(
    {"approved": "approvals.approve", "refused": "approvals.refuse"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of proposal: what it would make of what is, and who gains by which verdict."""

    act: str
    now: Callable[[RoleChange, Context], HeldRole | None]
    then: Callable[[RoleChange, Context], HeldRole | None]
    raises_by: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A proposal with what is now and what would be; None: the role is not held."""

    proposal: Proposal
    state: State
    change: RoleChange
    now: HeldRole | None
    then: HeldRole | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Executed:
    """It is done, and recorded."""

    about: HeldRole


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """It was approved, and could not be done any more: nothing changed."""

    code: str
    reason: str


def _held_now(change: RoleChange, context: Context) -> HeldRole | None:
    return context.roles.find(held_after(change, context.now), context.now)


def _held_then(change: RoleChange, context: Context) -> HeldRole | None:
    return held_after(change, context.now)


def _not_held(_change: RoleChange, _context: Context) -> HeldRole | None:
    return None


KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "role_grant": Kind(act="roles.grant", now=_held_now, then=_held_then, raises_by="approved"),
        # Who would lose a role gains by the refusal.
        "role_revoke": Kind(act="roles.revoke", now=_held_now, then=_not_held, raises_by="refused"),
    }
)


def state_of(proposal: Proposal, now: int) -> State:
    """How it stands at this second, whether the worker has closed it or not."""
    if proposal.decision is not None:
        return proposal.decision
    return "open" if proposal.expires_at > now else "expired"


def listed(context: Context) -> Sequence[Shown]:
    """What waits for a second person, the most urgent first."""
    return [_shown(proposal, context) for proposal in context.proposals.open(context.now)]


def shown(proposal_id: str, context: Context) -> Shown:
    """The proposal as a difference, decided ones included; Refused for an unknown one."""
    proposal = context.proposals.get(proposal_id)
    if proposal is None:
        raise Refused("unknown_proposal", "There is no such proposal.")
    return _shown(proposal, context)


def approve(proposal_id: str, by: str, context: Context) -> Executed | Failed:
    """It is done, or closed as failed; by this account's decision alone.

    Raises Refused for who may not decide, and for what waits no more.
    """
    proposal = _decided(proposal_id, "approved", by, context)
    change = change_in(proposal.kind, proposal.payload)
    try:
        about = carry_out(change, "approval", context)
    except Refused as refusal:
        # Nothing of it was written; that it was approved and failed is.
        context.proposals.fail(proposal.id, refusal.code)
        context.record(
            ProposalFailed(
                subject=change.account_id, proposal=proposal.id, by=by, reason=refusal.code
            )
        )
        return Failed(code=refusal.code, reason=refusal.reason)
    context.record(ProposalApproved(subject=change.account_id, proposal=proposal.id, by=by))
    return Executed(about=about)


def refuse(proposal_id: str, by: str, reason: str, context: Context) -> None:
    """It will not be done; why stands beside it and in the trail. Raises Refused as above."""
    said = one_line(reason)
    proposal = _decided(proposal_id, "refused", by, context, reason=said)
    change = change_in(proposal.kind, proposal.payload)
    context.record(
        ProposalRefused(subject=change.account_id, proposal=proposal.id, by=by, reason=said)
    )


def close_expired(context: Context) -> int:
    """What nobody decided within 72 h is over, and recorded once; return how many that were."""
    closed = 0
    for proposal in context.proposals.expired(context.now):
        if context.proposals.close(proposal.id, context.now):
            subject = change_in(proposal.kind, proposal.payload).account_id
            context.record(ProposalExpired(subject=subject, proposal=proposal.id))
            closed += 1
    return closed


def _decided(
    proposal_id: str, verdict: Verdict, by: str, context: Context, *, reason: str | None = None
) -> Proposal:
    """The proposal with its decision, which nobody else has made or will make."""
    found = shown(proposal_id, context)
    if found.state != "open":
        raise Refused("not_waiting", "It was decided before, or its 72 hours are over.")
    gains = KINDS[found.proposal.kind].raises_by == verdict
    deciding = Deciding(
        act=ACTS[verdict],
        by=by,
        author=found.proposal.proposer,
        organisation=found.change.organisation,
        raised=found.change.account_id if gains else None,
    )
    permit(deciding, context)
    decided = replace(
        found.proposal, decision=verdict, decided_by=by, decided_at=context.now, reason=reason
    )
    if not context.proposals.decide(decided):
        raise Refused("not_waiting", "Somebody was quicker.")
    return decided


def _shown(proposal: Proposal, context: Context) -> Shown:
    kind, change = KINDS[proposal.kind], change_in(proposal.kind, proposal.payload)
    return Shown(
        proposal=proposal,
        state=state_of(proposal, context.now),
        change=change,
        now=kind.now(change, context),
        then=kind.then(change, context),
    )
