"""What was done under broken glass, and confirming it: two others within 72 hours."""

from typing import Final

from flask import Response

from idp.administration import break_glass
from idp.administration.emergency_ports import Emergency
from idp.administration.refusal import Refused
from idp.administration.role_changes import change_in
from idp.web.console.areas import frame
from idp.web.console.desk import Desk
from idp.web.console.refusals import errors_of
from idp.web.console.views import Emergencies, EmergencyRow
from idp.web.console.words import actor_words, place_words, proposal_words, role_words
from idp.web.respond import page, redirect
from idp.web.views import Errors

EMERGENCIES: Final = "/console/emergencies"


def listed(desk: Desk) -> Response:
    """Show what two others have not confirmed, the oldest first."""
    return page("console/emergencies.html", _view(desk))


def confirm(desk: Desk, emergency: str) -> Response:
    """The official stands by it, or the page says why not."""
    desk.fields()
    waiting = {one.id: one for one in break_glass.unconfirmed(desk.context)}
    if emergency not in waiting or not _is_visible(waiting[emergency], desk):
        desk.turn_away("break_glass.confirm")
    try:
        break_glass.confirm(emergency, desk.account_id, desk.context)
    except Refused as refusal:
        view = _view(desk, errors_of(refusal))
        return page("console/emergencies.html", view, status=409)
    return redirect(f"{EMERGENCIES}?done=confirmed")


def visible(desk: Desk) -> list[Emergency]:
    """Those that this person may see."""
    return [one for one in break_glass.unconfirmed(desk.context) if _is_visible(one, desk)]


def _view(desk: Desk, errors: Errors = ()) -> Emergencies:
    rows = [_row(one, desk) for one in visible(desk)]
    return Emergencies(frame=frame(desk, "emergencies"), rows=rows, errors=errors)


def _is_visible(emergency: Emergency, desk: Desk) -> bool:
    change = change_in(emergency.kind, emergency.payload)
    return desk.allows("break_glass.unconfirmed", change.organisation)


def _row(emergency: Emergency, desk: Desk) -> EmergencyRow:
    change, context = change_in(emergency.kind, emergency.payload), desk.context
    is_over = emergency.due_at <= context.now
    return EmergencyRow(
        action=f"{EMERGENCIES}/{emergency.id}/confirm",
        what=proposal_words(emergency.kind),
        about=actor_words(change.account_id, context),
        role=role_words(change.role),
        place=place_words(change.organisation, context),
        actor=actor_words(emergency.actor, context),
        reason=emergency.reason,
        acted_at=emergency.acted_at,
        due_at=emergency.due_at,
        confirmations=emergency.confirmations,
        is_over=is_over,
        confirmable=not is_over and desk.allows("break_glass.confirm", change.organisation),
    )
