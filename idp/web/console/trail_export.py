"""What was searched for in the trail, as a file: streamed, and that it left is an event itself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from flask import Response

from idp.administration import evidence
from idp.administration.accounts import LookGround
from idp.administration.evidence import Layout
from idp.administration.refusal import Refused
from idp.audit.events import Origin
from idp.audit.search import Sought
from idp.identity.mandate_terms import day_at
from idp.provider import Provider
from idp.web.console.desk import Desk
from idp.web.console.people import ground_typed
from idp.web.console.refusals import errors_of
from idp.web.console.trail import sought_in, view_of
from idp.web.leaving import pieces
from idp.web.respond import attachment, page

TEXT: Final = "text/plain; charset=utf-8"
FILES: Final[Mapping[Layout, tuple[str, str]]] = {
    "json": ("application/jsonl", "jsonl"),
    "cef": (TEXT, "cef"),
    "syslog": (TEXT, "log"),
}
"""What a file of this layout is, and how its name ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Which records leave, written how, and why."""

    layout: Layout
    sought: Sought
    ground: LookGround


def export(desk: Desk) -> Response:
    """The file begins to leave; or the page says what was wrong, and keeps what was typed."""
    fields = desk.fields()
    try:
        order = Order(
            layout=_layout(fields.get("layout", "")),
            sought=sought_in(fields),
            ground=ground_typed(fields.get("ground", "")),
        )
    except Refused as refusal:
        view = view_of(fields, None, desk, errors_of(refusal))
        return page("console/trail.html", view, status=400)
    exchange = desk.exchange
    leaving = _leaving(order, desk.account_id, exchange.provider, exchange.origin)
    content_type, ending = FILES[order.layout]
    name = f"trail-{day_at(desk.context.now).isoformat()}.{ending}"
    return attachment(leaving, content_type, name)


def _leaving(order: Order, account_id: str, provider: Provider, origin: Origin) -> Iterator[bytes]:
    """In transactions of its own: that of the request ended when the answer began."""
    with provider.unit(origin) as unit:
        unit.acts_as(account_id)
        lines = evidence.exported(
            order.layout,
            unit.operations.trail,
            unit.administration,
            sought=order.sought,
            ground=order.ground,
        )
        yield from pieces(lines, unit)


def _layout(text: str) -> Layout:
    for layout in FILES:
        if layout == text:
            return layout
    raise Refused("unknown_layout", "There is no such layout.")
