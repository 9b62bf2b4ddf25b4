"""The sweep deletes what expired long ago and nothing that may still decide something (I-20)."""

from idp.storage import Storage
from idp.storage.durable import sweep as sweeping
from tests.storage.records import (
    NOW,
    a_code,
    a_grant,
    a_refresh_token,
)
from tests.storage.worlds import (
    ORIGIN,
)
from tests.support.memory_identity import FrozenClock

DAY = 86_400


def fill(storage: Storage) -> None:
    grant = a_grant()
    with storage.work(ORIGIN) as work:
        stores = storage.bind(work)
        stores.grants.add(grant)
        for _ in range(sweeping.BATCH + 3):
            stores.codes.add(a_code(grant))
        stores.refresh_tokens.add(a_refresh_token(grant))
        stores.denied_tokens.deny("jti", NOW + 300)
        stores.failure_counts.add("key", NOW)
        work.commit()
    storage.ephemeral.put("room", "a", b"1", 60)
    storage.ephemeral.count("room", "a", 60)


def test_what_has_only_just_expired_stays(storage: Storage, clock: FrozenClock) -> None:
    fill(storage)
    clock.at = NOW + 1000
    assert set(storage.sweep().values()) == {0}


def test_what_expired_long_ago_goes_in_batches(storage: Storage, clock: FrozenClock) -> None:
    fill(storage)
    clock.at = NOW + 2 * DAY
    gone = storage.sweep()
    assert gone["codes"] == sweeping.BATCH + 3
    assert gone["denied_tokens"] == 1
    assert gone["short_lived"] == 2
    assert (gone["refresh_tokens"], gone["grants"], gone["failure_counts"]) == (0, 0, 0)
    clock.at = NOW + 100 * DAY
    gone = storage.sweep()
    assert (gone["refresh_tokens"], gone["grants"], gone["failure_counts"]) == (1, 1, 1)
