"""What every ephemeral store keeps to: memory, SQLite, PostgreSQL, Redis."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from idp.identity.ports import Ephemeral, StoreUnavailable
from idp.identity.throttle_ports import SourceLimits
from idp.storage import Storage, open_storage
from idp.storage.ephemeral.in_redis import EphemeralInRedis
from idp.storage.ephemeral.source_limits import SourceLimitsInEphemeral
from keys import Custody
from tests.storage.records import NOW
from tests.storage.worlds import ORIGIN
from tests.support.memory_identity import FrozenClock, MemoryEphemeral, MemorySourceLimits
from tests.support.servers import RedisServer

STRANGE = "Đặng \x00 \ud800 " + "x" * 5000


@pytest.fixture(params=["memory", "sqlite", "postgresql", "redis"], name="store")
def _store(
    request: pytest.FixtureRequest, clock: FrozenClock, custody: Custody
) -> Iterator[Ephemeral]:
    if request.param == "memory":
        yield MemoryEphemeral(clock)
    elif request.param == "redis":
        server: RedisServer = request.getfixturevalue("redis_server")
        store = EphemeralInRedis(server.url, namespace=request.node.name)
        yield store
        store.close()
    else:
        fixture = "sqlite_url" if request.param == "sqlite" else "emptied_postgresql_url"
        url = str(request.getfixturevalue(fixture))
        storage = open_storage(url, None, custody=lambda: custody, clock=clock.now)
        yield storage.ephemeral
        storage.close()


def passes(store: Ephemeral, clock: FrozenClock, seconds: int) -> None:
    """That time passes for the store: Redis has a clock of its own."""
    if isinstance(store, EphemeralInRedis):
        time.sleep(seconds + 0.1)
    clock.at += seconds


def test_a_value_is_there_until_it_is_replaced_or_dropped(store: Ephemeral) -> None:
    assert store.get("room", "a") is None
    store.put("room", "a", b"\x00one", 60)
    assert store.get("room", "a") == b"\x00one"
    store.put("room", "a", b"two", 60)
    assert store.get("room", "a") == b"two"
    assert store.get("other room", "a") is None
    store.drop("room", "a")
    assert store.get("room", "a") is None


def test_a_value_lives_as_long_as_it_was_given(store: Ephemeral, clock: FrozenClock) -> None:
    store.put("room", "a", b"1", 1)
    assert store.put_once("room", "b", b"1", 1)
    assert store.count("room", "c", 1) == 1
    passes(store, clock, 1)
    assert store.get("room", "a") is None
    assert store.pop("room", "a") is None
    assert not store.swap("room", "a", b"1", b"2", ttl=60)
    assert store.put_once("room", "b", b"2", 60)
    assert store.counted("room", "c") == 0
    assert store.count("room", "c", 60) == 1


def test_a_counter_lives_from_its_first_count(store: Ephemeral, clock: FrozenClock) -> None:
    assert store.count("room", "a", 2) == 1
    passes(store, clock, 1)
    assert store.count("room", "a", 2) == 2
    assert store.counted("room", "a") == 2
    passes(store, clock, 1)
    assert store.counted("room", "a") == 0


def test_a_value_is_put_once_popped_once_swapped_once(store: Ephemeral) -> None:
    assert store.put_once("room", "a", b"1", 60)
    assert not store.put_once("room", "a", b"2", 60)
    assert not store.swap("room", "a", b"2", b"3", ttl=60)
    assert store.swap("room", "a", b"1", b"3", ttl=60)
    assert not store.swap("room", "nothing", b"1", b"3", ttl=60)
    assert store.pop("room", "a") == b"3"
    assert store.pop("room", "a") is None


def test_counters_and_values_do_not_meet(store: Ephemeral) -> None:
    store.count("room", "a", 60)
    assert store.get("room", "a") is None
    store.put("room", "a", b"x", 60)
    assert store.count("room", "a", 60) == 2
    assert store.get("room", "a") == b"x"
    store.drop("room", "a")
    assert (store.get("room", "a"), store.counted("room", "a")) == (None, 0)


def test_a_strangers_key_is_a_key_like_any_other(store: Ephemeral) -> None:
    if isinstance(store, MemoryEphemeral):
        assert store.put_once("room", STRANGE, b"1", 60)
        return
    assert store.put_once("room", STRANGE, b"1", 60)
    assert not store.put_once("room", STRANGE, b"1", 60)
    assert store.pop("room", STRANGE) == b"1"


@pytest.mark.parametrize("name", ["put_once", "pop", "swap"])
def test_of_sixteen_at_once_exactly_one_wins(store: Ephemeral, name: str) -> None:
    tries: dict[str, Callable[[int], bool]] = {
        "put_once": lambda n: store.put_once("race", str(n), b"1", 60),
        "pop": lambda n: store.pop("race", str(n)) is not None,
        "swap": lambda n: store.swap("race", str(n), b"old", b"new", ttl=60),
    }
    for n in range(10):
        if name != "put_once":
            store.put("race", str(n), b"old", 60)
        with ThreadPoolExecutor(16) as threads:
            won = list(threads.map(tries[name], [n] * 16))
        assert won.count(True) == 1


def test_sixteen_counts_at_once_are_sixteen(store: Ephemeral) -> None:
    with ThreadPoolExecutor(16) as threads:
        counts = list(threads.map(lambda _: store.count("race", "c", 60), range(16)))
    assert sorted(counts) == list(range(1, 17))


def test_failures_of_a_source_are_counted_by_the_minute(store: Ephemeral) -> None:
    limits: SourceLimits
    if isinstance(store, MemoryEphemeral):
        limits = MemorySourceLimits(store)
    else:
        limits = SourceLimitsInEphemeral(store)
    minute = NOW - NOW % 60
    assert limits.failures("192.0.2.1", minute) == 0
    assert limits.add_failure("192.0.2.1", minute) == 1
    assert limits.add_failure("192.0.2.1", minute + 59) == 2
    assert limits.failures("192.0.2.1", minute + 59) == 2
    assert limits.failures("192.0.2.1", minute + 60) == 0
    assert limits.failures("192.0.2.2", minute) == 0


def test_inside_a_transaction_the_store_does_not_wait_for_itself(storage: Storage) -> None:
    with storage.work(ORIGIN) as work:
        storage.bind(work).failure_counts.add("key", NOW)
        assert storage.ephemeral.put_once("room", "a", b"1", 60)
        assert storage.ephemeral.get("room", "a") == b"1"
        assert storage.ephemeral.count("room", "a", 60) == 1
        work.commit()
    assert storage.ephemeral.pop("room", "a") == b"1"


@pytest.mark.alone
def test_a_redis_that_is_gone_refuses_and_serves_again_by_itself(
    redis_server: RedisServer,
) -> None:
    store = EphemeralInRedis(redis_server.url)
    store.put("room", "a", b"1", 60)
    redis_server.kill()
    try:
        for _ in range(2):
            with pytest.raises(StoreUnavailable):
                store.get("room", "a")
        with pytest.raises(StoreUnavailable):
            store.count("room", "c", 60)
        assert not store.answers()
    finally:
        redis_server.restart()
    assert store.get("room", "a") is None
    assert store.count("room", "c", 60) == 1
    assert store.answers()
    store.close()
