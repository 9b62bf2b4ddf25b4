"""The person's own passkeys: add, rename, remove, after a recent strong sign-in (MF-06)."""

from flask import Response

from idp.identity import passkeys as own
from idp.identity.passkeys import Enrolled, NewPasskey, NotEnrolled, Removed
from idp.identity.password_change import NeedRecentSignIn
from idp.identity.ports import Session
from idp.identity.visit import browser_and_system
from idp.web import views
from idp.web.exchange import Exchange
from idp.web.forms import LONGEST_ANSWER, read_form
from idp.web.respond import page, redirect
from idp.web.sentences import reason_words
from idp.web.signing_in import sign_in_again

ACCOUNT = "/account"
PASSKEYS = "/account/passkeys"


def passkeys(exchange: Exchange) -> Response:
    """Show the keys, or do what one of the buttons asks."""
    session = exchange.session()
    if session is None:
        return redirect("/sign-in")
    if exchange.request.method == "GET":
        return _page(session, exchange)
    fields = read_form(exchange, PASSKEYS, longest=LONGEST_ANSWER)
    context, key, name = exchange.unit.identity, fields.get("key", ""), fields.get("name", "")
    done: Removed
    if "rename" in fields:
        done = own.rename(session, key, name, context)
    elif "remove" in fields:
        done = own.remove(session, key, context)
    else:
        return _added(session, NewPasskey(response=fields.get("passkey", ""), name=name), exchange)
    if isinstance(done, NeedRecentSignIn):
        return redirect(sign_in_again(session, PASSKEYS, exchange))
    if done == "last_way_in":
        errors = (("passkeys", reason_words("last_way_in")),)
        return _page(session, exchange, errors=errors, status=400)
    return redirect(PASSKEYS)


def _added(session: Session, given: NewPasskey, exchange: Exchange) -> Response:
    match own.enrol(session, given, exchange.unit.identity):
        case Enrolled():
            # The page of keys may ask for the new one first; the account tells that it is there.
            return redirect(ACCOUNT)
        case NotEnrolled(reason=reason):
            field = "passkeys-barred" if reason == "factor_not_allowed" else "passkey-name"
            errors = ((field, reason_words(reason)),)
            return _page(session, exchange, name=given.name, errors=errors, status=400)
        case NeedRecentSignIn():
            return redirect(sign_in_again(session, PASSKEYS, exchange))


def _page(
    session: Session,
    exchange: Exchange,
    *,
    name: str | None = None,
    errors: views.Errors = (),
    status: int = 200,
) -> Response:
    context = exchange.unit.identity
    ceremony = own.begin_ceremony(session, context)
    if isinstance(ceremony, NeedRecentSignIn):
        return redirect(sign_in_again(session, PASSKEYS, exchange))
    view = views.Passkeys(
        action=PASSKEYS,
        csrf=exchange.token(PASSKEYS),
        account_url=ACCOUNT,
        passkey_options=ceremony.options,
        attested=ceremony.attested,
        barred=not own.may_add(session, context),
        default_name=browser_and_system(exchange.visit.user_agent) if name is None else name,
        rows=[
            views.PasskeyRow(
                id=one.id,
                name=one.name,
                is_hardware=one.is_hardware,
                created_at=one.created_at,
                used_at=one.used_at,
            )
            for one in context.passkeys.of_account(session.account_id)
        ],
        errors=errors,
    )
    return page("passkeys.html", view, status=status)
