"""The console's first page: what waits for this person, and what would hurt soon."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from flask import Response

from idp.administration import clients, locks
from idp.identity.request_clocks import Stage, stage_of
from idp.web.console.approvals import visible as visible_approvals
from idp.web.console.areas import AREAS, frame
from idp.web.console.desk import Desk
from idp.web.console.emergencies import visible as visible_emergencies
from idp.web.console.recoveries import visible as visible_recoveries
from idp.web.console.roles import scarce_words
from idp.web.console.services import visible as visible_services
from idp.web.console.views import HeldRow, Start, Waiting
from idp.web.console.words import place_words, role_words
from idp.web.respond import page
from idp.web.translate import gettext

Counted = tuple[int, str]
"""How many, and in words why it cannot wait long; empty when it can."""


def start(desk: Desk) -> Response:
    """Show what waits in each area that this person may enter."""
    view = Start(
        frame=frame(desk, "start"),
        waiting=list(_waiting(desk)),
        scarce=scarce_words(desk, "approvals.listed") if desk.reaches("approvals.listed") else [],
        roles=[
            HeldRow(
                role=role_words(one.role),
                place=place_words(one.organisation, desk.context),
                until=one.until,
            )
            for one in desk.held
        ],
    )
    return page("console/start.html", view)


def _waiting(desk: Desk) -> Iterator[Waiting]:
    for area in AREAS:
        counting = COUNTS.get(area.name)
        if counting is None or area.act is None or not desk.reaches(area.act):
            continue
        count, urgent = counting(desk)
        yield Waiting(
            name=area.name, url=area.path, words=gettext(area.words), count=count, urgent=urgent
        )


def _approvals(desk: Desk) -> Counted:
    return len(visible_approvals(desk)), ""


def _emergencies(desk: Desk) -> Counted:
    found = visible_emergencies(desk)
    is_over = any(one.due_at <= desk.context.now for one in found)
    return len(found), gettext("Not confirmed within 72 hours.") if is_over else ""


def _recoveries(desk: Desk) -> Counted:
    return len(visible_recoveries(desk)), ""


def _registrations(desk: Desk) -> Counted:
    if not desk.allows("registrations.waiting", None):
        return 0, ""
    return len(desk.context.identity.registrations.for_review()), ""


def _requests(desk: Desk) -> Counted:
    """By their clocks alone: what people wrote is not looked at here."""
    act, context = "data_requests.waiting", desk.context
    clocks = context.identity.data_requests.clocks()
    found = [one for one in clocks if desk.allows_about(act, one.account_id)]
    stages: set[Stage] = {stage_of(one, context.now) for one in found}
    if "over" in stages:
        return len(found), gettext("The time of the law has run out.")
    return len(found), gettext("The time of the law runs out soon.") if "near" in stages else ""


def _locks(desk: Desk) -> Counted:
    act, now = "locks.undecided", desk.context.now
    asked = locks.undecided(desk.context)
    found = [one for one in asked if desk.allows_about(act, one.account_id)]
    is_late = any(one.deadline <= now for one in found)
    return len(found), gettext("The time of the law has run out.") if is_late else ""


def _services(desk: Desk) -> Counted:
    """Those that have to move: who is in time needs no look."""
    now = desk.context.now
    found = [
        one for one in visible_services(desk) if clients.ends_soon(one, now) and not one.disabled
    ]
    return len(found), gettext("The last day is over or near.") if found else ""


COUNTS: Final[Mapping[str, Callable[[Desk], Counted]]] = {
    "approvals": _approvals,
    "emergencies": _emergencies,
    "recoveries": _recoveries,
    "registrations": _registrations,
    "requests": _requests,
    "locks": _locks,
    "services": _services,
}
"""By the name of the area."""
