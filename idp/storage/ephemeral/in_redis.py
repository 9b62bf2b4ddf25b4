"""The ephemeral store on Redis (or Valkey): commands of 6.2 at most. Implements `Ephemeral`.

One key per command, so that a cluster serves it; the replay guard's two keys share a hash tag.
Lifetimes are the server's. Whatever goes wrong is `StoreUnavailable`.
"""

from hashlib import sha256
from typing import Any, Final

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from idp.identity.ports import StoreUnavailable

TIMEOUT: Final = 1.0  # seconds, to connect and to answer
NAMESPACE: Final = "an-tin"

_SWAP = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
return 1
"""
_COUNT = """
local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return count
"""
# The epoch names the server that it began on: one that restarted, or a replica that took over,
# has another run id and may have forgotten what had been seen.
_FIRST_USE = """
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
local epoch = redis.call('GET', KEYS[2])
local began, is_new = nil, 0
if epoch then
  local known, at = string.match(epoch, '^(%x+):(%d+)$')
  if known == run then began = at end
end
if not began then
  began, is_new = ARGV[2], 1
  redis.call('SET', KEYS[2], run .. ':' .. began)
end
local first = redis.call('SET', KEYS[1], '1', 'NX', 'EX', ARGV[1])
return {first and 1 or 0, tonumber(began), is_new}
"""


class EphemeralInRedis:
    """`idp.identity.ports.Ephemeral`; connects when first asked and again after every loss."""

    def __init__(self, url: str, *, namespace: str = NAMESPACE) -> None:
        """Keep everything under `namespace` of the server at `url`."""
        self._namespace = namespace
        self._client = redis.Redis.from_url(
            url,
            protocol=2,
            socket_timeout=TIMEOUT,
            socket_connect_timeout=TIMEOUT,
            # Once more at once: the server may only have dropped an idle connection. A write
            # that ran twice refuses somebody, which is what its callers expect of a loss.
            retry=Retry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,)),
            health_check_interval=0,
        )
        self._swap = self._client.register_script(_SWAP)
        self._count = self._client.register_script(_COUNT)
        self._first_use = self._client.register_script(_FIRST_USE)

    def put(self, room: str, key: str, value: bytes, ttl: int) -> None:
        """The value lives for `ttl` seconds, whatever was there."""
        self._ask("SET", self._key(room, key), value, "EX", max(ttl, 1))

    def put_once(self, room: str, key: str, value: bytes, ttl: int) -> bool:
        """The value lives unless one did; True for exactly one caller."""
        answer = self._ask("SET", self._key(room, key), value, "NX", "EX", max(ttl, 1))
        return answer is not None

    def get(self, room: str, key: str) -> bytes | None:
        """The living value."""
        value = self._ask("GET", self._key(room, key))
        return None if value is None else bytes(value)

    def pop(self, room: str, key: str) -> bytes | None:
        """The living value, which is gone now; exactly one caller gets it."""
        value = self._ask("GETDEL", self._key(room, key))
        return None if value is None else bytes(value)

    def swap(self, room: str, key: str, old: bytes, new: bytes, *, ttl: int) -> bool:
        """`new` stands where `old` stood; True for exactly one caller."""
        arguments = [old, new, max(ttl, 1)]
        return int(self._run(self._swap, [self._key(room, key)], arguments)) == 1

    def count(self, room: str, key: str, ttl: int) -> int:
        """One more; the counter lives `ttl` seconds from its first count."""
        return int(self._run(self._count, [self._counter(room, key)], [max(ttl, 1)]))

    def counted(self, room: str, key: str) -> int:
        """The counter, zero when none lives."""
        return int(self._ask("GET", self._counter(room, key)) or 0)

    def drop(self, room: str, key: str) -> None:
        """Neither a value nor a counter lives there."""
        self._ask("DEL", self._key(room, key))
        self._ask("DEL", self._counter(room, key))

    def first_use(self, key: str, ttl: int, now: int) -> tuple[bool, int, bool]:
        """Return (first, the second the epoch began, whether it began just now), in one step.

        An epoch begins at `now` when the server is empty or is not the one it was.
        """
        prefix = f"{self._namespace}:{{replay}}:"
        keys = [prefix + _hashed(key), prefix + "epoch"]
        first, began, is_new = self._run(self._first_use, keys, [max(ttl, 1), now])
        return first == 1, int(began), is_new == 1

    def answers(self) -> bool:
        """Whether the server answers; for readiness."""
        try:
            self._ask("PING")
        except StoreUnavailable:
            return False
        return True

    def close(self) -> None:
        """Every idle connection is closed."""
        self._client.close()

    def _ask(self, *command: Any) -> Any:
        try:
            # One door for all commands: the library types each as maybe asynchronous.
            return self._client.execute_command(*command)  # type: ignore[no-untyped-call]
        except redis.RedisError as error:
            raise _unavailable(error) from error

    def _run(self, script: Any, keys: list[str], arguments: list[Any]) -> Any:
        try:
            return script(keys=keys, args=arguments)
        except redis.RedisError as error:
            raise _unavailable(error) from error

    def _key(self, room: str, key: str) -> str:
        return f"{self._namespace}:{room}:{_hashed(key)}"

    def _counter(self, room: str, key: str) -> str:
        return self._key(room, key) + "#"


def _hashed(key: str) -> str:
    return sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def _unavailable(error: redis.RedisError) -> StoreUnavailable:
    return StoreUnavailable(f"the ephemeral store refused: {type(error).__name__}")
