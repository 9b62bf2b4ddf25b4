"""The phone: who asks, from where; the number that the big screen shows, and a button.

Opening it changes nothing (I-12). Its address holds a secret, so no `Referer` names more than
the origin (`no-referrer` would make browsers post with `Origin: null`).
"""

from typing import Final

from flask import Response

from idp.identity import attempt as attempts
from idp.identity import cross_device as requests
from idp.identity.attempt import Errand
from idp.identity.cross_device import Request
from idp.identity.ports import Session
from idp.identity.visit import browser_and_system
from idp.protocol.errors import Unanswerable
from idp.web import views
from idp.web.exchange import Exchange
from idp.web.forms import read_form
from idp.web.respond import page, problem_page, redirect
from idp.web.sentences import reason_words
from idp.web.translate import gettext
from idp.web.words import level_words

REFERRER: Final = "strict-origin"
_LONGEST_AGENT: Final = 60  # characters of what a browser calls itself, where we do not know it


def approve(exchange: Exchange, secret: str) -> Response:
    """Show what is asked, after a sign-in where that is needed; or take the answer."""
    response = _answered(exchange, secret)
    response.headers["Referrer-Policy"] = REFERRER
    return response


def _answered(exchange: Exchange, secret: str) -> Response:
    context = exchange.unit.identity
    request = requests.by_secret(secret, context)
    if request is None:
        raise Unanswerable("approval_over", "no such request, or it was answered")
    session = exchange.session()
    match "sign_in" if session is None else requests.standing(request, session, context):
        # No exception: the address is alive, so the answer has to be under its own policy.
        case "barred":
            return problem_page(views.Problem(code="approval_barred"))
        case "too_many":
            return problem_page(views.Problem(code="approval_paused"))
        case "may" if session is not None:
            if exchange.request.method == "POST":
                return _pressed(request, session, exchange)
            return _page(request, session, exchange)
        case _:
            return redirect(_sign_in_path(request, exchange))


def _sign_in_path(request: Request, exchange: Exchange) -> str:
    errand = Errand(demanded_level=request.level, return_path=exchange.request.path, in_person=True)
    attempt = attempts.begin(errand, exchange.visit, exchange.unit.identity)
    return f"/sign-in/{attempt.id}"


def _pressed(request: Request, session: Session, exchange: Exchange) -> Response:
    context = exchange.unit.identity
    fields = read_form(exchange, _purpose(request, session))
    if fields.get("decision") == "refuse":
        answer = requests.refuse(request, session, context)
    elif not fields.get("number"):
        errors = (("number", reason_words("number_missing")),)
        return _page(request, session, exchange, errors=errors, status=400)
    else:
        answer = requests.approve(request, fields["number"], session, context)
    if answer == "over":
        raise Unanswerable("approval_over", "answered meanwhile")
    return page("approved.html", views.Approved(answer=answer))


def _page(
    request: Request,
    session: Session,
    exchange: Exchange,
    *,
    errors: views.Errors = (),
    status: int = 200,
) -> Response:
    protocol = exchange.unit.protocol
    client = protocol.clients.get(request.client) if request.client else None
    person = protocol.people.get(session.account_id)
    view = views.Approve(
        action=exchange.request.path,
        csrf=exchange.token(_purpose(request, session)),
        client_name=client.name if client else gettext("Your account page"),
        client_owner=client.owner or None if client else None,
        person_name=str(person.claims.get("name", "")) if person else "",
        address=request.address,
        device=browser_and_system(request.user_agent) or request.user_agent[:_LONGEST_AGENT],
        asked_at=request.created_at,
        level=level_words(request.level),
        choices=request.choices,
        errors=errors,
    )
    return page("approve.html", view, status=status)


def _purpose(request: Request, session: Session) -> str:
    return f"approve:{request.id}:{session.id}"
