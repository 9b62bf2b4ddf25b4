"""The servers of the tests are real, empty, and gone when a test run is over."""

import psycopg
import pytest
import redis

from tests.support.scale import SCALES, count
from tests.support.servers import PostgresqlServer, RedisServer, postgresql_server


def _run_id(server: RedisServer) -> str:
    with redis.Redis.from_url(server.url, decode_responses=True) as client:
        return str(client.info("server")["run_id"])


def test_a_new_database_of_the_same_name_is_empty(postgresql: PostgresqlServer) -> None:
    address = postgresql.database("twice").replace("+psycopg", "")
    with psycopg.connect(address) as connection:
        connection.execute("CREATE TABLE remains (id int)")
    postgresql.database("twice")
    with psycopg.connect(address) as connection:
        found = connection.execute("SELECT to_regclass('remains')").fetchone()
    assert found == (None,)


@pytest.mark.alone
def test_a_stopped_postgresql_answers_nobody() -> None:
    with postgresql_server() as server:
        address = server.database("idp").replace("+psycopg", "")
        psycopg.connect(address).close()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(address)


@pytest.mark.alone
def test_a_restarted_redis_is_empty_and_says_that_it_is_another(redis_server: RedisServer) -> None:
    before = _run_id(redis_server)
    with redis.Redis.from_url(redis_server.url) as client:
        client.set("kept", "no")
    redis_server.kill()
    with pytest.raises(redis.ConnectionError):
        _run_id(redis_server)
    redis_server.restart()
    with redis.Redis.from_url(redis_server.url) as client:
        assert client.get("kept") is None
    assert _run_id(redis_server) != before


def test_a_sample_is_smaller_than_the_full_count(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, scale in SCALES.items():
        monkeypatch.delenv("SCALE", raising=False)
        assert count(name) == scale.sample
        monkeypatch.setenv("SCALE", "soak")
        assert count(name) == scale.full > scale.sample
