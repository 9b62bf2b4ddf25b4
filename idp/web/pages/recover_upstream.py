"""Leaving a recovery for an upstream; the answer comes to the address of every sign-in there."""

from flask import Response

from idp.identity.elsewhere import UpstreamFailed
from idp.identity.factors.upstream import acr_values
from idp.identity.recovery import helps
from idp.identity.recovery_upstream import depart
from idp.web.exchange import Exchange
from idp.web.proving_elsewhere import failed
from idp.web.recovering import page_of, recovery_here
from idp.web.respond import redirect
from idp.web.upstream_view import known_upstream

ANY_LEVEL = 1


def leave_to_prove(exchange: Exchange, recovery_id: str, upstream: str) -> Response:
    """Send the person to the upstream, with a state that is good for this recovery alone."""
    recovery, known = recovery_here(exchange, recovery_id), known_upstream(upstream, exchange)
    if not helps(recovery, "upstream"):
        return redirect(page_of(recovery))
    departure = depart(recovery, known, exchange.unit.identity)
    exchange.unit.commit()  # nothing is held while the network is waited for
    try:
        return redirect(exchange.provider.elsewhere.way_to(departure, acr_values(known, ANY_LEVEL)))
    except UpstreamFailed as failure:
        return failed(failure, recovery, departure, exchange)
