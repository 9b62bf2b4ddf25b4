"""What came up beside requests is recorded: by a thread of each process that serves.

Events go to the trail, what was counted of clients to their notes.

It has transactions of its own, so that no request waits for it, and tries again after a failure.
"""

import logging
from threading import Event, Thread
from typing import Final

from idp.administration.client_tally import Noted
from idp.administration.context import Context
from idp.audit.events import Origin
from idp.identity.ports import StoreUnavailable
from idp.provider import Provider

PAUSE: Final = 1.0  # seconds: how long a new epoch of the replay guard stays untold
_log: Final = logging.getLogger("idp.beside")


def record_beside(provider: Provider, origin: Origin) -> int:
    """Whatever was due stands in the trail; return how many events that were."""
    events = provider.beside.due(provider.clock.now())
    if not events:
        return 0
    with provider.unit(origin) as unit:
        for event in events:
            unit.record(event)
        unit.commit()
    provider.beside.recorded(events)
    return len(events)


def record_tally(provider: Provider, origin: Origin) -> int:
    """What was counted of clients in the minutes that are over is kept; return how much it was."""
    noted = provider.tally.taken(provider.clock.now())
    if noted is None:
        return 0
    try:
        with provider.unit(origin) as unit:
            _keep(noted, unit.administration)
            unit.commit()
    except BaseException:
        provider.tally.put_back(noted)
        raise
    return len(noted.errors) + len(noted.uses)


def _keep(noted: Noted, context: Context) -> None:
    for error in noted.errors:
        context.client_notes.add_error(error)
    for use in noted.uses:
        # Who fetches our keys may name any client, also one that never was.
        if use.what == "tokens" or context.clients.get(use.client_id) is not None:
            context.client_notes.note_use(use)


def keep_recording(provider: Provider, origin: Origin) -> Event:
    """A thread records until the event that is returned is set, or the process ends."""
    stopping = Event()

    def run() -> None:
        while not stopping.wait(PAUSE):
            try:
                record_beside(provider, origin)
                record_tally(provider, origin)
            except StoreUnavailable:
                continue  # nothing is lost; requests have said so in the log
            except Exception:  # a thread that ends would let the bounds fill up unseen
                _log.exception("what came up beside requests was not recorded")

    Thread(target=run, name="beside", daemon=True).start()
    return stopping
