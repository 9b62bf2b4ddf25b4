"""The person's own page: data and its sources, sessions, services, notices; and the password."""

from dataclasses import replace

from flask import Response

from idp.audit.events import ConsentWithdrawn
from idp.identity import attempt as attempts
from idp.identity import password_change
from idp.identity.attempt import Errand
from idp.identity.endings import consent_withdrawn, end_all_sessions, end_session
from idp.identity.factors.password import Busy
from idp.identity.notice import tell
from idp.identity.outcomes import Throttled
from idp.identity.password_change import Changed, NeedRecentSignIn, NewPassword, NotChanged
from idp.identity.ports import Session
from idp.identity.progress import standing
from idp.protocol.consent import Consent
from idp.web import views
from idp.web.account_view import account_view, password_view
from idp.web.exchange import Exchange
from idp.web.factor_pages import due_path
from idp.web.forms import fields_in, read_form
from idp.web.respond import page, redirect
from idp.web.sentences import password_fault_words
from idp.web.signing_in import busy, sign_in_again

ACCOUNT = "/account"
PASSWORD = "/account/password"
ENROL = "/account/enrol"


def begin_sign_in(exchange: Exchange) -> Response:
    """Start a sign-in that no service asked for; it ends on the account page."""
    errand = Errand(return_path=ACCOUNT)
    attempt = attempts.begin(errand, exchange.visit, exchange.unit.identity)
    return redirect(f"/sign-in/{attempt.id}")


def account(exchange: Exchange) -> Response:
    """Show the page, or do what one of its buttons asks."""
    session = exchange.session()
    if session is None:
        return redirect("/sign-in")
    if exchange.request.method == "GET":
        return page("account.html", account_view(session, exchange))
    fields = read_form(exchange, ACCOUNT)
    context = exchange.unit.identity
    if fields.get("end_all_sessions"):
        end_all_sessions(
            session.account_id, context, cause="signed_out_everywhere", present=session
        )
        exchange.drop_session()
        return page("signed_out.html", views.SignedOut())
    if fields.get("end_session"):
        _end_one(fields["end_session"], session, exchange)
    if fields.get("withdraw"):
        _withdraw(fields["withdraw"], session, exchange)
    if fields.get("dismiss"):
        context.notices.dismiss(session.account_id, fields["dismiss"], context.now)
    return redirect(ACCOUNT)


def leave(exchange: Exchange) -> Response:
    """Sign out of this browser."""
    session = exchange.session()
    if session is None:
        fields_in(exchange)
    else:
        read_form(exchange, ACCOUNT)
        end_session(session, exchange.unit.identity)
        exchange.drop_session()
    return page("signed_out.html", views.SignedOut())


def enrol(exchange: Exchange) -> Response:
    """Begin to set up an authenticator app: a step-up that ends with it (MF-06)."""
    session, context = exchange.session(), exchange.unit.identity
    if session is None:
        return redirect("/sign-in")
    if not password_change.is_recent(session, context):
        return redirect(sign_in_again(session, ENROL, exchange))
    if "totp" in session.barred:
        return redirect(ACCOUNT)
    errand = Errand(adds="totp", return_path=ACCOUNT)
    attempt = attempts.begin_step_up(session, errand, exchange.visit, context)
    return redirect(due_path(standing(attempt, context), attempt))


def password(exchange: Exchange) -> Response:
    """Change one's own password (I-14)."""
    session = exchange.session()
    if session is None:
        return redirect("/sign-in")
    if not password_change.is_recent(session, exchange.unit.identity):
        return redirect(sign_in_again(session, PASSWORD, exchange))
    if exchange.request.method == "GET":
        return page("password.html", password_view(session, exchange))
    fields = read_form(exchange, PASSWORD)
    exchange.unit.commit()  # that the person was active; hashing holds up no other writer
    typed = NewPassword(
        current=fields.get("current_password", ""), new=fields.get("new_password", "")
    )
    return _changed(session, typed, exchange)


def _changed(session: Session, typed: NewPassword, exchange: Exchange) -> Response:
    outcome = password_change.change_own_password(
        session, typed, exchange.visit, exchange.unit.identity
    )
    match outcome:
        case Changed(opened=opened):
            if opened is not None:
                exchange.keep_session(opened.cookie)
            return redirect(ACCOUNT)
        case NotChanged(reason=reason):
            field = "current-password" if reason.startswith("current") else "new-password"
            view = password_view(session, exchange)
            errors = ((field, password_fault_words(reason, view.minimum_length)),)
            return page("password.html", replace(view, errors=errors), status=400)
        case Throttled(seconds=seconds):
            view = password_view(session, exchange, wait_seconds=seconds)
            return page("password.html", view, status=429)
        case NeedRecentSignIn():
            return redirect(PASSWORD)
        case Busy():
            return busy()


def _end_one(session_id: str, present: Session, exchange: Exchange) -> None:
    context = exchange.unit.identity
    for other in context.sessions.of_account(present.account_id, context.now):
        if other.id == session_id:
            end_session(other, context)


def _withdraw(client_id: str, session: Session, exchange: Exchange) -> None:
    """Withdrawn consent ends the service's grants; what law grounds cannot be withdrawn."""
    consents = exchange.unit.protocol.consents
    given: Consent | None = consents.of(session.account_id, client_id)
    if given is None or given.ground == "law":
        return
    if consents.withdraw(session.account_id, client_id, exchange.unit.protocol.now):
        exchange.unit.record(
            ConsentWithdrawn(subject=session.account_id, client=client_id, receipt=given.receipt)
        )
        consent_withdrawn(session.account_id, client_id, exchange.unit.identity)
        tell(session.account_id, "consent_withdrawn", {}, exchange.unit.identity)
