"""Spraying: one hand that tries many accounts a little each (EN-03).

While it is suspected, sources without a known device get fewer failures; nobody else notices.
"""

from typing import Final

from idp.audit.events import SprayingSuspected
from idp.identity.context import Context

WINDOW: Final = 600  # seconds
MANY_ACCOUNTS: Final = 200  # that failed within one window
_PER_ACCOUNT: Final = 3  # failures: people who forget try one account more often than this
_ROOM: Final = "spraying"
_SUSPECTED: Final = "suspected"


def is_suspected(context: Context) -> bool:
    """Whether this window, or the one before, raised the alarm."""
    return context.ephemeral.get(_ROOM, _SUSPECTED) is not None


def note_failure(holder: str, source: str, context: Context) -> None:
    """One more failure is counted; the alarm is raised once a window."""
    window = context.now // WINDOW
    failures = context.ephemeral.count(_ROOM, f"failures:{window}", 2 * WINDOW)
    accounts = _distinct("account", holder, window, context)
    sources = _distinct("source", source, window, context)
    if accounts < MANY_ACCOUNTS or failures > _PER_ACCOUNT * accounts:
        return
    until_next_window_ends = 2 * WINDOW - context.now % WINDOW
    context.ephemeral.put(_ROOM, _SUSPECTED, b"1", until_next_window_ends)
    if context.ephemeral.put_once(_ROOM, f"alarm:{window}", b"1", 2 * WINDOW):
        context.record(SprayingSuspected(accounts=accounts, sources=sources, failures=failures))


def _distinct(kind: str, value: str, window: int, context: Context) -> int:
    counter = f"{kind}s:{window}"
    if context.ephemeral.put_once(_ROOM, f"{kind}:{window}:{value}", b"1", 2 * WINDOW):
        return context.ephemeral.count(_ROOM, counter, 2 * WINDOW)
    return context.ephemeral.counted(_ROOM, counter)
