"""What this official proposed and what came of it; what still waits can be taken back."""

from typing import Final

from flask import Response

from idp.administration import approvals
from idp.administration.approvals import Shown
from idp.administration.refusal import Refused
from idp.web.console.approvals import about_words
from idp.web.console.areas import frame
from idp.web.console.desk import Desk
from idp.web.console.refusals import errors_of
from idp.web.console.views import OwnProposalRow, OwnProposals
from idp.web.console.words import actor_words, place_words, proposal_words, state_words
from idp.web.respond import page, redirect
from idp.web.views import Errors

PROPOSALS: Final = "/console/proposals"


def own(desk: Desk) -> Response:
    """Show the newest first, decided ones included."""
    return page("console/own_proposals.html", _view(desk))


def withdraw(desk: Desk, proposal: str) -> Response:
    """Nobody decides on it any more, or the page says why it is too late."""
    desk.fields()
    try:
        approvals.withdraw(proposal, desk.context)
    except Refused as refusal:
        if refusal.code == "unknown_proposal":
            desk.turn_away("approvals.withdraw")
        return page("console/own_proposals.html", _view(desk, errors_of(refusal)), status=409)
    return redirect(f"{PROPOSALS}?done=withdrawn")


def _view(desk: Desk, errors: Errors = ()) -> OwnProposals:
    return OwnProposals(
        frame=frame(desk, "proposals"),
        rows=[_row(one, desk) for one in approvals.own(desk.context)],
        errors=errors,
    )


def _row(seen: Shown, desk: Desk) -> OwnProposalRow:
    proposal, by = seen.proposal, seen.proposal.decided_by
    waits = seen.state == "open"
    is_another = by is not None and by != proposal.proposer
    return OwnProposalRow(
        what=proposal_words(proposal.kind),
        about=about_words(seen, desk),
        place=place_words(seen.organisation, desk.context),
        created_at=proposal.created_at,
        until=proposal.expires_at,
        state=state_words(seen.state),
        decided_by=actor_words(by, desk.context) if by is not None and is_another else "",
        reason=(proposal.reason or "") if seen.state == "refused" else "",
        action=f"{PROPOSALS}/{proposal.id}/withdraw" if waits else "",
    )
