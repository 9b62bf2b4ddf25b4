"""Mandates: who may act for me, for whom I may act; accepted, revoked, and given to somebody."""

from collections.abc import Mapping, Sequence
from typing import assert_never

from flask import Response

from idp.clock import day_of
from idp.identity import attempt as attempts
from idp.identity import mandates as rules
from idp.identity.attempt import Errand
from idp.identity.mandate_terms import end_of, read_day, read_limit
from idp.identity.mandates import Given, NeedRecentSignIn, NotGiven, NotYours, Offer
from idp.identity.password_change import is_recent
from idp.identity.ports import Session
from idp.web import views
from idp.web.exchange import Exchange
from idp.web.forms import read_form
from idp.web.mandate_view import (
    MANDATES,
    NEW,
    appointments,
    mandates_view,
    offered_purposes,
)
from idp.web.respond import page, redirect
from idp.web.sentences import reason_words

USUAL = 365 * 86_400  # seconds: what the law assumes where nothing is said (Civil Code, art. 563)
# At which field the page shows what is wrong.
FIELDS: Mapping[str, str] = {
    "holder_missing": "holder",
    "holder_is_yourself": "holder",
    "too_many_mandates": "holder",
    "covers_missing": "covers",
    "covers_too_much": "covers",
    "limit_malformed": "limit",
    "limit_too_high": "limit",
    "until_malformed": "until",
    "until_past": "until",
    "until_too_late": "until",
}


def mandates(exchange: Exchange) -> Response:
    """Show them, or accept or end one."""
    session = exchange.session()
    if session is None:
        return _signed_in_first(MANDATES, exchange)
    if exchange.request.method == "GET":
        return page("mandates.html", mandates_view(session.account_id, exchange))
    fields, context = read_form(exchange, MANDATES), exchange.unit.identity
    if fields.get("accept"):
        rules.accept(fields["accept"], session, context)
    if fields.get("end"):
        rules.revoke(fields["end"], session, context)
    return redirect(MANDATES)


def new_mandate(exchange: Exchange) -> Response:
    """Give one: to act for oneself, or for an organisation that one represents (I-14)."""
    session = exchange.session()
    if session is None or not is_recent(session, exchange.unit.identity):
        level = 1 if session is None else session.level
        return _signed_in_first(NEW, exchange, level=level)
    purposes = offered_purposes(exchange)
    if exchange.request.method == "GET":
        until = day_of(exchange.unit.identity.now + USUAL)
        return page("mandate_new.html", _view({"until": until}, purposes, session, exchange))
    fields = read_form(exchange, NEW)
    limit, last_day = read_limit(fields.get("limit", "")), read_day(fields.get("until", ""))
    if fields.get("limit", "").strip() and limit is None:
        return _again("limit_malformed", fields, purposes, session, exchange=exchange)
    if last_day is None:
        return _again("until_malformed", fields, purposes, session, exchange=exchange)
    offer = Offer(
        parent=fields.get("principal") or None,
        name=fields.get("holder", ""),
        covers=tuple(fields["optional"].split()),
        offered=[purpose for purpose, _words in purposes],
        limit=limit,
        until=end_of(last_day),
    )
    outcome = rules.give(offer, session, exchange.unit.identity)
    match outcome:
        case Given():
            return redirect(MANDATES)
        case NotGiven(reason=reason):
            return _again(reason, fields, purposes, session, exchange=exchange)
        case NeedRecentSignIn() | NotYours():
            return redirect(NEW)
        case nothing_else:
            assert_never(nothing_else)


def _signed_in_first(path: str, exchange: Exchange, *, level: int = 1) -> Response:
    errand = Errand(return_path=path, demanded_level=level)
    attempt = attempts.begin(errand, exchange.visit, exchange.unit.identity)
    return redirect(f"/sign-in/{attempt.id}")


def _again(
    reason: str,
    fields: Mapping[str, str],
    purposes: Sequence[tuple[str, str]],
    session: Session,
    *,
    exchange: Exchange,
) -> Response:
    errors = ((FIELDS[reason], reason_words(reason)),)
    view = _view(fields, purposes, session, exchange, errors=errors)
    return page("mandate_new.html", view, status=400)


def _view(
    fields: Mapping[str, str],
    purposes: Sequence[tuple[str, str]],
    session: Session,
    exchange: Exchange,
    *,
    errors: views.Errors = (),
) -> views.NewMandate:
    """What was typed is kept."""
    return views.NewMandate(
        action=NEW,
        csrf=exchange.token(NEW),
        mandates_url=MANDATES,
        principals=appointments(session.account_id, exchange),
        purposes=purposes,
        principal=fields.get("principal", ""),
        holder=fields.get("holder", ""),
        covers=fields.get("optional", "").split(),
        limit=fields.get("limit", ""),
        until=fields.get("until", ""),
        errors=errors,
    )
