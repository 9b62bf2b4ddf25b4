"""The trail searched by programs: by person, actor, service, event and time."""

from typing import Annotated, Any

from pydantic import StringConstraints

from idp.administration import evidence
from idp.administration.accounts import LookGround
from idp.audit.record import read_object
from idp.audit.search import PLACE, Sought, Turning, place_in
from idp.audit.trail import Record
from idp.web.api.answering import Told
from idp.web.api.call import Call
from idp.web.api.models import Identifier, Seconds, Strict, instant

_Place = Annotated[str, StringConstraints(pattern=f"^{PLACE}$")]


class TrailSearch(Strict):
    """What all records have in common; `after` is the `following` of the page before.

    Whom it is asked for, as `person` or `actor`, can read so.
    """

    ground: LookGround
    person: Identifier | None = None
    actor: Identifier | None = None
    service: Identifier | None = None
    event: Identifier | None = None
    since: Seconds | None = None
    until: Seconds | None = None
    oldest_first: bool = False
    after: _Place | None = None


class TrailRecord(Strict):
    """A record; `body` is as docs/audit_events.md tells, null where its time was over."""

    at: str
    lane: int
    sequence: int
    body: dict[str, Any] | None


class TrailRecords(Strict):
    """One page, the lanes merged by time."""

    records: list[TrailRecord]
    following: str | None


def searched(call: Call, body: TrailSearch) -> Told:
    """A page of the records; that somebody read it is recorded."""
    sought = Sought(
        person=body.person,
        actor=body.actor,
        service=body.service,
        event=body.event,
        since=body.since,
        until=body.until,
    )
    place = None if body.after is None else place_in(body.after)
    turning = Turning(after=place, newest_first=not body.oldest_first)
    trail = call.unit.operations.trail
    found = evidence.searched(sought, turning, trail, call.context, ground=body.ground)
    following = None if found.following is None else str(found.following)
    told = TrailRecords(records=list(map(_told, found.records)), following=following)
    return Told(body=told)


def _told(record: Record) -> TrailRecord:
    entry = record.entry
    body = None if record.body is None else read_object(record.body)
    return TrailRecord(at=instant(entry.at), lane=entry.lane, sequence=entry.sequence, body=body)
