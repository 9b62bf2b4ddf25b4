"""The audit trail: heads of lanes, records, checkpoints (I-15, I-17). Implements `Trail`.

A lane's head row is locked last in a transaction, so that writers wait for a commit at most.
Records are only ever added; a body may become NULL with what it is filed under, its hash stays.
Next: `trail_rows.py`, `trail_search.py`.
"""

import secrets
from collections.abc import Iterator, Sequence
from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    Integer,
    Table,
    Text,
    bindparam,
    insert,
    select,
    update,
)

from idp.audit.checkpoint import KeptCheckpoint
from idp.audit.events import Event, Origin
from idp.audit.search import Sought, Turning
from idp.audit.trail import Head, Record, extend, genesis
from idp.storage.durable.database import Database, Transaction
from idp.storage.durable.engine import metadata, on_each
from idp.storage.durable.trail_rows import record_of, trail_records, values_of
from idp.storage.durable.trail_search import searched

LANES: Final = 16
"""On PostgreSQL, so that commits do not wait for one head; SQLite has one writer and one lane."""
PAGE: Final = 500  # records in memory while streaming

trail_heads = Table(
    "trail_heads",
    metadata,
    Column("lane", Integer, primary_key=True, autoincrement=False),
    Column("sequence", BigInteger, nullable=False),
    Column("link", Text, nullable=False),
)
trail_checkpoints = Table(
    "trail_checkpoints",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("signed", Text, nullable=False),
)

# SQLite knows no FOR UPDATE and needs none: its compiler leaves the words out.
_LOCK_HEAD = (
    select(trail_heads.c.sequence, trail_heads.c.link)
    .where(trail_heads.c.lane == bindparam("lane"))
    .with_for_update()
)
_BEGIN_LANE = on_each(
    lambda insert: (
        insert(trail_heads)
        .values(lane=bindparam("lane"), sequence=bindparam("sequence"), link=bindparam("link"))
        .on_conflict_do_nothing()
    )
)
_MOVE_HEAD = (
    update(trail_heads)
    .where(trail_heads.c.lane == bindparam("of_lane"))
    .values(sequence=bindparam("to_sequence"), link=bindparam("to_link"))
)
_ADD = insert(trail_records)
_HEADS = (
    select(trail_heads.c.lane, trail_heads.c.sequence, trail_heads.c.link)
    .where(trail_heads.c.sequence > 0)
    .order_by(trail_heads.c.lane)
)
_FIRST_LANE = select(trail_records.c.lane).order_by(trail_records.c.lane).limit(1)
_NEXT_LANE = _FIRST_LANE.where(trail_records.c.lane > bindparam("after"))
_FIRST_OF_LANE = (
    select(trail_records)
    .where(trail_records.c.lane == bindparam("lane"))
    .order_by(trail_records.c.sequence)
    .limit(PAGE)
)
_PAGE_OF_LANE = _FIRST_OF_LANE.where(trail_records.c.sequence > bindparam("after"))
_CHECKPOINTS = (
    select(trail_checkpoints.c.number, trail_checkpoints.c.signed)
    .where(trail_checkpoints.c.number > bindparam("after"))
    .order_by(trail_checkpoints.c.number)
    .limit(PAGE)
)
_LAST_CHECKPOINT = (
    select(trail_checkpoints.c.number, trail_checkpoints.c.signed)
    .order_by(trail_checkpoints.c.number.desc())
    .limit(1)
)
_KEEP_CHECKPOINT = on_each(
    lambda insert: (
        insert(trail_checkpoints)
        .values(number=bindparam("number"), signed=bindparam("signed"))
        .on_conflict_do_nothing()
    )
)
_EXPIRE = (
    update(trail_records)
    .where(trail_records.c.at < bindparam("before"))
    .where(trail_records.c.body.is_not(None))
    .values(body=None, event=None, actor=None, subject=None, client=None)
)


