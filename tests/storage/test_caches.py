"""Clients and audiences as processes see them: at most one second old, never guessed."""

from dataclasses import replace

import pytest

from idp.protocol.client import Client, SecretHash
from idp.protocol.ports import Audience
from idp.storage import Storage
from idp.storage.durable.clients import CachedClients
from idp.storage.durable.versions import Poll
from tests.storage.records import NOW
from tests.storage.worlds import ORIGIN

CLIENT = Client(
    client_id="portal",
    name="Cổng Dịch vụ công quốc gia",
    secret_hashes=(SecretHash("a" * 64), SecretHash("b" * 64)),
    redirect_uris=("https://portal.example/callback",),
    jwks={"keys": [{"kty": "EC", "key_ops": ["verify"]}]},
    acr_aliases={"LoA2": "2"},
    minimum_level=2,
    default_max_age=600,
)


class Watch:
    """A monotonic clock that a test moves."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture(name="watch")
def _watch() -> Watch:
    return Watch()


def test_a_client_comes_back_as_it_was_registered(storage: Storage) -> None:
    with storage.work(ORIGIN) as work:
        rows = storage.bind(work).client_rows
        assert rows.add(CLIENT, NOW)
        assert not rows.add(CLIENT, NOW)
        work.commit()
        assert rows.get("portal") == CLIENT
        assert list(rows.after()) == [CLIENT]
        assert list(rows.after("portal")) == []
    assert storage.clients.get("portal") == CLIENT
    assert storage.clients.get("unknown") is None
    assert storage.clients.get("\x00\ud800") is None


def test_a_change_is_made_on_the_version_it_was_decided_on(storage: Storage) -> None:
    with storage.work(ORIGIN) as work:
        rows = storage.bind(work).client_rows
        rows.add(CLIENT, NOW)
        assert rows.change(replace(CLIENT, name="Cổng"), NOW + 1)
        assert not rows.change(replace(CLIENT, name="Khác"), NOW + 1)
        changed = rows.get("portal")
        assert changed == replace(CLIENT, name="Cổng", version=2)
        assert rows.set_disabled("portal", disabled=True, at=NOW + 2)
        assert not rows.set_disabled("portal", disabled=True, at=NOW + 2)
        assert rows.get("portal") == replace(changed, disabled=True, version=3)


def test_another_process_sees_a_change_within_a_second(storage: Storage, watch: Watch) -> None:
    elsewhere = CachedClients(storage.database, Poll(storage.database, monotonic=watch))
    assert elsewhere.get("portal") is None
    with storage.work(ORIGIN) as work:
        storage.bind(work).client_rows.add(CLIENT, NOW)
        work.commit()
    assert elsewhere.get("portal") == CLIENT
    with storage.work(ORIGIN) as work:
        storage.bind(work).client_rows.set_disabled("portal", disabled=True, at=NOW)
        work.commit()
    watch.at = 0.99
    kept = elsewhere.get("portal")
    assert kept is not None
    watch.at = 1.0
    fresh = elsewhere.get("portal")
    assert fresh is not None
    assert fresh.disabled


def test_an_audience_is_registered_once(storage: Storage) -> None:
    audience = Audience(uri="https://hub.example", name="Trục", scopes=("documents.send",))
    with storage.work(ORIGIN) as work:
        rows = storage.bind(work).audience_rows
        assert rows.add(audience, NOW)
        assert not rows.add(audience, NOW)
        work.commit()
        assert rows.get(audience.uri) == audience
        assert list(rows.all()) == [audience]
    assert storage.audiences.get(audience.uri) == audience
    assert storage.audiences.get("https://hub.example/") is None
    assert storage.audiences.get("\x00") is None
