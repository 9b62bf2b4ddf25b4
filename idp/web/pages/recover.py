"""Getting back in, page by page: the name, the proofs, the new password. Nobody is signed in.

Every answer is the same for every name until something was proven (I-07).
"""

from flask import Response

from idp.identity import recovery as recoveries
from idp.identity import recovery_links, recovery_password
from idp.identity.factors.password import Busy
from idp.identity.new_password import demands_of
from idp.identity.outcomes import Throttled
from idp.identity.recovery import credentials_of, helps, path_of
from idp.identity.recovery_password import AccountLocked, NotSet, ProofMissing, Recovered
from idp.identity.recovery_ports import Recovery
from idp.identity.recovery_proofs import CodeTyped, Method, NotShown, asks_for_app, show
from idp.protocol.errors import Unanswerable
from idp.web import recovery_views, views
from idp.web.exchange import Exchange
from idp.web.forms import read_form
from idp.web.recovering import RECOVER, gone, page_of, recovery_here, something_else
from idp.web.respond import page, redirect
from idp.web.sentences import password_fault_words, reason_words
from idp.web.signing_in import busy
from idp.web.upstream_view import proofs_of
from idp.web.words import proof_words

FIELD_OF: dict[Method, tuple[str, str]] = {
    "recovery_code": ("recovery_code", "recovery-code"),
    "totp": ("otp", "otp"),
}
"""The field of each code's form, and its id."""


def recover(exchange: Exchange) -> Response:
    """Ask whose account it is, or begin."""
    if exchange.request.method == "GET":
        return page("recover.html", _name_view(exchange))
    fields = read_form(exchange, RECOVER)
    if "cancel" in fields:
        return redirect("/")
    username = fields.get("username", "")
    if not username.strip():
        errors = (("username", reason_words("username_missing")),)
        return page("recover.html", _name_view(exchange, errors=errors), status=400)
    begun = recoveries.begin(username, exchange.visit, exchange.unit.identity)
    if isinstance(begun, Throttled):
        raise Unanswerable("too_many_requests", "too many recoveries from one source")
    return redirect(page_of(begun))


def ways(exchange: Exchange, recovery_id: str) -> Response:
    """Show what may be proven and what was, or send a link, begin the wait, give up."""
    recovery = recovery_here(exchange, recovery_id)
    context = exchange.unit.identity
    if exchange.request.method == "GET":
        if path_of(recovery, credentials_of(recovery, context)) is not None:
            return redirect(f"{page_of(recovery)}/password")
        return page("recover_ways.html", _ways_view(recovery, exchange))
    fields = read_form(exchange, recovery.id)
    if "cancel" in fields:
        return redirect("/")
    if "send" in fields:
        recovery_links.send_link(recovery, exchange.visit, context)
        return redirect(f"{page_of(recovery)}?sent=1")
    if "wait" in fields:
        recovery_links.wait(recovery, context)
    return redirect(page_of(recovery))


def code(exchange: Exchange, recovery_id: str) -> Response:
    """Ask for a recovery code, or take one."""
    return _code_step(exchange, recovery_id, "recovery_code")


def app(exchange: Exchange, recovery_id: str) -> Response:
    """Ask for the authenticator's code behind another proof, or take one."""
    return _code_step(exchange, recovery_id, "totp")


def choose_password(exchange: Exchange, recovery_id: str) -> Response:
    """Ask for the new password, or set it."""
    recovery, context = recovery_here(exchange, recovery_id), exchange.unit.identity
    if path_of(recovery, credentials_of(recovery, context)) is None:
        return redirect(page_of(recovery))
    if exchange.request.method == "GET":
        return _password_page(recovery, exchange)
    fields = read_form(exchange, recovery.id)
    if "cancel" in fields:
        return redirect("/")
    outcome = recovery_password.set_password(recovery, fields.get("new_password", ""), context)
    match outcome:
        case Recovered(codes=made):
            view = recovery_views.Recovered(
                sign_in_url="/sign-in", codes=tuple(one.in_groups() for one in made)
            )
            return page("recovered.html", view)
        case NotSet(reason=reason):
            return _password_page(recovery, exchange, reason)
        case AccountLocked():
            raise Unanswerable("account_locked", "the account may not be recovered")
        case ProofMissing():
            raise gone()
        case Busy():
            return busy()