def append(transaction: Transaction, events: Sequence[Event], origin: Origin, now: int) -> None:
    """The events continue one lane, in the transaction; nothing else may be written after them.

    The lane's head stays locked until the commit.
    """
    lane = 1 if transaction.database.is_sqlite else 1 + secrets.randbelow(LANES)
    transaction.begin()
    head = _locked_head(transaction, lane)
    records, moved = extend(head, [(event, origin) for event in events], now)
    transaction.change_many(_ADD, [values_of(record) for record in records])
    transaction.change(
        _MOVE_HEAD, {"of_lane": lane, "to_sequence": moved.sequence, "to_link": moved.link}
    )


def _locked_head(transaction: Transaction, lane: int) -> Head:
    found = transaction.row(_LOCK_HEAD, {"lane": lane})
    if found is None:
        first = genesis(lane)
        transaction.change(_BEGIN_LANE, {"lane": lane, "sequence": 0, "link": first.link})
        found = transaction.row(_LOCK_HEAD, {"lane": lane})
    if found is None:
        raise AssertionError("the head of a lane was inserted and is not there")
    return Head(lane=lane, sequence=found[0], link=found[1])


class TrailInDatabase:
    """`idp.audit.ports.Trail`: appends in the given transaction, reads outside any."""

    def __init__(self, database: Database, transaction: Transaction) -> None:
        """Append and keep in `transaction`; stream pages of `database`."""
        self._database = database
        self._transaction = transaction

    def append(self, events: Sequence[Event], origin: Origin, now: int) -> None:
        """The events stand in a lane once the transaction commits."""
        if events:
            append(self._transaction, events, origin, now)

    def heads(self) -> tuple[Head, ...]:
        """The last record of every lane, read in one statement."""
        rows = self._transaction.rows(_HEADS)
        return tuple(Head(lane=lane, sequence=sequence, link=link) for lane, sequence, link in rows)

    def records(self, lane: int | None = None, after: int | None = None) -> Iterator[Record]:
        """Records by lane and sequence, a page at a time; lanes that no head knows of, too."""
        for number in self._lanes() if lane is None else [lane]:
            yield from self._of_lane(number, after)

    def found(self, sought: Sought, turning: Turning) -> Sequence[Record]:
        """One page, by the index of what is sought."""
        statement, parameters = searched(sought, turning)
        return [record_of(row) for row in self._database.read(statement, parameters)]

    def _lanes(self) -> Iterator[int]:
        """Each lane that has a record: one look at the index for each."""
        found = self._database.read(_FIRST_LANE)
        while found:
            yield found[0][0]
            found = self._database.read(_NEXT_LANE, {"after": found[0][0]})

    def _of_lane(self, lane: int, after: int | None) -> Iterator[Record]:
        asked: dict[str, object] = {"lane": lane}
        while True:
            place = asked if after is None else {**asked, "after": after}
            statement = _FIRST_OF_LANE if after is None else _PAGE_OF_LANE
            page = self._database.read(statement, place)
            for row in page:
                yield record_of(row)
            if len(page) < PAGE:
                return
            after = page[-1][1]

    def checkpoints(self) -> Iterator[str]:
        """Every signed checkpoint, oldest first."""
        after = 0
        while page := self._database.read(_CHECKPOINTS, {"after": after}):
            for row in page:
                yield row[1]
            after = page[-1][0]

    def last_checkpoint(self) -> KeptCheckpoint | None:
        """The newest signed checkpoint."""
        row = self._transaction.row(_LAST_CHECKPOINT)
        return None if row is None else KeptCheckpoint(number=row[0], signed=row[1])

    def keep_checkpoint(self, checkpoint: KeptCheckpoint) -> bool:
        """Whether it is kept in this transaction; its number follows the last one."""
        last = self.last_checkpoint()
        if checkpoint.number != (last.number if last else 0) + 1:
            return False
        row = {"number": checkpoint.number, "signed": checkpoint.signed}
        return self._transaction.change(_KEEP_CHECKPOINT, row) == 1

    def expire_bodies(self, before: int) -> int:
        """How many bodies of records before that time (seconds UTC) are gone now."""
        return self._transaction.change(_EXPIRE, {"before": before})
