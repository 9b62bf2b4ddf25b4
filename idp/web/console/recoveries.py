"""Recoveries in person that a clerk proposed, for a second official: one link, shown once."""

from typing import Final

from flask import Response

from idp.administration import recoveries
from idp.administration.refusal import Refused
from idp.identity.recovery_ports import Recovery
from idp.web.console.areas import frame
from idp.web.console.desk import Desk
from idp.web.console.refusals import errors_of
from idp.web.console.views import OneLink, RecoveryList, RecoveryRow
from idp.web.console.words import actor_words
from idp.web.respond import page
from idp.web.translate import gettext
from idp.web.views import Errors

RECOVERIES: Final = "/console/recoveries"


def listed(desk: Desk) -> Response:
    """Show what waits for a second official."""
    return page("console/recoveries.html", _view(desk))


def approve(desk: Desk, recovery: str) -> Response:
    """Show the link for the person, this once; or why not."""
    desk.fields()
    if recovery not in {one.id for one in visible(desk)}:
        desk.turn_away("recoveries.approve")
    try:
        token = recoveries.approve(recovery, desk.context)
    except Refused as refusal:
        view = _view(desk, errors_of(refusal))
        return page("console/recoveries.html", view, status=409)
    once = OneLink(
        frame=frame(desk, "recoveries"),
        heading=gettext("The person's link"),
        said=gettext(
            "Hand it to the person alone. It is shown this once, and works once within 24 hours."
        ),
        link=f"{desk.exchange.issuer}/recover/link/{token}",
        back_url=RECOVERIES,
    )
    return page("console/one_link.html", once)


def visible(desk: Desk) -> list[Recovery]:
    """Those of people for whom this official may approve."""
    return [
        one
        for one in recoveries.waiting(desk.context)
        if one.account_id is not None and desk.allows_about("recoveries.approve", one.account_id)
    ]


def _view(desk: Desk, errors: Errors = ()) -> RecoveryList:
    rows = [
        RecoveryRow(
            action=f"{RECOVERIES}/{one.id}/approve",
            about=actor_words(one.account_id or "", desk.context),
            proposer=actor_words(one.asked_by, desk.context),
            until=one.expires_at,
            is_own=one.asked_by == desk.account_id,
        )
        for one in visible(desk)
    ]
    return RecoveryList(frame=frame(desk, "recoveries"), rows=rows, errors=errors)
