"""Under which keyed beginnings of words a person's name is filed. Next: `name_search.py`.

Written with the attributes that hold the name, gone with the person.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import Column, ForeignKey, Index, Table, Text, bindparam, delete

from idp.identity.name_keys import keys_of_name
from idp.identity.ports import Account
from idp.storage.durable.database import Transaction
from idp.storage.durable.engine import metadata, on_each
from keys import Custody

names = Table(
    "names",
    metadata,
    Column("key", Text, primary_key=True),
    Column("account_id", Text, ForeignKey("accounts.id"), primary_key=True),
)
Index("ix_names_account_id", names.c.account_id)

_FILE = on_each(
    lambda insert: (
        insert(names)
        .values(key=bindparam("key"), account_id=bindparam("account"))
        .on_conflict_do_nothing()
    )
)
_FORGET = delete(names).where(names.c.account_id == bindparam("account"))


def file_names(run: Transaction, people: Iterable[Account], custody: Custody) -> None:
    """Each is found by the words of the name, who was not filed before."""
    filed = sorted((key, person.id) for person in people for key in _keys_of(person, custody))
    if filed:
        # In one order for all, so that two imports wait for each other instead of blocking.
        run.change_many(_FILE, [{"key": key, "account": one} for key, one in filed])


def file_again(run: Transaction, person: Account, custody: Custody) -> None:
    """The person is found by the words of the present name alone."""
    forget_names(run, person.id)
    file_names(run, [person], custody)


def forget_names(run: Transaction, account_id: str) -> None:
    """Nobody finds the person by name."""
    run.change(_FORGET, {"account": account_id})


def _keys_of(person: Account, custody: Custody) -> Sequence[str]:
    name = person.attributes.get("name")
    if name is None or not isinstance(name.value, str):
        return ()
    return tuple(keys_of_name(name.value, custody))
