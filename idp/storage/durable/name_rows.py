"""Under which keyed beginnings of words a person's name is filed. Next: `name_search.py`.

Written with the attributes that hold the name, gone with the person. A person has a number here:
rows of 16 bytes, and those of a beginning lie together in the order in which people came.
"""

from collections.abc import Iterable
from typing import Any, Final

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
    bindparam,
    delete,
    func,
    select,
)
from sqlalchemy.dialects import postgresql

from idp.identity.name_keys import keys_of_names
from idp.identity.ports import Account
from idp.storage.durable.database import Transaction
from idp.storage.durable.engine import metadata, on_each
from idp.storage.durable.new_rows import Addition, add_all, new_rows
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
    # A number is read from `named` by the statement that writes it here, and stays there for good:
    # a foreign key would look each of the nine rows of a person up once more.
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
Index("ix_names_number", names.c.number)


def number_of(parameter: str) -> ScalarSelect[Any]:
    """The number of the account whose id this parameter gives; null for nobody who is filed."""
    mine = named.c.account_id == bindparam(parameter)
    return select(named.c.number).where(mine).scalar_subquery()


_NUMBER = new_rows(named, "account_id")
_COLUMNS: Final = ("key", "number")
_listed = func.unnest(
    bindparam("key", type_=ARRAY(BigInteger)), bindparam("account_id", type_=ARRAY(Text))
)
_given = _listed.table_valued("key", "account_id").render_derived()
_FILE = Addition(
    each=on_each(
        lambda insert: (
            insert(names)
            .from_select(
                _COLUMNS,
                select(bindparam("key", type_=BigInteger), named.c.number).where(
                    named.c.account_id == bindparam("account_id")
                ),
            )
            .on_conflict_do_nothing()
        )
    ),
    lists=postgresql.insert(names)
    .from_select(
        _COLUMNS,
        select(_given.c.key, named.c.number).join(named, named.c.account_id == _given.c.account_id),
    )
    .on_conflict_do_nothing(),
)
_FORGET = delete(names).where(names.c.number == number_of("account"))


def file_names(run: Transaction, people: Iterable[Account], custody: Custody) -> None:
    """Each is found by the words of the name, who was not filed before."""
    known = [(person.id, name) for person in people if (name := _name_of(person))]
    keys = keys_of_names((name for _, name in known), custody)
    filed = sorted((key, one) for (one, _), its in zip(known, keys, strict=True) for key in its)
    if filed:
        # In one order for all, so that two imports wait for each other instead of blocking.
        add_all(run, _NUMBER, [{"account_id": one} for one, _ in sorted(known)])
        add_all(run, _FILE, [{"key": key, "account_id": one} for key, one in filed])


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
