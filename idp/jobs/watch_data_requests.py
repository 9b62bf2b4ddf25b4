"""Requests about data whose clocks run out raise an alarm, before and when they do."""

from idp.audit.events import Origin
from idp.identity.request_clocks import attend
from idp.provider import Provider


def watch_data_requests(provider: Provider, origin: Origin) -> int:
    """Every clock that came near its end was told of, once; return how many."""
    with provider.unit(origin) as unit:
        waiting = unit.identity.data_requests.clocks()
        raised = [attend(request, unit.identity) for request in waiting]
        unit.commit()
    return sum(raised)
