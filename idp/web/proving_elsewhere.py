"""What an upstream answered to a recovery: a proof, or a page that says the same to everybody."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from flask import Response

from idp.audit.events import UpstreamAnswerRefused
from idp.identity.elsewhere import Departure, UpstreamFailed
from idp.identity.recovery_ports import Recovery
from idp.identity.recovery_proofs import NotShown
from idp.identity.recovery_upstream import show_identity
from idp.web import views
from idp.web.exchange import Exchange
from idp.web.recovering import page_of, recovery_here
from idp.web.respond import problem_page, redirect

PROBLEM_OF_REASON: Final[Mapping[str, str]] = MappingProxyType(
    {
        "upstream_level_unknown": "recovery_upstream_level",
        "upstream_not_theirs": "recovery_upstream_not_theirs",
    }
)


def answered(
    recovery: Recovery, departure: Departure, answer: Mapping[str, str], exchange: Exchange
) -> Response:
    """The identity counts as proof in the recovery that left, or the person may try another way."""
    exchange.unit.commit()  # nothing is held while the network is waited for
    try:
        told = exchange.provider.elsewhere.redeem(departure, answer)
    except UpstreamFailed as failure:
        return failed(failure, recovery, departure, exchange)
    now = recovery_here(exchange, recovery.id)  # it may have gone on meanwhile (I-05)
    outcome = show_identity(now, told, exchange.visit, exchange.unit.identity)
    if isinstance(outcome, NotShown):
        return _problem(PROBLEM_OF_REASON[outcome.reason], recovery, exchange)
    return redirect(page_of(recovery))


def failed(
    failure: UpstreamFailed, recovery: Recovery, departure: Departure, exchange: Exchange
) -> Response:
    """The upstream told nothing; the trail knows why."""
    exchange.unit.record(UpstreamAnswerRefused(upstream=departure.upstream, reason=failure.reason))
    return _problem(f"recovery_upstream_{failure.failing}", recovery, exchange)


def _problem(code: str, recovery: Recovery, exchange: Exchange) -> Response:
    exchange.count("refusals", code)
    return problem_page(views.Problem(code=code, retry_url=page_of(recovery)))
