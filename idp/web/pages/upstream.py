"""Signing in elsewhere: the way there, the answer from there, and the question whose it is here.

The answer comes by GET, to an address of its own for each upstream (mix-up, RFC 9207 §4).
"""

from typing import Final

from flask import Response

from idp.audit.events import UpstreamAnswerRefused
from idp.identity import recovery_upstream
from idp.identity.assurance import FactorMissing
from idp.identity.attempt import LoginAttempt
from idp.identity.elsewhere import Departure, Told, UpstreamFailed
from idp.identity.factors.upstream import LEVEL_OF_FACTOR, acr_values
from idp.identity.linking import may_open_account
from idp.identity.login import AccountWanted, ToldElsewhere
from idp.identity.outcomes import Outcome, Refused
from idp.identity.progress import standing
from idp.identity.upstream_step import blame_source, come_back, depart, source_must_wait
from idp.protocol.errors import Unanswerable
from idp.web import views
from idp.web.exchange import Exchange
from idp.web.factor_pages import due_path, other_ways
from idp.web.forms import read_form
from idp.web.proving_elsewhere import answered
from idp.web.request import parameters_of
from idp.web.respond import page, problem_page, redirect
from idp.web.sentences import reason_words
from idp.web.signing_in import after, attempt_here, cancelled, client_name, submitted
from idp.web.upstream_view import UPSTREAMS, claimed_words, known_upstream, ways_of

PROBLEM_OF_REASON: Final = {
    "account_locked": "account_locked",
    "upstream_level_unknown": "upstream_level",
    "upstream_kind": "upstream_kind",
    "upstream_taken": "upstream_taken",
}
"""Every other reason is one of the account: `upstream_barred`."""


def elsewhere(exchange: Exchange, attempt_id: str) -> Response:
    """Show the upstreams where one of them is what is missing."""
    attempt = attempt_here(exchange, attempt_id)
    if attempt.session is not None:
        return redirect(attempt.return_path)
    missing = standing(attempt, exchange.unit.identity)
    asked = missing.choices if isinstance(missing, FactorMissing) else ()
    here = next((one for one in asked if one in LEVEL_OF_FACTOR), None)
    if here is None:
        return redirect(due_path(missing, attempt))
    view = views.Elsewhere(
        action=f"/sign-in/{attempt.id}",
        csrf=exchange.token(attempt.id),
        client_name=client_name(exchange),
        upstreams=ways_of(attempt, exchange),
        other_ways=other_ways(missing, here, attempt),
    )
    return page("elsewhere.html", view, form_targets=exchange.form_targets)


def leave_for(exchange: Exchange, attempt_id: str, upstream: str) -> Response:
    """Send the person to the upstream, with a state that is good for this attempt alone."""
    attempt, known = attempt_here(exchange, attempt_id), known_upstream(upstream, exchange)
    if attempt.session is not None:
        return redirect(attempt.return_path)
    attempt, departure = depart(attempt, known, exchange.unit.identity)
    wanted = acr_values(known, attempt.demanded_level)
    exchange.unit.commit()  # nothing is held while the network is waited for
    try:
        return redirect(exchange.provider.elsewhere.way_to(departure, wanted))
    except UpstreamFailed as failed:
        return _failed(failed, attempt, departure, exchange)


def answer_from(exchange: Exchange, upstream: str) -> Response:
    """Take what the upstream answers, and go on with the sign-in or recovery that left for it."""
    known, context = known_upstream(upstream, exchange), exchange.unit.identity
    if source_must_wait(exchange.visit, context):
        raise Unanswerable("too_many_requests", "too many answers that nobody waits for")
    told = parameters_of(exchange.request, query=True, form=False).values
    state = told.get("state", "")
    proving = recovery_upstream.come_back(state, known.name, exchange.visit, context)
    if proving is not None:
        return answered(*proving, told, exchange)
    back = come_back(state, known.name, exchange.visit, context)
    if back is None:
        blame_source(exchange.visit, context)
        raise Unanswerable("expired_page", "no departure of this browser has this state")
    attempt, departure = attempt_here(exchange, back[0].id), back[1]
    exchange.unit.commit()  # nothing is held while the network is waited for
    try:
        identity = exchange.provider.elsewhere.redeem(departure, told)
    except UpstreamFailed as failed:
        return _failed(failed, attempt, departure, exchange)
    return _gone_on(identity, attempt, exchange)


def link_account(exchange: Exchange, attempt_id: str) -> Response:
    """Ask whose identity it is that an upstream told of: an account's, or a new one's."""
    attempt = attempt_here(exchange, attempt_id)
    if attempt.session is not None:
        return redirect(attempt.return_path)
    if attempt.claimed is None:
        return redirect(f"/sign-in/{attempt.id}")
    if exchange.request.method == "GET":
        return _link_page(attempt, exchange)
    fields = read_form(exchange, attempt.id)
    if "cancel" in fields:
        return cancelled(attempt, exchange)
    if "open" not in fields:
        return redirect(due_path(standing(attempt, exchange.unit.identity), attempt))
    outcome = submitted(attempt, AccountWanted(), exchange)
    match outcome:
        case Refused(reason="upstream_known" | "upstream_facts" as reason):
            errors = (("link-account", reason_words(reason)),)
            return _link_page(attempt, exchange, errors=errors, status=400)
        case Refused(reason=reason):
            return _refused(reason, attempt, exchange)
        case _:
            return after(outcome, attempt, exchange)


def _gone_on(identity: Told, attempt: LoginAttempt, exchange: Exchange) -> Response:
    outcome: Outcome = submitted(attempt, ToldElsewhere(told=identity), exchange)
    if isinstance(outcome, Refused):
        return _refused(outcome.reason, attempt, exchange)
    return after(outcome, attempt, exchange)


def _failed(
    failed: UpstreamFailed, attempt: LoginAttempt, departure: Departure, exchange: Exchange
) -> Response:
    exchange.unit.record(UpstreamAnswerRefused(upstream=departure.upstream, reason=failed.reason))
    return _problem(f"upstream_{failed.failing}", attempt, exchange)


def _refused(reason: str, attempt: LoginAttempt, exchange: Exchange) -> Response:
    return _problem(PROBLEM_OF_REASON.get(reason, "upstream_barred"), attempt, exchange)


def _problem(code: str, attempt: LoginAttempt, exchange: Exchange) -> Response:
    """The page that says what happened, and leads back to where this attempt goes on."""
    exchange.count("refusals", code)
    here = due_path(standing(attempt, exchange.unit.identity), attempt)
    retry = here if attempt.links is None else UPSTREAMS
    return problem_page(views.Problem(code=code, retry_url=retry))


def _link_page(
    attempt: LoginAttempt, exchange: Exchange, *, errors: views.Errors = (), status: int = 200
) -> Response:
    view = views.LinkIdentity(
        action=f"/link/{attempt.id}",
        csrf=exchange.token(attempt.id),
        upstream_name=claimed_words(attempt, exchange) or "",
        client_name=client_name(exchange),
        may_open=may_open_account(attempt, exchange.unit.identity),
        errors=errors,
    )
    return page("link.html", view, status=status, form_targets=exchange.form_targets)