def _code_step(exchange: Exchange, recovery_id: str, method: Method) -> Response:
    recovery = recovery_here(exchange, recovery_id)
    if exchange.request.method == "GET":
        return _code_page(recovery, exchange, method)
    fields = read_form(exchange, recovery.id)
    if "cancel" in fields:
        return redirect(page_of(recovery))
    name, field = FIELD_OF[method]
    typed = CodeTyped(method=method, code=fields.get(name, ""))
    match show(recovery, typed, exchange.visit, exchange.unit.identity):
        case NotShown(reason=reason):
            errors = ((field, reason_words(reason)),)
            return _code_page(recovery, exchange, method, errors=errors)
        case Throttled(seconds=seconds):
            return _code_page(recovery, exchange, method, wait=seconds)
        case _:
            return redirect(page_of(recovery))


def _name_view(exchange: Exchange, *, errors: views.Errors = ()) -> recovery_views.Recover:
    return recovery_views.Recover(action=RECOVER, csrf=exchange.token(RECOVER), errors=errors)


def _ways_view(recovery: Recovery, exchange: Exchange) -> recovery_views.RecoverWays:
    context, path = exchange.unit.identity, page_of(recovery)
    shown = [proof_words(proof) for proof in recovery.proofs]
    if recovery.state == "waiting":
        return recovery_views.RecoverWays(
            action=path,
            csrf=exchange.token(recovery.id),
            shown=shown,
            waits_until=recovery.ready_at,
        )
    with_app = asks_for_app(recovery, credentials_of(recovery, context))
    return recovery_views.RecoverWays(
        action=path,
        csrf=exchange.token(recovery.id),
        shown=shown,
        code_url="" if "recovery_code" in recovery.proofs else f"{path}/code",
        app_url=f"{path}/app" if with_app else "",
        passkey_url=f"{path}/passkey" if helps(recovery, "second_factor") else "",
        upstreams=proofs_of(recovery, exchange),
        may_send="channel" not in recovery.proofs,
        was_sent=exchange.request.args.get("sent") == "1",
        may_wait=recovery_links.may_wait(recovery, context),
    )


def _code_page(
    recovery: Recovery,
    exchange: Exchange,
    method: Method,
    *,
    errors: views.Errors = (),
    wait: int | None = None,
) -> Response:
    status = 429 if wait else 400 if errors else 200
    path, csrf = page_of(recovery), exchange.token(recovery.id)
    back = something_else(recovery)
    if method == "recovery_code":
        view = recovery_views.RecoveryCode(
            action=f"{path}/code", csrf=csrf, errors=errors, wait_seconds=wait, other_ways=back
        )
        return page("recovery_code.html", view, status=status)
    app_view = views.SecondFactor(
        action=f"{path}/app", csrf=csrf, errors=errors, wait_seconds=wait, other_ways=back
    )
    return page("second_factor.html", app_view, status=status)


def _password_page(recovery: Recovery, exchange: Exchange, reason: str = "") -> Response:
    context = exchange.unit.identity
    account = context.accounts.get(recovery.holder)
    credentials = credentials_of(recovery, context)
    if account is None or credentials is None:
        raise gone()
    shortest = demands_of(account, credentials, context).shortest
    errors = (("new-password", password_fault_words(reason, shortest)),) if reason else ()
    view = recovery_views.RecoverPassword(
        action=f"{page_of(recovery)}/password",
        csrf=exchange.token(recovery.id),
        username=account.username,
        minimum_length=shortest,
        errors=errors,
    )
    return page("recover_password.html", view, status=400 if reason else 200)
