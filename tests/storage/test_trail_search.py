"""The trail is searched by any combination, page by page, and never by reading all of it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any, Final

import pytest
from sqlalchemy import delete, text

from idp.audit.filing import NOWHERE
from idp.audit.search import Sought, Turning, place_of
from idp.audit.trail import Record
from idp.audit.verification import Intact
from idp.storage import Storage
from idp.storage.durable.trail_rows import trail_files
from idp.storage.durable.trail_search import searched
from tests.storage.records import NOW
from tests.storage.tampering import CHECKPOINTS, LANES, TRAIL
from tests.storage.test_tamperings import heads_of, lay, verdict_on
from tests.storage.worlds import ORIGIN
from tests.support.trail import MemoryTrail

FIRST: Final = min(record.entry.at for record in TRAIL.records())
# What is sought → the values tried; each combination of them is one search.
TRIED: Final[dict[str, tuple[object, ...]]] = {
    "person": (None, "account-1"),
    "actor": (None, "account-lan"),
    "service": (None, "hub", "nobody"),
    "event": (None, "code_replay"),
    "since": (None, FIRST + 60),
    "until": (None, FIRST + 120),
}
MANY: Final = 100_000  # records
NUMBERS: Final = (
    "WITH RECURSIVE n(number) AS "
    "(SELECT 0 UNION ALL SELECT number + 1 FROM n WHERE number < :last) "
)
RECORDS: Final = (
    NUMBERS
    + """
INSERT INTO trail_records (lane, sequence, at, body_hash, previous, link, body)
SELECT number % 16 + 1, number / 16 + 1, :now + number / 4, 'h', 'p', 'l', '{}' FROM n
"""
)
FILES: Final = (
    NUMBERS
    + """
INSERT INTO trail_files (lane, sequence, at, event, actor, subject, client)
SELECT number % 16 + 1, number / 16 + 1, :now + number / 4,
    'event_' || CAST(number % 50 AS TEXT), 'actor-' || CAST(number * 7 % 2000 AS TEXT),
    'account-' || CAST(number * 3 % 2000 AS TEXT), 'client-' || CAST(number % 20 AS TEXT)
FROM n
"""
)
READS_ALL: Final = re.compile(
    r"\bSCAN trail_(records|files)$|TEMP B-TREE|Seq Scan|\bSort .* rows=\d{4,}"
)
"""A table without its index, or more rows sorted than somebody has records."""


def pages(trail: Any, sought: Sought, turning: Turning) -> Iterator[list[Record]]:
    """Page after page, to the end."""
    while page := list(trail.found(sought, turning)):
        yield page
        turning = replace(turning, after=place_of(page[-1]))


def all_of(trail: Any, sought: Sought, turning: Turning) -> list[Record]:
    return [record for page in pages(trail, sought, turning) for record in page]


@pytest.mark.parametrize("newest_first", [True, False])
def test_every_combination_finds_the_same_as_reading_everything(
    storage: Storage, newest_first: bool
) -> None:
    lay(storage, LANES, heads_of(LANES), CHECKPOINTS)
    memory = MemoryTrail(lanes={lane: list(records) for lane, records in LANES.items()})
    turning = Turning(newest_first=newest_first, most=5)
    with storage.work(ORIGIN) as work:
        trail = storage.bind(work).trail
        for values in product(*TRIED.values()):
            sought = Sought(**dict(zip(TRIED, values, strict=True)))  # type: ignore[arg-type]
            found = all_of(trail, sought, turning)
            assert found == all_of(memory, sought, turning), sought
            assert found == sorted(found, key=place_of, reverse=newest_first)
        assert len(all_of(trail, Sought(), turning)) == sum(map(len, LANES.values()))
        assert all_of(trail, Sought(event="code_replay"), turning) != []


@pytest.fixture(name="crowded")
def _crowded(storage: Storage) -> Storage:
    """A hundred thousand records, in rows that nobody verifies."""
    with storage.database.engine.connect() as connection:
        for statement in (RECORDS, FILES):
            connection.execute(text(statement), {"last": MANY - 1, "now": NOW})
        connection.exec_driver_sql("ANALYZE")
    return storage


SOUGHT: Final = (
    Sought(),
    Sought(person="account-9"),
    Sought(actor="actor-7"),
    Sought(service="client-3"),
    Sought(event="event_7"),
    Sought(since=NOW + 9_000, until=NOW + 9_100),
    Sought(person="account-9", event="event_9"),
    Sought(person="account-9", actor="actor-21", service="client-3", event="event_3"),
    Sought(service="client-3", event="event_3"),
    Sought(service="client-3", since=NOW + 9_000, until=NOW + 9_100),
    Sought(event="event_7", until=NOW + 20_000),
)


def test_no_search_of_a_hundred_thousand_records_reads_or_sorts_them_all(crowded: Storage) -> None:
    """Whatever is sought, in both directions, from the first page and from the middle."""
    database, bad = crowded.database, []
    explain = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
    middle = NOW + MANY // 8
    with crowded.work(ORIGIN) as work, database.engine.connect() as connection:
        trail = crowded.bind(work).trail
        for sought, newest_first, goes_on in product(SOUGHT, (True, False), (True, False)):
            place = place_of(next(iter(trail.found(Sought(since=middle), Turning(most=1)))))
            turning = Turning(newest_first=newest_first, after=place if goes_on else None)
            statement, parameters = searched(sought, turning)
            wording = database.wordings.of(statement, parameters)
            values = wording.values(parameters)
            given = tuple(values) if isinstance(values, list) else values
            plan = connection.exec_driver_sql(explain + wording.text, given).all()
            lines = [str(column) for row in plan for column in row]
            bad += [f"{line} ← {sought}" for line in lines if READS_ALL.search(line)]
    assert bad == []


def test_what_comes_is_found_once_it_is_filed_and_nothing_twice(storage: Storage) -> None:
    """Whoever writes a record waits for no index; whoever searches files first."""
    lay(storage, LANES, heads_of(LANES), CHECKPOINTS)
    with storage.database.engine.connect() as connection:
        connection.execute(delete(trail_files).where(trail_files.c.sequence > 5))
    filed = []
    for _ in range(2):
        with storage.work(ORIGIN) as work:
            trail = storage.bind(work).trail
            filed.append(trail.file())
            assert len(trail.found(Sought(), Turning(most=500))) == sum(map(len, LANES.values()))
            work.commit()
    assert filed == [sum(len(records) - 5 for records in LANES.values()), 0]
    assert isinstance(verdict_on(storage), Intact)


def test_what_expires_is_found_by_time_alone(storage: Storage) -> None:
    lay(storage, LANES, heads_of(LANES), CHECKPOINTS)
    with storage.work(ORIGIN) as work:
        trail = storage.bind(work).trail
        assert trail.expire_bodies(NOW + 10**9) == sum(map(len, LANES.values()))
        assert trail.found(Sought(actor="account-lan"), Turning()) == []
        found = trail.found(Sought(), Turning(most=500))
    assert {record.filed for record in found} == {NOWHERE}
