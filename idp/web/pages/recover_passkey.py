"""The page of a recovery that takes a passkey. It looks the same for every name (EN-01)."""

from flask import Response

from idp.identity.recovery import helps
from idp.identity.recovery_passkey import options, show_passkey
from idp.identity.recovery_ports import Recovery
from idp.identity.recovery_proofs import NotShown
from idp.web import views
from idp.web.exchange import Exchange
from idp.web.forms import read_form
from idp.web.recovering import page_of, recovery_here, something_else
from idp.web.respond import page, redirect
from idp.web.sentences import reason_words


def passkey_proof(exchange: Exchange, recovery_id: str) -> Response:
    """Ask for a passkey, or take its answer."""
    recovery = recovery_here(exchange, recovery_id)
    if exchange.request.method == "GET":
        is_asked = helps(recovery, "second_factor")
        return _page(recovery, exchange) if is_asked else redirect(page_of(recovery))
    fields = read_form(exchange, recovery.id)
    if "cancel" in fields:
        return redirect(page_of(recovery))
    response, context = fields.get("passkey", ""), exchange.unit.identity
    outcome = show_passkey(recovery, response, exchange.visit, context)
    if isinstance(outcome, NotShown):
        errors = (("passkey-form", reason_words(outcome.reason)),)
        return _page(recovery, exchange, errors=errors)
    return redirect(page_of(recovery))


def _page(recovery: Recovery, exchange: Exchange, *, errors: views.Errors = ()) -> Response:
    view = views.Passkey(
        action=f"{page_of(recovery)}/passkey",
        csrf=exchange.token(recovery.id),
        passkey_options=options(recovery, exchange.unit.identity),
        errors=errors,
        other_ways=something_else(recovery),
    )
    return page("passkey.html", view, status=400 if errors else 200)
