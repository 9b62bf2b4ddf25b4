"""Locks on accounts: imposed, lifted, and what authorities asked for, forwarded in time."""

from collections.abc import Mapping
from typing import Final

from flask import Response

from idp.administration import locks
from idp.administration.refusal import Refused
from idp.identity.grounds import GROUNDS, GroundName
from idp.identity.lock import Lock
from idp.web.console.areas import frame
from idp.web.console.days import end_typed
from idp.web.console.desk import Desk
from idp.web.console.offices import office_typed
from idp.web.console.refusals import errors_of
from idp.web.console.views import AskedLock, Choice, Locks
from idp.web.console.words import LOCK_GROUNDS, actor_words, words_of
from idp.web.respond import page, redirect
from idp.web.views import Errors

LOCKS: Final = "/console/locks"
CHOSEN: Final[tuple[GroundName, ...]] = tuple(one for one in GROUNDS if one != "restored")
"""What an official may name; `restored` is for an installation that was."""
_TYPED: Final = ("username", "requester", "until")


def listed(desk: Desk) -> Response:
    """Show what waits to be forwarded or decided, and the forms."""
    return page("console/locks.html", _view({}, desk))


def lock(desk: Desk) -> Response:
    """The person cannot sign in any more, or the request for it waits."""
    fields = desk.fields()
    try:
        person = desk.person_named(fields.get("username", ""), "locks.lock")
        made = locks.lock(
            person.username,
            _ground(fields.get("ground", "")),
            desk.context,
            requester=office_typed(fields.get("requester", "")),
            until=end_typed(fields.get("until", "")),
        )
    except Refused as refusal:
        return page("console/locks.html", _view(fields, desk, errors_of(refusal)), status=400)
    return redirect(f"{LOCKS}?done={'locked' if made.is_in_force else 'asked'}")


def unlock(desk: Desk) -> Response:
    """The person can sign in again; what never ends stays."""
    fields = desk.fields()
    try:
        person = desk.person_named(fields.get("username", ""), "locks.unlock")
        locks.unlock(person.username, desk.context)
    except Refused as refusal:
        errors = errors_of(refusal, unknown_account="unlock-username", not_locked="unlock-username")
        return page("console/locks.html", _view({}, desk, errors), status=400)
    return redirect(f"{LOCKS}?done=unlocked")


def forward(desk: Desk, request: str) -> Response:
    """Whoever decides has the request."""
    desk.fields()
    asked = desk.context.identity.locks.get(request)
    if asked is None or not desk.allows_about("locks.forward", asked.account_id):
        desk.turn_away("locks.forward")
    try:
        locks.forward(request, desk.context)
    except Refused as refusal:
        return page("console/locks.html", _view({}, desk, errors_of(refusal)), status=409)
    return redirect(f"{LOCKS}?done=forwarded")


def decide(desk: Desk, request: str) -> Response:
    """How the request ends is proposed: the account is locked, or it is not."""
    decision = desk.fields().get("decision", "")
    asked = desk.context.identity.locks.get(request)
    if asked is None or not desk.allows_about("locks.decide", asked.account_id):
        desk.turn_away("locks.decide")
    if decision not in ("grant", "decline"):
        desk.turn_away("locks.decide")
    try:
        locks.decide(request, desk.context, granted=decision == "grant")
    except Refused as refusal:
        return page("console/locks.html", _view({}, desk, errors_of(refusal)), status=409)
    return redirect(f"{LOCKS}?done=proposed")


def _ground(text: str) -> GroundName:
    chosen = next((one for one in CHOSEN if one == text), None)
    if chosen is None:
        raise Refused("unknown_ground", "Choose a ground.")
    return chosen


def _view(fields: Mapping[str, str], desk: Desk, errors: Errors = ()) -> Locks:
    asked = locks.undecided(desk.context)
    chosen = fields.get("ground", "")
    return Locks(
        frame=frame(desk, "locks"),
        rows=[_row(one, desk) for one in asked if _is_theirs(one, desk)],
        lock_action=f"{LOCKS}/lock",
        unlock_action=f"{LOCKS}/unlock",
        grounds=[
            Choice(value=one, words=words_of(LOCK_GROUNDS, one), chosen=one == chosen)
            for one in CHOSEN
        ],
        fields={name: fields.get(name, "") for name in _TYPED},
        errors=errors,
    )


def _is_theirs(asked: Lock, desk: Desk) -> bool:
    return desk.allows_about("locks.undecided", asked.account_id)


def _row(asked: Lock, desk: Desk) -> AskedLock:
    is_forwarded, url = asked.forwarded_at is not None, f"{LOCKS}/{asked.id}"
    return AskedLock(
        action=None if is_forwarded else f"{url}/forward",
        decide_action=f"{url}/decide" if is_forwarded else None,
        about=actor_words(asked.account_id, desk.context),
        requester=asked.requester,
        requested_at=asked.requested_at,
        forwarded_at=asked.forwarded_at,
        deadline=asked.deadline,
        is_late=asked.deadline <= desk.context.now,
    )
