"""What the pages of a recovery share: finding it in this browser, and the way back to its ways."""

from collections.abc import Sequence
from typing import Final

from idp.identity import recovery as recoveries
from idp.identity.recovery_ports import Recovery
from idp.protocol.errors import Unanswerable
from idp.web import views
from idp.web.exchange import Exchange
from idp.web.translate import gettext

RECOVER: Final = "/recover"


def recovery_here(exchange: Exchange, recovery_id: str) -> Recovery:
    """The recovery that goes on in this browser."""
    recovery = recoveries.find(recovery_id, exchange.visit, exchange.unit.identity)
    if recovery is None:
        raise gone()
    return recovery


def gone() -> Unanswerable:
    """There is no such recovery here, whatever became of it."""
    return Unanswerable("recovery_expired", "no such recovery in this browser")


def page_of(recovery: Recovery) -> str:
    """Where it shows what may be proven, and what was."""
    return f"{RECOVER}/{recovery.id}"


def something_else(recovery: Recovery) -> Sequence[views.OtherWay]:
    """The way from one proof to the others."""
    return (views.OtherWay(url=page_of(recovery), words=gettext("Show something else")),)
