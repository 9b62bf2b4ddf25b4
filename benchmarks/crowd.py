"""A country in a PostgreSQL database: people and a chained trail, the same ones for one seed.

Filled by COPY in several processes, with indexes made afterwards: a million people and ten million
events in minutes.
People are sealed and filed as the product does it, and the trail verifies.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from itertools import islice
from multiprocessing import get_context
from typing import Any, Final

from sqlalchemy import Connection, Table

from idp.audit.events import Event, Origin, SignedIn, SignInFailed, TokensIssued
from idp.audit.filing import filed_as
from idp.audit.trail import Head, extend, genesis
from idp.identity.identifiers import identifiers_of
from idp.identity.name_keys import keys_of_name
from idp.identity.ports import Account, Attribute
from idp.storage.durable.accounts import accounts, identifiers, parameters_of
from idp.storage.durable.engine import open_engine
from idp.storage.durable.name_rows import named, names
from idp.storage.durable.trail import LANES, trail_heads
from idp.storage.durable.trail_rows import trail_files, trail_records, values_of, words_of
from keys import Custody

FAMILIES: Final = (
    ("Nguyễn",) * 8 + ("Trần",) * 3 + ("Lê",) * 2 + ("Phạm", "Hoàng", "Vũ", "Đặng", "Bùi")
)
MIDDLES: Final = ("Văn", "Thị", "Minh", "Đức", "Ngọc", "Thanh", "Hữu", "Quang", "Thu", "Xuân")
GIVEN: Final = (
    "An", "Anh", "Bình", "Chi", "Cường", "Dung", "Dũng", "Giang", "Hà", "Hải", "Hạnh", "Hiếu",
    "Hoa", "Hùng", "Hương", "Khai", "Khánh", "Lan", "Linh", "Long", "Mai", "Minh", "Nam", "Nga",
    "Phúc", "Phương", "Quân", "Sơn", "Tâm", "Thảo", "Trang", "Tuấn", "Tùng", "Vinh", "Yến", "Ý",
)  # fmt: skip
CLIENTS: Final = tuple(f"service-{number}" for number in range(200))
BATCH: Final = 5_000  # events in memory for each lane
EVENTS_A_SECOND: Final = 10
PEOPLE_A_SECOND: Final = 1_000
PROCESSES: Final = 2
UNHURRIED: Final = (
    "SET statement_timeout = 0",
    "SET maintenance_work_mem = '512MB'",
    "SET session_replication_role = replica",  # no row is looked up for the sake of another
)
GO_ON: Final = "SELECT setval(pg_get_serial_sequence('named', 'number'), %s)"
"""Who comes after the crowd has a number behind it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """How many, from which second on, and the seed that they all follow from."""

    people: int
    events: int
    since: int
    seed: str = "an-tin"

    def account_id(self, number: int) -> str:
        """The id of a person; they came as those of the product do, one after another."""
        noise = sha256(f"{self.seed}/{number}".encode()).hexdigest()
        return f"{self.since + number // PEOPLE_A_SECOND:010x}{noise[:22]}"


def fill(database_url: str, crowd: Crowd, custody: Custody) -> None:
    """The empty database holds this crowd, and its planner knows so."""
    tables = (accounts, identifiers, named, names, trail_records, trail_files)
    left = [index for table in tables for index in table.indexes]
    with _connected(database_url) as connection:
        for index in left:
            index.drop(connection)
        # A child knows the custody by being forked: keys are never sent anywhere.
        forked = get_context("fork")
        children = [
            forked.Process(target=_fill_part, args=(database_url, crowd, custody, part))
            for part in range(PROCESSES)
        ]
        for child in children:
            child.start()
        for child in children:
            child.join()
        if any(child.exitcode for child in children):
            raise RuntimeError("a part of the crowd is missing")
        for index in left:
            index.create(connection)
        connection.exec_driver_sql(GO_ON, (crowd.people,))
        connection.exec_driver_sql("VACUUM ANALYZE")


@contextmanager
def _connected(database_url: str) -> Iterator[Connection]:
    engine = open_engine(database_url)
    with engine.connect() as connection:
        for setting in UNHURRIED:
            connection.exec_driver_sql(setting)
        yield connection
    engine.dispose()


def _fill_part(database_url: str, crowd: Crowd, custody: Custody, part: int) -> None:
    """Every so many people and lanes are there."""
    with _connected(database_url) as connection:
        people = map(_Person(crowd, custody), range(part, crowd.people, PROCESSES))
        while some := list(islice(people, BATCH)):
            _copy(connection, accounts, (one.row for one in some))
            _copy(connection, identifiers, (row for one in some for row in one.identifiers))
            _copy(connection, named, (one.named for one in some))
            _copy(connection, names, (row for one in some for row in one.names))
        _fill_trail(connection, crowd, range(1 + part, LANES + 1, PROCESSES))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rows:
    """One person as rows."""

    row: dict[str, object]
    identifiers: Sequence[dict[str, object]]
    named: dict[str, object]
    names: Sequence[dict[str, object]]


