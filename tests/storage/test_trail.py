"""The trail in a database: chained, complete, in lanes that many writers share (I-17)."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

from idp.audit.checkpoint import KeptCheckpoint
from idp.audit.events import ClockAccepted
from idp.audit.trail import Record, genesis, link_of
from idp.storage import Storage
from tests.storage.worlds import ORIGIN
from tests.support.memory_identity import FrozenClock


def record(storage: Storage, number: int) -> None:
    with storage.work(ORIGIN) as work:
        work.record(ClockAccepted(latest=number, accepted=number))
        work.commit()


def read(storage: Storage) -> list[Record]:
    with storage.work(ORIGIN) as work:
        return list(storage.bind(work).trail.records())


def is_a_chain(records: Iterable[Record]) -> bool:
    entries = [record.entry for record in records]
    links = all(after.previous == before.link for before, after in pairwise(entries))
    begins = entries[0].previous == genesis(entries[0].lane).link
    return links and begins and all(link_of(entry) == entry.link for entry in entries)


def test_every_event_of_many_writers_stands_in_an_unbroken_chain(storage: Storage) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: record(storage, number), range(120)))
    records = read(storage)
    assert len(records) == 120
    lanes = {one.entry.lane for one in records}
    assert lanes == {1} if storage.database.is_sqlite else len(lanes) > 4
    for lane in lanes:
        assert is_a_chain([one for one in records if one.entry.lane == lane])
    with storage.work(ORIGIN) as work:
        heads = storage.bind(work).trail.heads()
    assert sum(head.sequence for head in heads) == 120


def test_records_are_read_from_a_place_on_and_page_by_page(storage: Storage) -> None:
    for number in range(5):
        record(storage, number)
    with storage.work(ORIGIN) as work:
        trail = storage.bind(work).trail
        lane = trail.heads()[0].lane
        last = trail.heads()[0].sequence
        assert [one.entry.sequence for one in trail.records(lane, last - 1)] == [last]
        assert list(trail.records(lane, last)) == []


def test_checkpoints_are_kept_in_order_and_each_number_once(storage: Storage) -> None:
    with storage.work(ORIGIN) as work:
        trail = storage.bind(work).trail
        assert trail.last_checkpoint() is None
        assert not trail.keep_checkpoint(KeptCheckpoint(number=2, signed="b"))
        assert trail.keep_checkpoint(KeptCheckpoint(number=1, signed="a"))
        assert not trail.keep_checkpoint(KeptCheckpoint(number=1, signed="other"))
        assert trail.keep_checkpoint(KeptCheckpoint(number=2, signed="b"))
        work.commit()
        assert list(trail.checkpoints()) == ["a", "b"]
        assert trail.last_checkpoint() == KeptCheckpoint(number=2, signed="b")
        assert [one.number for one in trail.newest_checkpoints(9)] == [2, 1]
        assert [one.signed for one in trail.newest_checkpoints(1)] == ["b"]


def test_bodies_expire_and_the_chain_still_holds(storage: Storage, clock: FrozenClock) -> None:
    record(storage, 1)
    clock.at += 100
    record(storage, 2)
    with storage.work(ORIGIN) as work:
        trail = storage.bind(work).trail
        assert trail.expire_bodies(clock.at) == 1
        assert trail.expire_bodies(clock.at) == 0
        work.commit()
    records = read(storage)
    assert sorted(one.body is None for one in records) == [False, True]
    assert all(link_of(one.entry) == one.entry.link for one in records)
