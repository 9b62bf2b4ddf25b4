"""People by the words of their names, by keyset, also in one organisation and below it alone.

Implements `idp.administration.people_ports.NameIndex`.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import Select, bindparam, exists, func, select

from idp.identity.ports import Account
from idp.storage.durable.accounts import ACCOUNT_COLUMNS, account_of, accounts
from idp.storage.durable.database import Transaction
from idp.storage.durable.engine import on_each
from idp.storage.durable.facts import facts
from idp.storage.durable.name_rows import file_names, named, names, number_of
from idp.storage.durable.organisation_rows import organisations
from idp.storage.durable.posts import posts, posts_of
from keys import Custody

FILED: Final = "names_filed"
"""The fact that says up to whose id people of before the index are filed, or EVERYBODY."""
EVERYBODY: Final = "~"  # behind every id
BATCH: Final = 500  # people filed in one transaction

_OF_BEFORE = (
    select(*ACCOUNT_COLUMNS)
    .where(accounts.c.id > bindparam("after"))
    .order_by(accounts.c.id)
    .limit(BATCH)
)

_FILED_UP_TO = select(facts.c.value).where(facts.c.name == FILED)
_NOTE = on_each(
    lambda insert: (
        insert(facts)
        .values(name=FILED, value=bindparam("to"))
        .on_conflict_do_update(index_elements=["name"], set_={"value": bindparam("to")})
    )
)


class NameIndexInDatabase:
    """`idp.administration.people_ports.NameIndex`."""

    __slots__ = ("_custody", "_transaction")

    def __init__(self, transaction: Transaction, custody: Callable[[], Custody]) -> None:
        """Read and write in `transaction`; unseal by what `custody` answers."""
        self._transaction = transaction
        self._custody = custody

    def found(
        self, keys: Sequence[int], place: str | None, *, after: str, most: int
    ) -> Sequence[Account]:
        """A page in the order in which they were filed; posts are read of officials alone."""
        run, sealer = self._transaction, self._custody().sealer
        asked: dict[str, object] = {"after": after, "most": most}
        asked |= {f"key_{number}": key for number, key in enumerate(keys)}
        if place is not None:
            asked |= {"place": place, "now": run.database.clock()}
        rows = run.rows(searched(len(keys), place is not None), asked)
        return [
            account_of(row, posts_of(run, row[0]) if row[1] == "official" else (), sealer)
            for row in rows
        ]

    def file_some_of_before(self) -> int:
        """How many were looked at; 0: everybody is filed."""
        run, custody = self._transaction, self._custody()
        filed = run.row(_FILED_UP_TO)
        if filed is not None and filed[0] == EVERYBODY:
            return 0
        run.begin()
        rows = run.rows(_OF_BEFORE, {"after": "" if filed is None else filed[0]})
        people = [account_of(row, (), custody.sealer) for row in rows]
        file_names(run, people, custody)
        run.change(_NOTE, {"to": people[-1].id if people else EVERYBODY})
        return len(people)


@cache
def searched(words: int, in_a_place: bool) -> Select[Any]:
    """Return the statement that finds who has so many words, and serves there now."""
    statement = (
        select(*ACCOUNT_COLUMNS)
        .join_from(names, named, named.c.number == names.c.number)
        .join(accounts, accounts.c.id == named.c.account_id)
        .where(names.c.key == bindparam("key_0"))
        .where(names.c.number > func.coalesce(number_of("after"), 0))
        .where(accounts.c.status != "erased")
    )
    for number in range(1, words):
        other = names.alias(f"word_{number}")
        statement = statement.where(
            exists()
            .where(other.c.key == bindparam(f"key_{number}"))
            .where(other.c.number == names.c.number)
        )
    if in_a_place:
        below = (
            select(organisations.c.code)
            .where(organisations.c.code == bindparam("place"))
            .cte("below", recursive=True)
        )
        below = below.union(
            select(organisations.c.code).where(organisations.c.parent == below.c.code)
        )
        statement = statement.where(
            exists()
            .where(posts.c.account_id == named.c.account_id)
            .where(posts.c.organisation.in_(select(below.c.code)))
            .where(posts.c.since <= bindparam("now"))
            .where((posts.c.until.is_(None)) | (posts.c.until > bindparam("now")))
        )
    return statement.order_by(names.c.number).limit(bindparam("most"))
