"""The audit trail: heads of lanes, records, checkpoints (I-15, I-17). Implements `Trail`.

A lane's head row is locked last in a transaction, so that writers wait for a commit at most.
Records are only ever added; a body may become NULL, and its file empty, its hash stays.
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
    func,
    select,
    update,
)

from idp.audit.checkpoint import KeptCheckpoint
from idp.audit.events import Event, Origin
from idp.audit.search import Sought, Turning
from idp.audit.trail import Head, Record, extend, genesis
from idp.storage.durable.database import Database, Found, Transaction
from idp.storage.durable.engine import metadata, on_each
from idp.storage.durable.new_rows import add_all, new_rows
from idp.storage.durable.trail_rows import (
    FILED,
    NO_NUMBER,
    SAME,
    file_of,
    record_of,
    trail_files,
    trail_records,
    values_of,
)
from idp.storage.durable.trail_search import searched

LANES: Final = 16
"""On PostgreSQL, so that commits do not wait for one head; SQLite has one writer and one lane."""
MOST: Final = 1 << 62  # no lane is longer; what SQLite keeps for another type comes behind
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
_ADD = new_rows(trail_records, *trail_records.c.keys())
_HEADS = (
    select(trail_heads.c.lane, trail_heads.c.sequence, trail_heads.c.link)
    .where(trail_heads.c.sequence > 0)
    .order_by(trail_heads.c.lane)
)
_FIRST_LANE = select(func.min(trail_records.c.lane))
_NEXT_LANE = _FIRST_LANE.where(trail_records.c.lane > bindparam("after"))
_FIRST_OF_LANE = (
    select(*FILED)
    .join_from(trail_records, trail_files, SAME, isouter=True)
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
_NEWEST_CHECKPOINTS = (
    select(trail_checkpoints.c.number, trail_checkpoints.c.signed)
    .order_by(trail_checkpoints.c.number.desc())
    .limit(bindparam("most", type_=Integer))
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
    .values(body=None)
)
_EMPTY = (
    update(trail_files)
    .where(trail_files.c.at < bindparam("before"))
    .where(trail_files.c.event.is_not(None))
    .values(event=None, actor=None, subject=None, client=None)
)
_FILED_TO = (
    select(trail_files.c.sequence)
    .where(trail_files.c.lane == bindparam("lane"))
    .where(trail_files.c.sequence <= MOST)
    .order_by(trail_files.c.sequence.desc())
    .limit(1)
)
# Each lane by a look at the index, those that no head knows of, too: whose two ends differ.
_FIRST = select(func.min(trail_records.c.lane).label("lane")).cte("lanes", recursive=True)
_LANES = _FIRST.union_all(
    select(
        select(func.min(trail_records.c.lane))
        .where(trail_records.c.lane > _FIRST.c.lane)
        .scalar_subquery()
    ).where(_FIRST.c.lane.is_not(None))
)
_LAST = select(func.max(trail_records.c.sequence)).where(trail_records.c.lane == _LANES.c.lane)
_FILED = (
    select(func.max(trail_files.c.sequence))
    .where(trail_files.c.lane == _LANES.c.lane)
    .where(trail_files.c.sequence <= MOST)
)
_UNFILED = (
    select(_LANES.c.lane)
    .where(_LANES.c.lane.is_not(None))
    .where(_LAST.scalar_subquery() != func.coalesce(_FILED.scalar_subquery(), 0))
)
_FILE = new_rows(trail_files, *trail_files.c.keys())


def append(transaction: Transaction, events: Sequence[Event], origin: Origin, now: int) -> None:
    """The events continue one lane, in the transaction; nothing else may be written after them.

    The lane's head stays locked until the commit.
    """
    lane = 1 if transaction.database.is_sqlite else 1 + secrets.randbelow(LANES)
    transaction.begin()
    head = _locked_head(transaction, lane)
    records, moved = extend(head, [(event, origin) for event in events], now)
    added = add_all(transaction, _ADD, [values_of(record) for record in records])
    if added != len(records):
        raise AssertionError("a record stands behind the head of its lane")
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
        return [record_of(row) for row in self._transaction.rows(statement, parameters)]

    def file(self) -> int:
        """How many were filed in this transaction, lane by lane, in order."""
        return sum(self._file_lane(lane) for (lane,) in self._transaction.rows(_UNFILED))

    def _file_lane(self, lane: int) -> int:
        count, after = 0, self._filed_to(lane)
        while True:
            page = self._page(lane, after)
            if page:
                add_all(self._transaction, _FILE, [file_of(row) for row in page])
                count, after = count + len(page), page[-1][1]
            if len(page) < PAGE:
                return count

    def _filed_to(self, lane: int) -> int | None:
        """The last sequence of the lane that has a file."""
        row = self._transaction.row(_FILED_TO, {"lane": lane})
        return None if row is None else row[0]

    def _lanes(self) -> Iterator[int]:
        """Each lane that has a record: one look at the index for each."""
        ((lane,),) = self._database.read(_FIRST_LANE)
        while lane is not None:
            yield lane
            ((lane,),) = self._database.read(_NEXT_LANE, {"after": lane})

    def _of_lane(self, lane: int, after: int | None) -> Iterator[Record]:
        filed_to = self._filed_to(lane)
        while True:
            page = self._page(lane, after)
            for row in page:
                yield record_of(row, filed_to=NO_NUMBER if filed_to is None else filed_to)
            if len(page) < PAGE:
                return
            after = page[-1][1]

    def _page(self, lane: int, after: int | None) -> Sequence[Found]:
        if after is None:
            return self._database.read(_FIRST_OF_LANE, {"lane": lane})
        return self._database.read(_PAGE_OF_LANE, {"lane": lane, "after": after})

    def checkpoints(self) -> Iterator[str]:
        """Every signed checkpoint, oldest first."""
        after = 0
        while page := self._database.read(_CHECKPOINTS, {"after": after}):
            for row in page:
                yield row[1]
            after = page[-1][0]

    def newest_checkpoints(self, most: int) -> Sequence[KeptCheckpoint]:
        """At most so many, newest first."""
        rows = self._transaction.rows(_NEWEST_CHECKPOINTS, {"most": most})
        return [KeptCheckpoint(number=number, signed=signed) for number, signed in rows]

    def last_checkpoint(self) -> KeptCheckpoint | None:
        """The newest signed checkpoint."""
        return next(iter(self.newest_checkpoints(1)), None)

    def keep_checkpoint(self, checkpoint: KeptCheckpoint) -> bool:
        """Whether it is kept in this transaction; its number follows the last one."""
        last = self.last_checkpoint()
        if checkpoint.number != (last.number if last else 0) + 1:
            return False
        row = {"number": checkpoint.number, "signed": checkpoint.signed}
        return self._transaction.change(_KEEP_CHECKPOINT, row) == 1

    def expire_bodies(self, before: int) -> int:
        """How many bodies of records before that time (seconds UTC) are gone now."""
        self._transaction.change(_EMPTY, {"before": before})
        return self._transaction.change(_EXPIRE, {"before": before})
