"""The trail at the console: what happened, by person, actor, service, event and day.

Next: `trail_export.py` for what was found as a file, `verification.py`.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from typing import Final

from flask import Response

from idp.administration import evidence
from idp.administration.evidence import Part
from idp.administration.refusal import Refused
from idp.audit.events import ANONYMOUS, EVENTS
from idp.audit.record import Body, read_body, visible
from idp.audit.search import Sought, Turning, place_in
from idp.audit.trail import Record
from idp.web.console.areas import frame
from idp.web.console.days import beginning_typed, end_typed
from idp.web.console.desk import Desk
from idp.web.console.people import ground_typed, grounds
from idp.web.console.refusals import errors_of
from idp.web.console.views import Choice, RecordRow, TrailPage
from idp.web.console.words import LAYOUT_WORDS, actor_words
from idp.web.respond import page
from idp.web.translate import gettext
from idp.web.views import Errors

TRAIL: Final = "/console/trail"
EXPORT: Final = f"{TRAIL}/export"
VERIFICATION: Final = f"{TRAIL}/verification"
ASKED: Final = ("person", "actor", "service", "event", "since", "until")
_REVIEW: Final = "review"


def searched(desk: Desk) -> Response:
    """Show the form, or a page of what it asks for; whom it asks for can read so.

    A person may be asked for by a number: what is sought stands in no address (I-18).
    """
    if desk.exchange.request.method == "GET":
        return page("console/trail.html", view_of({"ground": _REVIEW}, None, desk))
    fields = desk.fields()
    try:
        turning = Turning(after=place_in(fields.get("after", "")))
        found = evidence.searched(
            sought_in(fields),
            turning,
            desk.exchange.unit.operations.trail,
            desk.context,
            ground=ground_typed(fields.get("ground", "")),
        )
    except Refused as refusal:
        view = view_of(fields, None, desk, errors_of(refusal))
        return page("console/trail.html", view, status=400)
    return page("console/trail.html", view_of(fields, found, desk))


def sought_in(fields: Mapping[str, str]) -> Sought:
    """What was typed; Refused for a day that is none."""
    typed = {name: fields.get(name, "").strip() or None for name in ASKED}
    return Sought(
        person=typed["person"],
        actor=typed["actor"],
        service=typed["service"],
        event=typed["event"],
        since=beginning_typed(typed["since"] or ""),
        until=end_typed(typed["until"] or ""),
    )


def view_of(
    fields: Mapping[str, str], found: Part | None, desk: Desk, errors: Errors = ()
) -> TrailPage:
    """The page with what was typed and what was found; None: nothing was asked for yet."""
    place = None if found is None else found.following
    who = cache(partial(_who, desk=desk))  # a page of one person's records asks once
    return TrailPage(
        frame=frame(desk, "trail"),
        action=TRAIL,
        events=sorted(event.name for event in EVENTS),
        grounds=grounds(fields.get("ground", "")),
        rows=None if found is None else [_row(one, who, desk) for one in found.records],
        following="" if place is None else str(place),
        ground=fields.get("ground", ""),
        fields={name: fields.get(name, "") for name in ASKED},
        export_action=EXPORT,
        layouts=[
            Choice(value=name, words=gettext(words), chosen=name == "json")
            for name, words in LAYOUT_WORDS.items()
        ],
        verification_url=VERIFICATION,
        errors=errors,
    )


def _row(record: Record, who: Callable[[str], str], desk: Desk) -> RecordRow:
    """What it tells; of one that expired, or that nobody of ours wrote, only that it is there."""
    body = None if record.body is None else read_body(record.body)
    if body is None:
        words = (
            gettext("Deleted: its time was over") if record.body is None else gettext("Unreadable")
        )
        return RecordRow(
            at=record.entry.at,
            event=words,
            actor="–",
            subject="–",
            service="–",
            details=(),
        )
    return RecordRow(
        at=record.entry.at,
        event=visible(body.event),
        actor=who(body.actor),
        subject="–" if body.subject is None else who(body.subject),
        service="–" if body.client is None else _service(body.client, desk),
        details=tuple(_details(body)),
    )


def _who(named: str, desk: Desk) -> str:
    """A person by user name, a service by its name, else the id as it stands."""
    if named == ANONYMOUS:
        return gettext("Nobody known")
    if desk.context.clients.get(named) is not None:
        return _service(named, desk)
    return visible(actor_words(named, desk.context))


def _service(client_id: str, desk: Desk) -> str:
    client = desk.context.clients.get(client_id)
    return visible(client_id) if client is None else client.name


def _details(body: Body) -> Iterator[tuple[str, str]]:
    """From where it came, and the event's own facts, under the names of docs/audit_events.md."""
    if body.address:
        yield "address", visible(body.address)
    for name, value in body.details.items():
        if value is None:
            continue
        text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        yield visible(name), visible(text)