class _Person:
    """Makes the rows of a person of this number."""

    def __init__(self, crowd: Crowd, custody: Custody) -> None:
        """The same number is the same person, sealed anew."""
        self._crowd = crowd
        self._custody = custody
        self._keys_of = cache(lambda name: tuple(keys_of_name(name, custody)))

    def __call__(self, number: int) -> _Rows:
        """Return the rows."""
        crowd, sealer = self._crowd, self._custody.sealer
        chosen = random.Random(f"{crowd.seed}/{number}")
        name = " ".join(map(chosen.choice, (FAMILIES, MIDDLES, GIVEN)))
        digits = f"001{number % 2}90{number:06}"[:12]
        told = {"name": name, "personal_number": digits, "email": f"p{number}@example.vn"}
        account = Account(
            id=crowd.account_id(number),
            kind="citizen",
            username=f"p{number}",
            attributes={
                key: Attribute(value=value, source="import") for key, value in told.items()
            },
            created_at=crowd.since,
            updated_at=crowd.since,
        )
        known = identifiers_of(account, self._custody)
        return _Rows(
            row=parameters_of(account, sealer.new_person_key(account.id), sealer),
            identifiers=[
                {"key": key, "account_id": account.id, "kind": kind} for kind, key in known
            ],
            named={"number": number + 1, "account_id": account.id},
            names=[{"key": key, "number": number + 1} for key in self._keys_of(name)],
        )


def _fill_trail(connection: Connection, crowd: Crowd, lanes: Iterable[int]) -> None:
    """Every lane is a chain of its share of the events, and has its head."""
    heads = {lane: genesis(lane) for lane in lanes}
    for begin in range(0, crowd.events, BATCH * LANES):
        end = min(begin + BATCH * LANES, crowd.events)
        rows: list[dict[str, object]] = []
        for lane in heads:
            mine = range(begin + lane - 1, end, LANES)
            heads[lane] = _extended(heads[lane], mine, crowd, rows)
        _copy(connection, trail_records, rows)
        _copy(connection, trail_files, map(_file_of, rows))
    ends = [
        {"lane": head.lane, "sequence": head.sequence, "link": head.link}
        for head in heads.values()
        if head.sequence
    ]
    _copy(connection, trail_heads, ends)


def _extended(
    head: Head, numbers: Iterable[int], crowd: Crowd, rows: list[dict[str, object]]
) -> Head:
    for number in numbers:
        at = crowd.since + number // EVENTS_A_SECOND
        records, head = extend(head, [_happened(number, crowd)], at)
        rows += map(values_of, records)
    return head


def _file_of(row: dict[str, object]) -> dict[str, object]:
    place = {name: row[name] for name in ("lane", "sequence", "at")}
    return {**place, **words_of(filed_as(str(row["body"])))}


def _happened(number: int, crowd: Crowd) -> tuple[Event, Origin]:
    """What happened to whom; every third sign-in fails."""
    person = crowd.account_id(number * 7_919 % crowd.people)
    client = CLIENTS[number * 31 % len(CLIENTS)]
    origin = Origin(
        actor=person,
        address="192.0.2.7",
        port=None,
        user_agent="Mozilla/5.0",
        request=f"{number:x}",
    )
    match number % 3:
        case 0:
            return SignedIn(
                subject=person,
                client=client,
                session=f"{number:x}",
                level=2,
                methods=("pwd", "otp", "mfa"),
                new_device=False,
            ), origin
        case 1:
            return TokensIssued(
                subject=person,
                client=client,
                grant=f"{number:x}",
                grant_type="authorization_code",
                scope="openid",
                audience="https://hub.example",
            ), origin
        case _:
            return SignInFailed(
                subject=person, client=client, factor="password", reason="wrong"
            ), origin


def _copy(connection: Connection, table: Table, rows: Iterable[dict[str, object]]) -> None:
    """The rows stand in the table; columns that none has keep their defaults."""
    walked: Iterator[dict[str, object]] = iter(rows)
    first = next(walked, None)
    if first is None:
        return
    driver: Any = connection.connection.dbapi_connection
    with (
        driver.cursor() as cursor,
        cursor.copy(f"COPY {table.name} ({', '.join(first)}) FROM STDIN") as copy,
    ):
        copy.write_row(tuple(first.values()))
        for row in walked:
            copy.write_row(tuple(row[name] for name in first))
