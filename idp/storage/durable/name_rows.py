"""Under which keyed beginnings of words a person's name is filed. Next: `name_search.py`.

Written with the attributes that hold the name, gone with the person. A person has a number here:
rows of 16 bytes, and those of a beginning lie together in the order in which people came.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    ScalarSelect,
    Table,
    Text,
    any_,
    bindparam,
    delete,
    select,
)

from idp.identity.name_keys import keys_of_names
from idp.identity.ports import Account
from idp.storage.durable.database import Transaction
from idp.storage.durable.engine import metadata
from idp.storage.durable.new_rows import add_all, add_new, new_rows
from idp.storage.durable.wording import Parameters
from keys import Custody

named = Table(
    "named",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("account_id", Text, ForeignKey("accounts.id"), nullable=False, unique=True),
)
names = Table(
    "names",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    # Read from `named`, where a number stays for good, by the transaction that writes it here:
    # a foreign key would look each of the nine rows of a person up once more.
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
Index("ix_names_number", names.c.number)


def number_of(parameter: str) -> ScalarSelect[Any]:
    """The number of the account whose id this parameter gives; null for nobody who is filed."""
    mine = named.c.account_id == bindparam(parameter)
    return select(named.c.number).where(mine).scalar_subquery()


_COUNT_UP = new_rows(named, "account_id")
_FILE = new_rows(names, "key", "number")
_NUMBER = select(number_of("account"))
_NUMBERS = select(named.c.account_id, named.c.number).where(
    named.c.account_id == any_(bindparam("people", type_=ARRAY(Text)))
)
_FORGET = delete(names).where(names.c.number == number_of("account"))


def keys_of_people(people: Iterable[Account], custody: Custody) -> Sequence[frozenset[int]]:
    """Under which keys each is filed; none for who has no name."""
    return keys_of_names(map(_name_of, people), custody)


def file_names(run: Transaction, people: Sequence[Account], custody: Custody) -> None:
    """Each is found by the words of the name; who was filed before may be among them."""
    keys = keys_of_people(people, custody)
    known = {one.id: its for one, its in zip(people, keys, strict=True) if its}
    if known:
        add_all(run, _COUNT_UP, _accounts(known))
        add_all(run, _FILE, _rows(known, run))


def file_new(run: Transaction, people: Mapping[str, frozenset[int]]) -> None:
    """Each account is found by its keys; ValueError where one was filed before."""
    known = {one: its for one, its in people.items() if its}
    if known and not (
        add_new(run, _COUNT_UP, _accounts(known)) and add_new(run, _FILE, _rows(known, run))
    ):
        raise ValueError("somebody was filed before")


# Rows are in one order for all, so that two imports wait for each other instead of blocking.


def _accounts(known: Mapping[str, frozenset[int]]) -> Sequence[Parameters]:
    return [{"account_id": one} for one in sorted(known)]


def _rows(known: Mapping[str, frozenset[int]], run: Transaction) -> Sequence[Parameters]:
    numbers = _numbers_of(list(known), run)
    filed = sorted((key, numbers[one]) for one, keys in known.items() for key in keys)
    return [{"key": key, "number": number} for key, number in filed]


def _numbers_of(accounts: Sequence[str], run: Transaction) -> Mapping[str, int]:
    if run.database.is_sqlite:
        found = [(one, run.row(_NUMBER, {"account": one})) for one in accounts]
        return {one: row[0] for one, row in found if row is not None}
    rows = run.rows(_NUMBERS, {"people": list(accounts)})
    return {row[0]: row[1] for row in rows}


def file_again(run: Transaction, person: Account, custody: Custody) -> None:
    """The person is found by the words of the present name alone."""
    forget_names(run, person.id)
    file_names(run, [person], custody)


def forget_names(run: Transaction, account_id: str) -> None:
    """Nobody finds the person by name."""
    run.change(_FORGET, {"account": account_id})


def _name_of(person: Account) -> str:
    name = person.attributes.get("name")
    return name.value if name is not None and isinstance(name.value, str) else ""
