"""The page of the waiting room: it asks again by itself, and says honestly how long it takes.

By a header, not by an element of the page: a queue moves in real time, which no reader of pages can
tell from a time limit (WCAG 2.2.1), and nothing is lost with the page, which has no fields.

A passkey costs no hash: it is offered at once, on a page of its own (`pages/passkey.py`), because
this one would load anew under the window in which a device asks for a finger.
"""

from dataclasses import replace
from typing import Final

from flask import Response

from idp.identity.attempt import LoginAttempt, save
from idp.web import views
from idp.web.exchange import Exchange
from idp.web.factor_pages import factor_path
from idp.web.respond import page
from idp.web.signing_in import client_name

SOONEST: Final = 2  # seconds until the page asks again
LATEST: Final = 20  # … so that a person sees it count down


def wait_for_turn(attempt: LoginAttempt, exchange: Exchange) -> Response | None:
    """Return the waiting page, or None where the form may be shown; a turn once given is kept."""
    context = exchange.unit.identity
    turn_at = attempt.turn_at
    if not turn_at:
        turn_at = exchange.provider.waiting_room.turn(attempt.created_at, context.now)
        if turn_at > context.now:
            save(replace(attempt, turn_at=turn_at), context)
    wait = turn_at - context.now
    return _page(attempt, wait, exchange) if wait > 0 else None


def out_of_turn(attempt: LoginAttempt, exchange: Exchange) -> Response | None:
    """Return the waiting page where a password comes before its turn; None in turn (DS-01)."""
    wait = attempt.turn_at - exchange.unit.identity.now
    return _page(attempt, wait, exchange) if wait > 0 else None


def _page(attempt: LoginAttempt, wait: int, exchange: Exchange) -> Response:
    again = min(max(wait, SOONEST), LATEST)
    address = f"/sign-in/{attempt.id}"
    view = views.Waiting(
        retry_url=address,
        retry_seconds=again,
        wait_seconds=wait,
        client_name=client_name(exchange),
        passkey_url=factor_path("passkey", attempt),
    )
    response = page("waiting.html", view, status=503)
    response.headers["Retry-After"] = str(again)
    response.headers["Refresh"] = f"{again};url={address}"
    return response
