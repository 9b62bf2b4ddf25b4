"""The pages behind the links of a recovery: going on, and cancelling. Neither needs a sign-in.

Opening one changes nothing, so that whatever fetches links in mails spends nothing (I-12).
"""

from flask import Response

from idp.identity import recovery_links
from idp.identity.recovery import credentials_of
from idp.identity.recovery_links import Dead, Opened, TooEarly
from idp.identity.recovery_ports import Recovery
from idp.protocol.errors import Unanswerable
from idp.web.exchange import Exchange
from idp.web.forms import read_form
from idp.web.recovery_views import RecoverCancel, RecoverLink
from idp.web.respond import page, redirect

LINK = "/recover/link"
CANCEL = "/recover/cancel"


def link(exchange: Exchange, token: str) -> Response:
    """Ask whether to go on in this browser, or go on."""
    if exchange.request.method == "GET":
        return _link_page(exchange, token, recovery_links.look(token, exchange.unit.identity))
    read_form(exchange, LINK)
    outcome = recovery_links.open_link(token, exchange.visit, exchange.unit.identity)
    if isinstance(outcome, Opened):
        return redirect(f"/recover/{outcome.recovery.id}")
    return _link_page(exchange, token, outcome)


def cancel(exchange: Exchange, token: str) -> Response:
    """Ask whether the recovery is to end, or end it."""
    context = exchange.unit.identity
    if exchange.request.method == "GET":
        if not recovery_links.may_cancel(token, context):
            raise _dead()
        return page("recover_cancel.html", _cancel_view(exchange, token))
    read_form(exchange, CANCEL)
    if not recovery_links.cancel(token, context):
        raise _dead()
    return page("recover_cancel.html", _cancel_view(exchange, token, is_cancelled=True))


def _link_page(exchange: Exchange, token: str, found: object) -> Response:
    if isinstance(found, Dead):
        raise _dead()
    view = RecoverLink(
        action=f"{LINK}/{token}",
        csrf=exchange.token(LINK),
        ready_at=found.ready_at if isinstance(found, TooEarly) else None,
        begins=isinstance(found, Recovery) and _is_new(found, exchange),
    )
    return page("recover_link.html", view)


def _is_new(recovery: Recovery, exchange: Exchange) -> bool:
    credentials = credentials_of(recovery, exchange.unit.identity)
    return credentials is not None and credentials.password is None


def _cancel_view(exchange: Exchange, token: str, *, is_cancelled: bool = False) -> RecoverCancel:
    return RecoverCancel(
        action=f"{CANCEL}/{token}", csrf=exchange.token(CANCEL), is_cancelled=is_cancelled
    )


def _dead() -> Unanswerable:
    return Unanswerable("link_expired", "no such link, or it was used")
