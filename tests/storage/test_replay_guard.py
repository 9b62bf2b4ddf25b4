"""What counts once, and the epochs of a Redis that forgets (I-01; RFC 7523 §3)."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from idp.identity.ports import StoreUnavailable
from idp.protocol.ports import ReplayGuard
from idp.storage import Storage, open_storage
from idp.storage.ephemeral.in_redis import EphemeralInRedis
from idp.storage.ephemeral.replay_guard import EPOCH_MARGIN, ReplayGuardInRedis
from keys import Custody
from tests.storage.records import NOW
from tests.support.memory_identity import FrozenClock
from tests.support.memory_protocol import MemoryReplayGuard
from tests.support.servers import RedisServer


@pytest.fixture(params=["memory", "sqlite", "postgresql", "redis"], name="guard")
def _guard(
    request: pytest.FixtureRequest, clock: FrozenClock, custody: Custody
) -> Iterator[ReplayGuard]:
    if request.param == "memory":
        yield MemoryReplayGuard()
    elif request.param == "redis":
        server: RedisServer = request.getfixturevalue("redis_server")
        store = EphemeralInRedis(server.url, namespace=request.node.name)
        guard = ReplayGuardInRedis(store)
        guard.begin(NOW - 1000)
        yield guard
        store.close()
    else:
        fixture = "sqlite_url" if request.param == "sqlite" else "emptied_postgresql_url"
        url = str(request.getfixturevalue(fixture))
        storage = open_storage(url, None, custody=lambda: custody, clock=clock.now)
        yield storage.replay_guard
        storage.close()


def used(guard: ReplayGuard, value: str, *, owner: str = "client", now: int = NOW) -> bool:
    return guard.first_use(owner, value, issued_at=now - 5, expires_at=now + 300, now=now)


def test_a_value_counts_once_per_owner(guard: ReplayGuard) -> None:
    assert used(guard, "a")
    assert not used(guard, "a")
    assert used(guard, "b")
    assert used(guard, "a", owner="another client")
    assert used(guard, "ta", owner="clien")


def test_what_has_expired_never_counts(guard: ReplayGuard) -> None:
    assert not guard.first_use("client", "a", issued_at=None, expires_at=NOW - 1, now=NOW)


def test_of_sixteen_at_once_exactly_one_is_the_first(guard: ReplayGuard) -> None:
    for n in range(10):
        with ThreadPoolExecutor(16) as threads:
            firsts = list(threads.map(lambda _, n=n: used(guard, f"race {n}"), range(16)))
        assert firsts.count(True) == 1


@pytest.mark.alone
def test_a_redis_that_forgot_refuses_what_it_may_have_seen(
    redis_server: RedisServer, storage_on_redis: Callable[[], Storage], clock: FrozenClock
) -> None:
    began: list[int] = []
    store = EphemeralInRedis(redis_server.url)
    guard = ReplayGuardInRedis(store, began.append)
    guard.begin(NOW - 1000)
    other = storage_on_redis().replay_guard
    assert used(guard, "a")
    assert not used(other, "a")
    redis_server.restart()
    # What was issued before the new epoch and its margin may have been seen by the old server.
    assert not used(guard, "a")
    assert not used(guard, "never seen")
    assert began == [NOW - 1000 + EPOCH_MARGIN, NOW + EPOCH_MARGIN]
    early, late = NOW + 14, NOW + 15
    clock.at = NOW + 20
    for name, issued_at, counts in (("early", early, False), ("late", late, True)):
        first = other.first_use(
            "client", name, issued_at=issued_at, expires_at=NOW + 300, now=NOW + 20
        )
        assert first is counts
    for name, expires_at, counts in (("c", NOW + 629, False), ("d", NOW + 630, True)):
        first = guard.first_use("client", name, issued_at=None, expires_at=expires_at, now=NOW + 20)
        assert first is counts
    store.close()


@pytest.mark.alone
def test_a_redis_that_is_emptied_begins_a_new_epoch(redis_server: RedisServer) -> None:
    store = EphemeralInRedis(redis_server.url, namespace="emptied")
    guard = ReplayGuardInRedis(store)
    guard.begin(NOW - 1000)
    assert used(guard, "a")
    store._client.flushall()
    assert not used(guard, "a")
    store.close()


@pytest.mark.alone
def test_the_guard_refuses_while_redis_is_gone(redis_server: RedisServer) -> None:
    store = EphemeralInRedis(redis_server.url)
    redis_server.kill()
    try:
        with pytest.raises(StoreUnavailable):
            used(ReplayGuardInRedis(store), "a")
    finally:
        redis_server.restart()
    store.close()
