"""Proposals that nobody decided are closed; acts under broken glass unconfirmed raise an alarm."""

from idp.administration import approvals, break_glass
from idp.audit.events import Origin
from idp.provider import Provider


def watch_approvals(provider: Provider, origin: Origin) -> int:
    """Whatever ran out is told once; return how much that was."""
    with provider.unit(origin) as unit:
        context = unit.administration
        told = approvals.close_expired(context) + break_glass.watch(context)
        unit.commit()
    return told
