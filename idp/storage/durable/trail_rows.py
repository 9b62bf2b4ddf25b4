"""The records of the trail as rows, and how one is read whatever somebody wrote into it.

Their files stand apart, so that who writes a record waits for none of these indexes.
Next: `trail.py`, `trail_search.py`.
"""

from typing import Final

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text

from idp.audit.filing import NOWHERE, Filed, filed_as
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
)
Index("ix_trail_records_at", trail_records.c.at)
trail_files = Table(
    "trail_files",
    metadata,
    Column("lane", Integer, primary_key=True, autoincrement=False),
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("event", Text),
    Column("actor", Text),
    Column("subject", Text),
    Column("client", Text),
)
PLACE: Final = (trail_files.c.at, trail_files.c.lane, trail_files.c.sequence)
"""The order of all lanes merged by time; every index for a search ends in it."""
Index("ix_trail_files_at", *PLACE)
Index("ix_trail_files_event", trail_files.c.event, *PLACE)
Index("ix_trail_files_actor", trail_files.c.actor, *PLACE)
Index("ix_trail_files_subject", trail_files.c.subject, *PLACE)
Index("ix_trail_files_client", trail_files.c.client, *PLACE)

SAME: Final = (trail_files.c.lane == trail_records.c.lane) & (
    trail_files.c.sequence == trail_records.c.sequence
)
FILED: Final = (
    *trail_records.c,
    trail_files.c.at.label("filed_at"),
    trail_files.c.event,
    trail_files.c.actor,
    trail_files.c.subject,
    trail_files.c.client,
)
"""What `record_of` reads, in this order: a record, and its file beside it, if it has one."""


def record_of(row: Found, *, filed_to: int = NO_NUMBER) -> Record:
    """Return the record of a row; what has another type than ours is bad, and verified as such.

    `filed_to`: up to which sequence its lane is filed: one without a file is filed nowhere.
    """
    lane, sequence, at, body_hash, previous, link, body, filed_at, *filed = row
    entry = Entry(
        lane=_whole(lane),
        sequence=_whole(sequence),
        at=_whole(at),
        body_hash=str(body_hash),
        previous=str(previous),
        link=str(link),
    )
    under = NOWHERE if entry.sequence <= filed_to or filed_at is not None else None
    if filed_at is not None and filed_at == at:
        event, actor, subject, client = filed
        under = Filed(event=event, actor=actor, subject=subject, client=client)
    return Record(entry=entry, body=None if body is None else str(body), filed=under)


def file_of(row: Found) -> dict[str, object]:
    """Return the row that files the record of this one."""
    return {"lane": row[0], "sequence": row[1], "at": row[2], **words_of(filed_as(row[6]))}


def words_of(filed: Filed) -> dict[str, str | None]:
    """Return what a record is filed under, by column."""
    return {
        "event": filed.event,
        "actor": filed.actor,
        "subject": filed.subject,
        "client": filed.client,
    }


def values_of(record: Record) -> dict[str, object]:
    """Return the row of a record."""
    entry = record.entry
    return {
        "lane": entry.lane,
        "sequence": entry.sequence,
        "at": entry.at,
        "body_hash": entry.body_hash,
        "previous": entry.previous,
        "link": entry.link,
        "body": record.body,
    }


def _whole(value: object) -> int:
    return value if isinstance(value, int) else NO_NUMBER
