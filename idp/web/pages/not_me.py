"""The page behind the link of a new-device notice: one question, one button.

Opening it changes nothing; the link's own token is the form's (I-12), so no cookie is needed.
"""

from flask import Response

from idp.identity import not_me as answers
from idp.protocol.errors import Unanswerable
from idp.web import views
from idp.web.exchange import Exchange
from idp.web.forms import read_form
from idp.web.respond import page, redirect

PASSWORD = "/account/password"
RECOVER = "/recover/link/"


def not_me(exchange: Exchange, token: str) -> Response:
    """Ask whether everything is to end, or end it."""
    if exchange.request.method == "POST":
        return _answered(exchange, token)
    if not answers.may_report(token, exchange.unit.identity):
        raise Unanswerable("link_expired", "no such link, or it was used")
    view = views.NotMe(action=f"/not-me/{token}", csrf=token)
    return page("not_me.html", view)


def _answered(exchange: Exchange, token: str) -> Response:
    fields = read_form(exchange, "not_me", expected=token)
    if "cancel" in fields:
        return redirect("/")
    recovery = answers.report(token, exchange.unit.identity)
    if recovery is None:
        raise Unanswerable("link_expired", "no such link, or it was used")
    view = views.NotMeDone(next_url=PASSWORD, recover_url=f"{RECOVER}{recovery}")
    return page("not_me_done.html", view)
