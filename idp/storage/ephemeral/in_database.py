"""The ephemeral store on a table of the durable database. Implements `Ephemeral`.

Statements of its own, each committed at once. On SQLite, which has one writer, a thread that has
a transaction open writes inside it: waiting for itself would last for ever.
"""

from collections.abc import Callable
from hashlib import sha256

from sqlalchemy import BigInteger, bindparam, case, delete, select, update

from idp.storage.durable.database import Database, Found
from idp.storage.durable.engine import Statement, on_each
from idp.storage.durable.short_lived import short_lived
from idp.storage.durable.wording import Parameters

_ROW = (short_lived.c.room == bindparam("of_room"), short_lived.c.key == bindparam("of_key"))
_LIVES = short_lived.c.expires_at > bindparam("now", type_=BigInteger)
_NEW: dict[str, object] = {"value": bindparam("new"), "expires_at": bindparam("until")}
_INSERTED: dict[str, object] = {"room": bindparam("of_room"), "key": bindparam("of_key"), **_NEW}
_PLACE = ["room", "key"]

_PUT = on_each(
    lambda insert: (
        insert(short_lived)
        .values(_INSERTED)
        .on_conflict_do_update(index_elements=_PLACE, set_=_NEW)
    )
)
_PUT_ONCE = on_each(
    lambda insert: (
        insert(short_lived)
        .values(_INSERTED)
        .on_conflict_do_update(
            index_elements=_PLACE,
            set_=_NEW,
            where=short_lived.c.expires_at <= bindparam("now", type_=BigInteger),
        )
    )
)
_GET = select(short_lived.c.value).where(*_ROW, _LIVES)
_POP = delete(short_lived).where(*_ROW, _LIVES).returning(short_lived.c.value)
_SWAP = (
    update(short_lived)
    .where(*_ROW, _LIVES)
    .where(short_lived.c.value == bindparam("old"))
    .values(_NEW)
)
_STILL_COUNTS = short_lived.c.expires_at > bindparam("now", type_=BigInteger)
_COUNT = on_each(
    lambda insert: (
        insert(short_lived)
        .values(
            room=bindparam("of_room"),
            key=bindparam("of_key"),
            count=1,
            expires_at=bindparam("until"),
        )
        .on_conflict_do_update(
            index_elements=_PLACE,
            set_={
                "count": case((_STILL_COUNTS, short_lived.c.count + 1), else_=1),
                "expires_at": case(
                    (_STILL_COUNTS, short_lived.c.expires_at),
                    else_=bindparam("until", type_=BigInteger),
                ),
            },
        )
        .returning(short_lived.c.count)
    )
)
_COUNTED = select(short_lived.c.count).where(*_ROW, _LIVES)
_DROP = delete(short_lived).where(
    short_lived.c.room == bindparam("of_room"),
    short_lived.c.key.in_([bindparam("of_key"), bindparam("of_counter")]),
)


class EphemeralInDatabase:
    """`idp.identity.ports.Ephemeral`; lives by the clock that is given (whole seconds UTC)."""

    def __init__(self, database: Database, clock: Callable[[], int]) -> None:
        """Keep everything in one table of `database`."""
        self._database = database
        self._clock = clock

    def put(self, room: str, key: str, value: bytes, ttl: int) -> None:
        """The value lives for `ttl` seconds, whatever was there."""
        self._change(_PUT, self._row(room, key, new=value, ttl=ttl))

    def put_once(self, room: str, key: str, value: bytes, ttl: int) -> bool:
        """The value lives unless one did; True for exactly one caller."""
        return self._change(_PUT_ONCE, self._row(room, key, new=value, ttl=ttl)) == 1

    def get(self, room: str, key: str) -> bytes | None:
        """The living value."""
        found = self._read(_GET, self._row(room, key))
        return None if found is None else bytes(found[0])

    def pop(self, room: str, key: str) -> bytes | None:
        """The living value, which is gone now; exactly one caller gets it."""
        found = self._changed(_POP, self._row(room, key))
        return None if found is None else bytes(found[0])

    def swap(self, room: str, key: str, old: bytes, new: bytes, *, ttl: int) -> bool:
        """`new` stands where `old` stood; True for exactly one caller."""
        return self._change(_SWAP, self._row(room, key, new=new, ttl=ttl) | {"old": old}) == 1

    def count(self, room: str, key: str, ttl: int) -> int:
        """One more; the counter lives `ttl` seconds from its first count."""
        found = self._changed(_COUNT, self._row(room, key, ttl=ttl, counter=True))
        if found is None:
            raise AssertionError("an upsert that returns nothing")
        return int(found[0])

    def counted(self, room: str, key: str) -> int:
        """The counter, zero when none lives."""
        found = self._read(_COUNTED, self._row(room, key, counter=True))
        return 0 if found is None else int(found[0])

    def drop(self, room: str, key: str) -> None:
        """Neither a value nor a counter lives there."""
        row = {"of_room": room, "of_key": _hashed(key), "of_counter": _counter(key)}
        self._change(_DROP, row)

    def _row(
        self,
        room: str,
        key: str,
        *,
        new: bytes | None = None,
        ttl: int | None = None,
        counter: bool = False,
    ) -> dict[str, object]:
        now = self._clock()
        row: dict[str, object] = {
            "of_room": room,
            "of_key": _counter(key) if counter else _hashed(key),
            "now": now,
        }
        if new is not None:
            row["new"] = new
        if ttl is not None:
            row["until"] = now + max(ttl, 1)
        return row

    def _read(self, statement: Statement, row: Parameters) -> Found | None:
        present = self._database.present()
        if present is not None:
            return present.row(statement, row)
        found = self._database.read(statement, row)
        return found[0] if found else None

    def _change(self, statement: Statement, row: Parameters) -> int:
        present = self._database.present()
        if present is not None:
            return present.change(statement, row)
        return self._database.write(statement, row)

    def _changed(self, statement: Statement, row: Parameters) -> Found | None:
        present = self._database.present()
        if present is not None:
            return present.changed(statement, row)
        return self._database.write_returning(statement, row)


def _hashed(key: str) -> str:
    return sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def _counter(key: str) -> str:
    return _hashed(key) + "#"
