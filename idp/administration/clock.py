"""The clock: an operator takes the present time as true after it ran ahead (I-20)."""

from collections.abc import Callable

from idp.administration.context import Context
from idp.audit.events import ClockAccepted


def accept(set_highest: Callable[[int], int], context: Context) -> int:
    """The present time counts as the highest committed; return what stood there before.

    `set_highest` puts it there in the same transaction, and returns what it replaced.
    """
    before = set_highest(context.now)
    context.record(ClockAccepted(latest=before, accepted=context.now))
    return before
