"""The person's recovery codes: how many are left, and ten new ones, shown once (MF-06)."""

from flask import Response

from idp.identity import password_change
from idp.identity import recovery_codes as codes
from idp.identity.attempt import Errand, begin
from idp.identity.ports import Session
from idp.identity.recovery_codes import Made, SecondFactorMissing, may_have_codes
from idp.web.exchange import Exchange
from idp.web.forms import read_form
from idp.web.recovery_views import RecoveryCodes
from idp.web.respond import page, redirect

HERE = "/account/recovery-codes"


def recovery_codes(exchange: Exchange) -> Response:
    """Show how many are left, or make ten new ones and show them."""
    session, context = exchange.session(), exchange.unit.identity
    if session is None:
        return redirect("/sign-in")
    if not password_change.is_recent(session, context):
        errand = Errand(return_path=HERE, demanded_level=session.level)
        return redirect(f"/sign-in/{begin(errand, exchange.visit, context).id}")
    if exchange.request.method == "GET":
        return _page(session, exchange)
    read_form(exchange, HERE)
    match codes.make_codes(session, context):
        case Made(codes=made):
            return _page(session, exchange, tuple(code.in_groups() for code in made))
        case SecondFactorMissing():
            return _page(session, exchange)
        case _:
            return redirect(HERE)


def _page(session: Session, exchange: Exchange, shown: tuple[str, ...] = ()) -> Response:
    view = RecoveryCodes(
        action=HERE,
        csrf=exchange.token(HERE),
        account_url="/account",
        remaining=exchange.unit.identity.recovery_codes.remaining(session.account_id),
        may_have=may_have_codes(session),
        barred="recovery_code" in session.barred,
        codes=shown,
    )
    return page("recovery_codes.html", view)
