"""Where a registration stands, its activation, and the guardian's confirmation."""

from collections.abc import Sequence

from flask import Response

from idp.identity import attempt as attempts
from idp.identity import password_change
from idp.identity.applicant import Registration
from idp.identity.attempt import Errand
from idp.identity.context import Context
from idp.identity.messages import masked
from idp.identity.registration import activation, activation_link, guardianship
from idp.identity.registration.activation import Activated
from idp.identity.registration.submission import of_browser
from idp.protocol.errors import Unanswerable
from idp.web import registration_views as views
from idp.web.exchange import Exchange
from idp.web.forms import read_form
from idp.web.languages import day
from idp.web.registration_words import refusal_words
from idp.web.respond import page, redirect
from idp.web.signing_in import attempt_named

ACTIVATE = "/activate"
CHILDREN = "/account/children"


def registration(exchange: Exchange, registration_id: str) -> Response:
    """Show where it stands; activate it, or begin its seven days anew."""
    context = exchange.unit.identity
    found = of_browser(registration_id, exchange.visit.browser, context)
    if found is None:
        raise Unanswerable("expired_page", "no such registration in this browser")
    attempt = attempt_named(exchange)
    if exchange.request.method == "GET":
        return page("registration.html", _state(found, attempt, exchange))
    fields = read_form(exchange, found.id)
    if "renew" in fields:
        activation_link.send_again(found, context)
    if "activate" in fields:
        activation.activate(found, context)
    return redirect(_path(found, attempt))


def activate(exchange: Exchange, secret: str) -> Response:
    """Ask whether to activate by a link, then do it: reading a link never spends it."""
    context = exchange.unit.identity
    found = activation_link.of_link(secret, context)
    if found is None or found.activate_until is None or context.now >= found.activate_until:
        raise Unanswerable("activation_expired", "no such link, or its time is over")
    if exchange.request.method == "GET":
        view = views.Activate(action=f"{ACTIVATE}/{secret}", csrf=exchange.token(ACTIVATE))
        return page("activate.html", view)
    read_form(exchange, ACTIVATE)
    proven = activation_link.channel_of(secret)
    outcome = activation.activate(found, context, proven=proven)
    if not isinstance(outcome, Activated):
        raise Unanswerable("activation_expired", outcome.reason)
    return page(
        "activate.html", views.Activate(action="", csrf="", username=outcome.account.username)
    )


def children(exchange: Exchange) -> Response:
    """Show the children who wait for this guardian; confirm or decline (I-14)."""
    session, context = exchange.session(), exchange.unit.identity
    if session is None or not password_change.is_recent(session, context):
        level = 1 if session is None else session.level
        errand = Errand(return_path=CHILDREN, demanded_level=level)
        return redirect(f"/sign-in/{attempts.begin(errand, exchange.visit, context).id}")
    guardian = context.accounts.get(session.account_id)
    if guardian is None:
        raise Unanswerable("access_denied", "nobody is signed in any more")
    waiting = guardianship.children_of(guardian, context)
    if exchange.request.method == "GET":
        return page("children.html", _children(waiting, exchange))
    fields = read_form(exchange, CHILDREN)
    for one in waiting:
        if fields.get("confirm") == one.id:
            guardianship.confirm(one, guardian, context)
        elif fields.get("decline") == one.id:
            guardianship.decline(one, guardian, context)
    return redirect(CHILDREN)


def _state(found: Registration, attempt: str, exchange: Exchange) -> views.Registration:
    context = exchange.unit.identity
    account = None if found.account_id is None else context.accounts.get(found.account_id)
    until = found.activate_until
    return views.Registration(
        action=_path(found, attempt),
        csrf=exchange.token(found.id),
        number=found.id,
        kind=found.kind,
        state=found.state,
        reason_words=refusal_words(found.reason),
        until=until,
        expired=until is not None and context.now >= until,
        username="" if account is None else account.username,
        sign_in_url=_sign_in_path(attempt, exchange),
        look_again_url=_path(found, attempt),
        sent_to=_sent_to(found, context),
    )


def _sent_to(found: Registration, context: Context) -> str:
    """Where the link went, or will go; empty where nothing can be sent."""
    where = None if found.applicant is None else activation_link.where(found.applicant, context)
    return "" if where is None else masked(*where)


def _sign_in_path(attempt: str, exchange: Exchange) -> str:
    """The sign-in that a service waits for, while it lives; else one of their own."""
    waiting = attempts.find(attempt, exchange.visit, exchange.unit.identity) if attempt else None
    return "/sign-in" if waiting is None else f"/sign-in/{waiting.id}"


def _path(found: Registration, attempt: str) -> str:
    return f"/registration/{found.id}" + (f"?attempt={attempt}" if attempt else "")


def _children(waiting: Sequence[Registration], exchange: Exchange) -> views.Children:
    rows = [
        views.ChildRow(id=one.id, name=one.applicant.name, birthdate=day(one.applicant.birthdate))
        for one in waiting
        if one.applicant is not None
    ]
    return views.Children(
        action=CHILDREN, csrf=exchange.token(CHILDREN), account_url="/account", children=rows
    )
