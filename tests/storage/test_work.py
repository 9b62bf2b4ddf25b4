"""The unit of work: all or nothing, its events with it (I-15), and time that never runs back."""

import threading
from pathlib import Path

import pytest

from idp.audit.events import ClockAccepted
from idp.identity.ports import StoreUnavailable
from idp.storage import Storage, open_storage
from idp.storage.durable.database import Transaction
from idp.storage.durable.engine import MustRunAgain
from idp.storage.durable.highest_time import accept, highest, runs_backwards
from keys import Custody
from tests.storage.records import NOW, a_grant
from tests.storage.worlds import ORIGIN
from tests.support.memory_identity import FrozenClock

EVENT = ClockAccepted(latest=2, accepted=1)


def test_what_is_not_committed_never_happened(storage: Storage) -> None:
    with storage.work(ORIGIN) as work:
        storage.bind(work).failure_counts.add("key", NOW)
        work.record(EVENT)
    with storage.work(ORIGIN) as work:
        stores = storage.bind(work)
        assert stores.failure_counts.get("key").failures == 0
        assert stores.trail.heads() == ()


def test_a_crash_rolls_back_and_leaves_the_work_usable(storage: Storage) -> None:
    work = storage.work(ORIGIN)
    with pytest.raises(ZeroDivisionError), work:
        storage.bind(work).failure_counts.add("key", NOW)
        raise ZeroDivisionError
    storage.bind(work).failure_counts.add("key", NOW)
    work.commit()
    assert storage.bind(work).failure_counts.get("key").failures == 1
    work.close()


def test_others_see_a_change_once_it_is_committed(storage: Storage) -> None:
    grant = a_grant()
    with storage.work(ORIGIN) as work, storage.work(ORIGIN) as other:
        storage.bind(work).grants.add(grant)
        assert storage.bind(work).grants.standing(grant.id, "j") is not None
        assert storage.bind(other).grants.standing(grant.id, "j") is None
        work.commit()
        assert storage.bind(other).grants.standing(grant.id, "j") is not None


def test_a_change_and_its_events_are_one_commit(storage: Storage) -> None:
    with storage.work(ORIGIN) as work:
        stores = storage.bind(work)
        stores.failure_counts.add("key", NOW)
        work.record(EVENT)
        work.record(EVENT)
        assert stores.trail.heads() == ()
        work.commit()
        assert [head.sequence for head in stores.trail.heads()] == [2]
        work.commit()
        assert [head.sequence for head in stores.trail.heads()] == [2]


def test_a_commit_may_be_followed_by_another(storage: Storage) -> None:
    with storage.work(ORIGIN) as work:
        stores = storage.bind(work)
        for _ in range(3):
            stores.failure_counts.add("key", NOW)
            work.record(EVENT)
            work.commit()
        assert stores.failure_counts.get("key").failures == 3
        assert sum(head.sequence for head in stores.trail.heads()) == 3


def test_what_waits_for_the_commit_runs_after_it_once(storage: Storage) -> None:
    seen: list[int] = []
    with storage.work(ORIGIN) as work:
        stores = storage.bind(work)
        stores.failure_counts.add("key", NOW)
        work.after_commit(lambda: seen.append(1))
        assert seen == []
        work.commit()
        work.commit()
        stores.failure_counts.add("key", NOW)
        work.after_commit(lambda: seen.append(2))
    assert seen == [1]


def test_a_second_transaction_of_a_thread_is_a_bug_that_shows(sqlite_storage: Storage) -> None:
    with sqlite_storage.work(ORIGIN) as work, sqlite_storage.work(ORIGIN) as other:
        sqlite_storage.bind(work).failure_counts.add("key", NOW)
        with pytest.raises(RuntimeError, match="already"):
            sqlite_storage.bind(other).failure_counts.add("key", NOW)


def test_a_work_may_end_in_another_thread(sqlite_storage: Storage) -> None:
    work = sqlite_storage.work(ORIGIN)
    sqlite_storage.bind(work).failure_counts.add("key", NOW)
    thread = threading.Thread(target=work.commit)
    thread.start()
    thread.join()
    with sqlite_storage.work(ORIGIN) as again:
        assert sqlite_storage.bind(again).failure_counts.add("key", NOW).failures == 2
        again.commit()


