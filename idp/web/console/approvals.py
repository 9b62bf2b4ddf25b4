"""Four eyes at the console: what waits, one proposal as a difference, and the decision on it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from flask import Response

from idp.administration import approvals
from idp.administration.approvals import Executed, Failed, Shown
from idp.administration.proposal_kinds import Values
from idp.administration.refusal import Refused
from idp.clock import day_of, moment
from idp.web.console.areas import frame
from idp.web.console.desk import MOST_WAITING, Desk
from idp.web.console.refusals import errors_of, refusal_words
from idp.web.console.service_words import member_words
from idp.web.console.views import Approvals, Difference, ProposalPage, ProposalRow
from idp.web.console.words import (
    CLIENT_MEMBERS,
    ENVIRONMENTS,
    PRESET_WORDS,
    STATUSES,
    actor_words,
    factor_words,
    minutes_words,
    place_words,
    proposal_words,
    role_words,
    state_words,
    value_name_words,
    words_of,
)
from idp.web.respond import page, redirect
from idp.web.views import Errors

APPROVALS: Final = "/console/approvals"


def listed(desk: Desk) -> Response:
    """Show what waits for a second person, the most urgent first."""
    found = visible(desk)
    view = Approvals(
        frame=frame(desk, "approvals"),
        rows=[row_of(one, desk) for one in found[:MOST_WAITING]],
        more=len(found[MOST_WAITING:]),
    )
    return page("console/approvals.html", view)


def visible(desk: Desk) -> Sequence[Shown]:
    """What waits and this person may see, the most urgent first."""
    return [one for one in approvals.listed(desk.context) if _is_visible(one, desk)]


def shown(desk: Desk, proposal: str) -> Response:
    """Show one proposal, decided ones included."""
    return page("console/approval.html", _view(_visible(proposal, desk), desk))


def approve(desk: Desk, proposal: str) -> Response:
    """It is done by this person's decision, or the page says why not."""
    desk.fields()
    _visible(proposal, desk)
    try:
        outcome = approvals.approve(proposal, desk.account_id, desk.context)
    except Refused as refusal:
        return _again(proposal, errors_of(refusal), desk)
    match outcome:
        case Executed():
            return redirect(f"{APPROVALS}?done=approved")
        case Failed(code=code):
            return _again(proposal, (("act", refusal_words(code)),), desk)


def refuse(desk: Desk, proposal: str) -> Response:
    """It will not be done, by this person's decision, or the page says why not."""
    fields = desk.fields()
    _visible(proposal, desk)
    try:
        approvals.refuse(proposal, desk.account_id, fields.get("reason", ""), desk.context)
    except Refused as refusal:
        return _again(proposal, errors_of(refusal), desk)
    return redirect(f"{APPROVALS}?done=refused")


def _again(proposal: str, errors: Errors, desk: Desk) -> Response:
    """The page as it stands now, with what was wrong; a conflict (RFC 9110 §15.5.10)."""
    view = _view(approvals.shown(proposal, desk.context), desk, errors)
    return page("console/approval.html", view, status=409)


def _visible(proposal: str, desk: Desk) -> Shown:
    """The proposal, where this person may see it; unknown and out of reach are one (AD-02)."""
    try:
        seen = approvals.shown(proposal, desk.context)
    except Refused:
        desk.turn_away("approvals.shown")
    if not _is_visible(seen, desk):
        desk.turn_away("approvals.shown")
    return seen


def _is_visible(seen: Shown, desk: Desk) -> bool:
    return desk.allows("approvals.shown", seen.organisation)


def row_of(seen: Shown, desk: Desk) -> ProposalRow:
    """The proposal as a list shows it."""
    proposal = seen.proposal
    return ProposalRow(
        url=f"{APPROVALS}/{proposal.id}",
        what=proposal_words(proposal.kind),
        about=about_words(seen, desk),
        place=place_words(seen.organisation, desk.context),
        proposer=actor_words(proposal.proposer, desk.context),
        until=proposal.expires_at,
        is_own=proposal.proposer == desk.account_id,
    )


def _view(seen: Shown, desk: Desk, errors: Errors = ()) -> ProposalPage:
    proposal, decided_by = seen.proposal, seen.proposal.decided_by
    url = f"{APPROVALS}/{proposal.id}"
    return ProposalPage(
        frame=frame(desk, "approvals"),
        approve_action=f"{url}/approve",
        refuse_action=f"{url}/refuse",
        what=proposal_words(proposal.kind),
        about=about_words(seen, desk),
        place=place_words(seen.organisation, desk.context),
        proposer=actor_words(proposal.proposer, desk.context),
        created_at=proposal.created_at,
        expires_at=proposal.expires_at,
        state=state_words(seen.state),
        is_open=seen.state == "open",
        is_own=proposal.proposer == desk.account_id,
        decides=desk.allows("approvals.approve", seen.organisation),
        rows=_differences(seen, desk),
        decided_by="" if decided_by is None else actor_words(decided_by, desk.context),
        decided_at=proposal.decided_at,
        reason=proposal.reason or "",
        errors=errors,
    )


def about_words(seen: Shown, desk: Desk) -> str:
    """The person or the service that it concerns; neither, where it concerns a place alone."""
    client = seen.proposal.payload.get("client")
    if client is not None:
        return _service(client, desk)
    return "" if seen.subject is None else actor_words(seen.subject, desk.context)


def _service(client_id: object, desk: Desk) -> str:
    client = desk.context.clients.get(str(client_id))
    return str(client_id) if client is None else client.name


def _differences(seen: Shown, desk: Desk) -> list[Difference]:
    names = dict.fromkeys((*seen.now, *seen.then))
    return [
        Difference(
            name=value_name_words(name),
            now=_value(name, seen.now, desk),
            then=_value(name, seen.then, desk),
        )
        for name in names
    ]


def _value(name: str, values: Values, desk: Desk) -> str:
    if name not in values:
        return ""
    value, written = values[name], VALUES.get(name)
    if value is None:
        return "–"
    if written is not None:
        return written(value, desk)
    return member_words(name, value) if name in CLIENT_MEMBERS else _plain(value)


def _plain(value: object) -> str:
    """A list or a mapping with commas, everything else as it is."""
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {_plain(one)}" for name, one in value.items()) or "–"
    return ", ".join(str(one) for one in _list(value)) or "–"


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _factors(value: object) -> str:
    return ", ".join(factor_words(str(one)) for one in _list(value)) or "–"


VALUES: Final[Mapping[str, Callable[[object, Desk], str]]] = {
    "role": lambda value, _desk: role_words(str(value)),
    "organisation": lambda value, desk: place_words(str(value), desk.context),
    "since": lambda value, _desk: moment(int(str(value))),
    "until": lambda value, _desk: day_of(int(str(value)) - 1),
    "barred": lambda value, _desk: _factors(value),
    "preset": lambda value, _desk: words_of(PRESET_WORDS, str(value)),
    "idle": lambda value, _desk: minutes_words(int(str(value))),
    "absolute": lambda value, _desk: minutes_words(int(str(value))),
    "unit": lambda value, desk: place_words(str(value), desk.context),
    "below": lambda value, desk: place_words(str(value), desk.context),
    "status": lambda value, _desk: words_of(STATUSES, str(value)),
    "client": lambda value, desk: f"{_service(value, desk)} ({value})",
    "environment": lambda value, _desk: words_of(ENVIRONMENTS, str(value)),
    "factors": lambda value, _desk: _factors(value),
}
"""How a value of a difference is written; others as they are."""
