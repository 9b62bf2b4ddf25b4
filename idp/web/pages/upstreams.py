"""The person's identities from elsewhere: link one, with proof of both sides, or unlink it."""

from flask import Response

from idp.identity import attempt as attempts
from idp.identity.attempt import Errand
from idp.identity.linking import unlink
from idp.identity.password_change import is_recent
from idp.identity.ports import Session
from idp.protocol.errors import Unanswerable
from idp.web.exchange import Exchange
from idp.web.forms import read_form
from idp.web.respond import page, redirect
from idp.web.sentences import reason_words
from idp.web.upstream_view import UPSTREAMS, is_barred, upstreams_view


def upstreams(exchange: Exchange) -> Response:
    """Show what is linked, or unlink one."""
    session = exchange.session()
    if session is None:
        return redirect("/sign-in")
    if not is_recent(session, exchange.unit.identity):
        return redirect(_sign_in_again(session, exchange))
    if exchange.request.method == "GET":
        return page("upstreams.html", upstreams_view(session, exchange))
    upstream = read_form(exchange, UPSTREAMS).get("unlink", "")
    if unlink(session, upstream, exchange.unit.identity) == "last_way_in":
        errors = ((f"unlink-{upstream}", reason_words("last_way_in")),)
        view = upstreams_view(session, exchange, errors=errors)
        return page("upstreams.html", view, status=400)
    return redirect(UPSTREAMS)


def link_at(exchange: Exchange, upstream: str) -> Response:
    """Lead to an upstream whose identity is then this person's: both sides are proven just now."""
    session, context = exchange.session(), exchange.unit.identity
    if session is None:
        return redirect("/sign-in")
    if upstream not in context.upstreams:
        raise Unanswerable("not_found", "there is no such upstream")
    if is_barred(context.upstreams[upstream], session):
        return redirect(UPSTREAMS)
    if not is_recent(session, context):
        return redirect(_sign_in_again(session, exchange))
    errand = Errand(links=upstream, return_path=UPSTREAMS)
    attempt = attempts.begin_step_up(session, errand, exchange.visit, context)
    return redirect(f"/elsewhere/{attempt.id}/{upstream}")


def _sign_in_again(session: Session, exchange: Exchange) -> str:
    """Where the person shows anew who they are, before a sensitive change (I-14)."""
    errand = Errand(return_path=UPSTREAMS, demanded_level=session.level)
    attempt = attempts.begin(errand, exchange.visit, exchange.unit.identity)
    return f"/sign-in/{attempt.id}"
