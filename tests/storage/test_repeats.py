"""Requests that programs may send twice: each key stands for one of them, for a day."""

from dataclasses import replace

from idp.administration.repeat_ports import KEPT, Repeatable
from idp.storage import Storage
from tests.storage.records import NOW
from tests.storage.worlds import ORIGIN

DONE = Repeatable(key="k1", request="r1", answer=b"sealed", at=NOW)


def test_a_key_is_taken_once_and_free_again_after_a_day(storage: Storage) -> None:
    with storage.work(ORIGIN) as work:
        repeats = storage.bind(work).repeats
        assert repeats.get("k1", NOW) is None
        assert repeats.keep(DONE)
        assert not repeats.keep(replace(DONE, request="r2"))
        assert repeats.keep(replace(DONE, key="k2"))
        assert repeats.get("k1", NOW + KEPT - 1) == DONE
        assert not repeats.keep(replace(DONE, at=NOW + KEPT - 1))
        assert repeats.get("k1", NOW + KEPT) is None
        later = replace(DONE, request="r2", at=NOW + KEPT)
        assert repeats.keep(later)
        assert repeats.get("k1", NOW + KEPT) == later
        work.commit()


def test_what_was_not_committed_took_no_key(storage: Storage) -> None:
    with storage.work(ORIGIN) as work:
        assert storage.bind(work).repeats.keep(DONE)
    with storage.work(ORIGIN) as work:
        assert storage.bind(work).repeats.keep(DONE)
