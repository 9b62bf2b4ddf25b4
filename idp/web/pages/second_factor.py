"""The one-time code, and the page on which a phone is enrolled where the level demands one."""

from flask import Response
from markupsafe import Markup

from idp.identity.assurance import EnrolmentMissing, FactorMissing
from idp.identity.attempt import LoginAttempt
from idp.identity.enrolment import Enrolment, begin_enrolment
from idp.identity.outcomes import Refused, Throttled
from idp.identity.progress import standing
from idp.identity.second_factor import CodeGiven
from idp.protocol.errors import Unanswerable
from idp.web import views
from idp.web.exchange import Exchange
from idp.web.factor_pages import due_path, other_ways
from idp.web.forms import read_form
from idp.web.qr import qr_svg
from idp.web.respond import page, redirect
from idp.web.sentences import reason_words
from idp.web.signing_in import after, attempt_here, cancelled, client_name, submitted

ISSUER_NAME = "Ấn Tín"


def second_factor(exchange: Exchange, attempt_id: str) -> Response:
    """Ask for a code, or take one."""
    attempt = attempt_here(exchange, attempt_id)
    if exchange.request.method == "POST":
        return _taken(attempt, exchange)
    if attempt.session is not None:
        return redirect(attempt.return_path)
    return _page_that_is_due(attempt, exchange)


def _page_that_is_due(attempt: LoginAttempt, exchange: Exchange) -> Response:
    """MF-03: no address skips a step; each shows what durable state still asks for."""
    match standing(attempt, exchange.unit.identity):
        case FactorMissing() as need if "totp" in need.choices:
            return _code_page(attempt, exchange)
        case EnrolmentMissing(factor="totp"):
            return _enrolment_page(attempt, exchange)
        case elsewhere:
            return redirect(due_path(elsewhere, attempt))


def _taken(attempt: LoginAttempt, exchange: Exchange) -> Response:
    fields = read_form(exchange, attempt.id)
    if "cancel" in fields:
        return cancelled(attempt, exchange)
    given = CodeGiven(code=fields.get("otp", ""))
    outcome = submitted(attempt, given, exchange)
    match outcome:
        case Refused(reason="account_locked"):
            raise Unanswerable("account_locked", "the account may not sign in")
        case Refused(reason=reason):
            return _again(attempt, exchange, errors=(("otp", reason_words(reason)),), status=400)
        case Throttled(seconds=seconds):
            return _again(attempt, exchange, wait_seconds=seconds, status=429)
        case _:
            return after(outcome, attempt, exchange)


def _again(
    attempt: LoginAttempt,
    exchange: Exchange,
    *,
    errors: views.Errors = (),
    wait_seconds: int | None = None,
    status: int,
) -> Response:
    if attempt.enrolment is not None:
        return _enrolment_page(attempt, exchange, errors=errors, wait=wait_seconds, status=status)
    return _code_page(attempt, exchange, errors=errors, wait=wait_seconds, status=status)


def _code_page(
    attempt: LoginAttempt,
    exchange: Exchange,
    *,
    errors: views.Errors = (),
    wait: int | None = None,
    status: int = 200,
) -> Response:
    view = views.SecondFactor(
        action=f"/second-factor/{attempt.id}",
        csrf=exchange.token(attempt.id),
        errors=errors,
        client_name=client_name(exchange),
        wait_seconds=wait,
        other_ways=other_ways(standing(attempt, exchange.unit.identity), "totp", attempt),
    )
    return page("second_factor.html", view, status=status, form_targets=exchange.form_targets)


def _enrolment_page(
    attempt: LoginAttempt,
    exchange: Exchange,
    *,
    errors: views.Errors = (),
    wait: int | None = None,
    status: int = 200,
) -> Response:
    enrolment = begin_enrolment(attempt, exchange.unit.identity)
    if enrolment is None:
        return redirect(f"/sign-in/{attempt.id}")
    view = views.EnrolTotp(
        action=f"/enrol/{attempt.id}",
        csrf=exchange.token(attempt.id),
        qr_svg=Markup(qr_svg(enrolment.uri)),  # noqa: S704 - our own drawing, of our own URI
        secret=_in_groups(enrolment),
        account=attempt.username,
        issuer=ISSUER_NAME,
        errors=errors,
        wait_seconds=wait,
    )
    return page("enrol_totp.html", view, status=status, form_targets=exchange.form_targets)


def _in_groups(enrolment: Enrolment) -> str:
    secret = enrolment.seed.base32()
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
