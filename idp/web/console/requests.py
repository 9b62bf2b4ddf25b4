"""What people ask about their own data, with the clocks of the law; each look is told to them."""

from collections.abc import Callable
from functools import partial
from typing import Final

from flask import Response

from idp.administration import data_requests
from idp.administration.refusal import Refused
from idp.identity.data_requests import DataRequest
from idp.identity.request_clocks import stage_of
from idp.web.console.areas import frame
from idp.web.console.desk import MOST_WAITING, Desk
from idp.web.console.refusals import errors_of
from idp.web.console.views import RequestList, RequestPage, RequestRow
from idp.web.console.words import actor_words
from idp.web.request_words import kind_words, state_words
from idp.web.respond import page, redirect
from idp.web.views import Errors

REQUESTS: Final = "/console/requests"
WAITING: Final = "data_requests.waiting"


def listed(desk: Desk) -> Response:
    """Show what is not over, by its clocks: what people wrote stands on each one's own page."""
    clocks = desk.context.identity.data_requests.clocks()
    found = [one for one in clocks if desk.allows_about(WAITING, one.account_id)]
    view = RequestList(
        frame=frame(desk, "requests"),
        rows=[_row(one, desk) for one in found[:MOST_WAITING]],
        more=len(found[MOST_WAITING:]),
    )
    return page("console/requests.html", view)


def shown(desk: Desk, request: str) -> Response:
    """Show one request with what the person wrote, who can read that somebody looked."""
    seen = _looked_at(_known(request, WAITING, desk), desk)
    return page("console/request.html", _view(seen, desk))


def answer(desk: Desk, request: str) -> Response:
    """The person reads that it is worked on."""
    desk.fields()
    act = partial(data_requests.answer, request, desk.context)
    return _done("answer", act, request, desk)


def extend(desk: Desk, request: str) -> Response:
    """The law's one extension is used, and the person reads why."""
    reason = desk.fields().get("reason", "")
    act = partial(data_requests.extend, request, reason, desk.context)
    return _done("extend", act, request, desk)


def refuse(desk: Desk, request: str) -> Response:
    """It is over, and the person reads why."""
    reason = desk.fields().get("reason", "")
    act = partial(data_requests.refuse, request, reason, desk.context)
    return _done("refuse", act, request, desk)


def _done(name: str, act: Callable[[], object], request: str, desk: Desk) -> Response:
    """The act is carried out where it is this official's, or the page says why not."""
    seen = _known(request, f"data_requests.{name}", desk)
    try:
        act()
    except Refused as refusal:
        errors = errors_of(refusal, reason_missing=f"{name}-reason")
        view = _view(_looked_at(seen, desk), desk, errors)
        return page("console/request.html", view, status=409)
    return redirect(f"{REQUESTS}?done=request_{name}")


def _known(request: str, act: str, desk: Desk) -> DataRequest:
    """The request, where the act is this official's; unknown and out of reach are one (AD-02)."""
    known = desk.context.identity.data_requests.get(request)
    if known is None or not desk.allows_about(act, known.account_id):
        desk.turn_away(act)
    return known


def _looked_at(known: DataRequest, desk: Desk) -> DataRequest:
    """As it stands now; the person can read that somebody looked."""
    waiting = data_requests.waiting(desk.context, sees=lambda one: one == known.account_id)
    return next((one for one in waiting if one.id == known.id), known)


def _row(one: DataRequest, desk: Desk) -> RequestRow:
    return RequestRow(
        url=f"{REQUESTS}/{one.id}",
        words=kind_words(one.kind),
        about=actor_words(one.account_id, desk.context),
        state=state_words(one),
        asked_at=one.asked_at,
        answer_by=one.answer_by if one.answered_at is None and one.extended_at is None else None,
        due_by=one.due_by,
        stage=stage_of(one, desk.context.now),
    )


def _view(one: DataRequest, desk: Desk, errors: Errors = ()) -> RequestPage:
    url = f"{REQUESTS}/{one.id}"
    return RequestPage(
        frame=frame(desk, "requests"),
        row=_row(one, desk),
        told=one.told,
        extension=one.extension,
        reason=one.reason,
        is_open=one.ended_at is None,
        answer_action=f"{url}/answer" if one.answered_at is None else None,
        extend_action=f"{url}/extend" if one.extended_at is None else None,
        refuse_action=f"{url}/refuse",
        errors=errors,
    )