def test_the_highest_time_only_rises(storage: Storage, clock: FrozenClock) -> None:
    def commit_at(at: int) -> int:
        clock.at = at
        with storage.work(ORIGIN) as work:
            storage.bind(work).failure_counts.add("key", at)
            work.commit()
            return highest(work.transaction)

    assert commit_at(NOW) == NOW
    assert commit_at(NOW + 9) == NOW
    assert commit_at(NOW + 10) == NOW + 10
    assert commit_at(NOW - 100) == NOW + 10
    with storage.work(ORIGIN) as work:
        assert runs_backwards(work.transaction, NOW - 100)
        assert not runs_backwards(work.transaction, NOW - 50)
        assert accept(work.transaction, NOW - 100) == NOW + 10
        work.commit()
        assert not runs_backwards(work.transaction, NOW - 100)


def test_a_lost_race_runs_again(storage: Storage) -> None:
    tries: list[int] = []

    def act(transaction: Transaction) -> str:
        tries.append(1)
        transaction.begin()
        if len(tries) < 3:
            raise MustRunAgain
        return "done"

    assert storage.database.run_in_transaction(act) == "done"
    assert len(tries) == 3


def test_a_deadlock_is_told_as_a_lost_race(postgresql_storage: Storage) -> None:
    database = postgresql_storage.database
    both = threading.Barrier(2)
    outcomes: list[str] = []

    def lock(first: str, second: str) -> None:
        with postgresql_storage.work(ORIGIN) as work:
            counts = postgresql_storage.bind(work).failure_counts
            counts.add(first, NOW)
            both.wait()
            try:
                counts.add(second, NOW)
                work.commit()
                outcomes.append("committed")
            except MustRunAgain:
                outcomes.append("lost")

    threads = [threading.Thread(target=lock, args=pair) for pair in (("a", "b"), ("b", "a"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["committed", "lost"]
    assert database.answers()


def test_an_unreachable_database_is_unavailable(
    tmp_path: Path, custody: Custody, clock: FrozenClock
) -> None:
    for url in (f"sqlite:///{tmp_path}/missing/idp.db", "postgresql://127.0.0.1:1/idp"):
        storage = open_storage(url, None, custody=lambda: custody, clock=clock.now)
        with storage.work(ORIGIN) as work, pytest.raises(StoreUnavailable):
            storage.bind(work).failure_counts.get("key")
        with storage.work(ORIGIN) as work, pytest.raises(StoreUnavailable):
            storage.bind(work).failure_counts.add("key", NOW)
        assert not storage.is_ready()
        storage.close()


def test_a_database_that_cannot_write_is_unavailable_and_recovers(storage: Storage) -> None:
    words = (
        "PRAGMA query_only=ON"
        if storage.database.is_sqlite
        else "SET default_transaction_read_only=on"
    )
    with storage.work(ORIGIN) as work:
        work.transaction.ask(words, {}, lambda _: None)
        counts = storage.bind(work).failure_counts
        assert counts.get("key").failures == 0
        with pytest.raises(StoreUnavailable):
            counts.add("key", NOW)
    storage.database.close()
    with storage.work(ORIGIN) as work:
        assert storage.bind(work).failure_counts.add("key", NOW).failures == 1
        work.commit()


def test_connections_that_the_server_dropped_are_made_again(postgresql_storage: Storage) -> None:
    storage = postgresql_storage
    with storage.work(ORIGIN) as work:
        assert storage.bind(work).failure_counts.get("key").failures == 0
    with storage.work(ORIGIN) as killer, storage.work(ORIGIN) as work:
        storage.bind(work).failure_counts.get("key")
        kill = (
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE pid <> pg_backend_pid() AND datname = current_database()"
        )
        killer.transaction.ask(kill, {}, lambda _: None)
        assert storage.bind(work).failure_counts.get("key").failures == 0
