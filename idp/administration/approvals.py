"""Four eyes: what was proposed is shown as a difference, then approved or refused by another.

A decision is made once, within 72 h of the proposal, judged by the clock at every reading.
`proposal_kinds.py` is what can be proposed; `second_person.py` says who decides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, Literal

from idp.administration.context import Context
from idp.administration.ports import Decision, Proposal
from idp.administration.proposal_kinds import KINDS, Values, Verdict
from idp.administration.refusal import Refused
from idp.administration.second_person import Deciding, one_line, permit
from idp.audit.events import (
    ProposalApproved,
    ProposalExpired,
    ProposalFailed,
    ProposalRefused,
    ProposalWithdrawn,
)

State = Literal["open"] | Decision
MOST: Final = 50  # of one's own proposals that are shown
ACTS: Final[Mapping[Verdict, str]] = MappingProxyType(
    {"approved": "approvals.approve", "refused": "approvals.refuse"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A proposal as a difference: how it is now, and how it would be."""

    proposal: Proposal
    state: State
    now: Values
    then: Values

    @property
    def subject(self) -> str | None:
        """The account that it concerns."""
        return _named("account", self.proposal)

    @property
    def organisation(self) -> str | None:
        """Where it would count; None: in the whole country."""
        return _named("organisation", self.proposal)


@dataclass(frozen=True, slots=True, kw_only=True)
class Executed:
    """It is done, and recorded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """It was approved, and could not be done any more: nothing changed."""

    code: str
    reason: str


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
        raise _unknown()
    return _shown(proposal, context)


def own(context: Context) -> Sequence[Shown]:
    """What the actor proposed and what came of it, the newest first; the last fifty."""
    return [_shown(proposal, context) for proposal in context.proposals.of(context.actor, MOST)]


def withdraw(proposal_id: str, context: Context) -> None:
    """Nobody decides on it any more: whoever proposed it takes it back.

    Raises Refused for what is not the actor's, as for what does not exist (AD-02), and for what
    waits no more.
    """
    proposal = context.proposals.get(proposal_id)
    if proposal is None or proposal.proposer != context.actor:
        raise _unknown()
    if not context.proposals.withdraw(proposal_id, context.actor, context.now):
        raise Refused("not_waiting", "It was decided before, or its 72 hours are over.")
    subject = _named("account", proposal)
    context.record(ProposalWithdrawn(subject=subject, proposal=proposal_id))


def approve(proposal_id: str, by: str, context: Context) -> Executed | Failed:
    """It is done, or closed as failed; by this account's decision alone.

    Raises Refused for who may not decide, and for what waits no more.
    """
    decided = _decided(proposal_id, "approved", by, context)
    proposal, subject = decided.proposal, decided.subject
    try:
        KINDS[proposal.kind].carry_out(proposal, context)
    except Refused as refusal:
        # Nothing of it was written; that it was approved and failed is.
        context.proposals.fail(proposal.id, refusal.code)
        context.record(
            ProposalFailed(subject=subject, proposal=proposal.id, by=by, reason=refusal.code)
        )
        return Failed(code=refusal.code, reason=refusal.reason)
    context.record(ProposalApproved(subject=subject, proposal=proposal.id, by=by))
    return Executed()


def refuse(proposal_id: str, by: str, reason: str, context: Context) -> None:
    """It will not be done; why stands beside it and in the trail. Raises Refused as above."""
    said = one_line(reason)
    decided = _decided(proposal_id, "refused", by, context, reason=said)
    context.record(
        ProposalRefused(subject=decided.subject, proposal=proposal_id, by=by, reason=said)
    )


def close_expired(context: Context) -> int:
    """What nobody decided within 72 h is over, and recorded once; return how many that were."""
    closed = 0
    for proposal in context.proposals.expired(context.now):
        if context.proposals.close(proposal.id, context.now):
            subject = _named("account", proposal)
            context.record(ProposalExpired(subject=subject, proposal=proposal.id))
            closed += 1
    return closed


def _decided(
    proposal_id: str, verdict: Verdict, by: str, context: Context, *, reason: str | None = None
) -> Shown:
    """The proposal with its decision, which nobody else has made or will make."""
    found = shown(proposal_id, context)
    if found.state != "open":
        raise Refused("not_waiting", "It was decided before, or its 72 hours are over.")
    gains = KINDS[found.proposal.kind].raises_by == verdict
    deciding = Deciding(
        act=ACTS[verdict],
        by=by,
        author=found.proposal.proposer,
        organisation=found.organisation,
        raised=found.subject if gains else None,
    )
    permit(deciding, context)
    decided = replace(
        found.proposal, decision=verdict, decided_by=by, decided_at=context.now, reason=reason
    )
    if not context.proposals.decide(decided):
        raise Refused("not_waiting", "Somebody was quicker.")
    return replace(found, proposal=decided, state=verdict)


def _shown(proposal: Proposal, context: Context) -> Shown:
    kind = KINDS[proposal.kind]
    return Shown(
        proposal=proposal,
        state=state_of(proposal, context.now),
        now=kind.now(proposal, context),
        then=kind.then(proposal, context),
    )


def _unknown() -> Refused:
    return Refused("unknown_proposal", "There is no such proposal.")


def _named(what: str, proposal: Proposal) -> str | None:
    value = proposal.payload.get(what)
    return None if value is None else str(value)
