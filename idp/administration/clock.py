"""The clock: an operator takes the present time as true after it ran ahead (I-20)."""

from idp.administration.context import Context
from idp.administration.ports import Housekeeping
from idp.audit.events import ClockAccepted


def accept(housekeeping: Housekeeping, context: Context) -> int:
    """The present time counts as the highest committed; return what stood there before."""
    before = housekeeping.accept_clock(context.now)
    context.record(ClockAccepted(latest=before, accepted=context.now))
    return before
