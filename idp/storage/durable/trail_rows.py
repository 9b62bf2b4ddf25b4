"""The records of the trail as rows, and how one is read whatever somebody wrote into it.

Next: `trail.py`, `trail_search.py`.
"""

from typing import Final

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text

from idp.audit.filing import NOWHERE, Filed
from idp.audit.trail import Entry, Record
from idp.storage.durable.database import Found
from idp.storage.durable.engine import metadata

NO_NUMBER: Final = -1
"""What stands where SQLite kept something else than a number: no lane or sequence is this one."""

trail_records = Table(
    "trail_records",
    metadata,
    Column("lane", Integer, primary_key=True, autoincrement=False),
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("body_hash", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("link", Text, nullable=False),
    Column("body", Text),
    # What searches ask for; no hash covers it, verification compares it with the body.
    Column("event", Text),
    Column("actor", Text),
    Column("subject", Text),
    Column("client", Text),
)
PLACE: Final = (trail_records.c.at, trail_records.c.lane, trail_records.c.sequence)
"""The order of all lanes merged by time; every index for a search ends in it."""
Index("ix_trail_records_at", *PLACE)
Index("ix_trail_records_event", trail_records.c.event, *PLACE)
Index("ix_trail_records_actor", trail_records.c.actor, *PLACE)
Index("ix_trail_records_subject", trail_records.c.subject, *PLACE)
Index("ix_trail_records_client", trail_records.c.client, *PLACE)


def record_of(row: Found) -> Record:
    """Return the record of a row; what has another type than ours is bad, and verified as such."""
    lane, sequence, at, body_hash, previous, link, body, *filed = row
    entry = Entry(
        lane=_whole(lane),
        sequence=_whole(sequence),
        at=_whole(at),
        body_hash=str(body_hash),
        previous=str(previous),
        link=str(link),
    )
    event, actor, subject, client = filed
    under = Filed(event=event, actor=actor, subject=subject, client=client)
    return Record(entry=entry, body=None if body is None else str(body), filed=under)


def values_of(record: Record) -> dict[str, object]:
    """Return the row of a record."""
    entry, filed = record.entry, record.filed or NOWHERE
    return {
        "lane": entry.lane,
        "sequence": entry.sequence,
        "at": entry.at,
        "body_hash": entry.body_hash,
        "previous": entry.previous,
        "link": entry.link,
        "body": record.body,
        "event": filed.event,
        "actor": filed.actor,
        "subject": filed.subject,
        "client": filed.client,
    }


def _whole(value: object) -> int:
    return value if isinstance(value, int) else NO_NUMBER
