"""A person's requests about their data: correct, erase, take back (I-12, I-14)."""

from typing import Final

from flask import Response

from idp.identity.data_requests import DataRequest
from idp.identity.own_requests import NotAsked, ask, cancel
from idp.identity.password_change import NeedRecentSignIn, is_recent
from idp.identity.ports import Session
from idp.web.exchange import Exchange
from idp.web.forms import read_form
from idp.web.own_data_view import OwnRequests, RequestRow
from idp.web.request_words import kind_words, not_asked_words, state_words
from idp.web.respond import page, redirect
from idp.web.signing_in import sign_in_again
from idp.web.views import Errors

REQUESTS: Final = "/account/requests"


def own_requests(exchange: Exchange) -> Response:
    """Show what was asked, with its time; ask for more, or take it back."""
    session, context = exchange.session(), exchange.unit.identity
    if session is None:
        return redirect("/sign-in")
    if exchange.request.method == "GET":
        if not is_recent(session, context):
            return redirect(sign_in_again(session, REQUESTS, exchange))
        return page("own_requests.html", _view(session, exchange))
    fields = read_form(exchange, REQUESTS)
    if "cancel" in fields:
        cancel(session, fields["cancel"], context)
        return redirect(REQUESTS)
    told = fields.get("told", "")
    match ask(session, "erase" if "erase" in fields else "correct", told, context):
        case NeedRecentSignIn():
            return redirect(sign_in_again(session, REQUESTS, exchange))
        case NotAsked(reason=reason):
            errors = (("told", not_asked_words(reason)),)
            view = _view(session, exchange, told=told, errors=errors)
            return page("own_requests.html", view, status=400)
        case DataRequest():
            return redirect(REQUESTS)


def _view(
    session: Session, exchange: Exchange, *, told: str = "", errors: Errors = ()
) -> OwnRequests:
    found = exchange.unit.identity.data_requests.of_account(session.account_id)
    return OwnRequests(
        action=REQUESTS,
        csrf=exchange.token(REQUESTS),
        rows=[_row(one) for one in found],
        told=told,
        errors=errors,
    )


def _row(request: DataRequest) -> RequestRow:
    return RequestRow(
        id=request.id,
        words=kind_words(request.kind),
        told=request.told,
        asked_at=request.asked_at,
        due_by=request.due_by,
        state=state_words(request),
        reason=request.reason,
        open=request.ended_at is None,
        extension=request.extension,
    )
