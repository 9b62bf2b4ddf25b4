"""Freezing one's own account: one question, one button (I-12, I-14)."""

from typing import Final

from flask import Response

from idp.identity.freezing import Frozen, freeze
from idp.identity.password_change import NeedRecentSignIn, is_recent
from idp.web.exchange import Exchange
from idp.web.forms import read_form
from idp.web.freeze_view import Freeze
from idp.web.respond import page, redirect
from idp.web.signing_in import sign_in_again

FREEZE: Final = "/account/freeze"


def freeze_account(exchange: Exchange) -> Response:
    """Ask whether to freeze the account, or freeze it."""
    session, context = exchange.session(), exchange.unit.identity
    if session is None:
        return redirect("/sign-in")
    if exchange.request.method == "GET":
        if not is_recent(session, context):
            return redirect(sign_in_again(session, FREEZE, exchange))
        return page("freeze.html", Freeze(action=FREEZE, csrf=exchange.token(FREEZE)))
    read_form(exchange, FREEZE)
    match freeze(session, context):
        case Frozen():
            exchange.drop_session()
            return page("frozen.html", Freeze(action="", csrf=""))
        case NeedRecentSignIn():
            return redirect(sign_in_again(session, FREEZE, exchange))
