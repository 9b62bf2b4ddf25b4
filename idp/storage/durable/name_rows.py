"""Under which keyed beginnings of words a person's name is filed. Next: `name_search.py`.

Written with the attributes that hold the name, gone with the person.
"""

from collections.abc import Iterable

from sqlalchemy import Column, ForeignKey, Index, Table, Text, bindparam, delete

from idp.identity.name_keys import keys_of_names
from idp.identity.ports import Account
from idp.storage.durable.database import Transaction
from idp.storage.durable.engine import metadata
from idp.storage.durable.new_rows import add_all, new_rows
from keys import Custody

names = Table(
    "names",
    metadata,
    Column("key", Text, primary_key=True),
    Column("account_id", Text, ForeignKey("accounts.id"), primary_key=True),
)
Index("ix_names_account_id", names.c.account_id)

_FILE = new_rows(names, "key", "account_id")
_FORGET = delete(names).where(names.c.account_id == bindparam("account"))


def file_names(run: Transaction, people: Iterable[Account], custody: Custody) -> None:
    """Each is found by the words of the name, who was not filed before."""
    named = [(person.id, name) for person in people if (name := _name_of(person))]
    keys = keys_of_names((name for _, name in named), custody)
    filed = sorted((key, one) for (one, _), its in zip(named, keys, strict=True) for key in its)
    if filed:
        # In one order for all, so that two imports wait for each other instead of blocking.
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
