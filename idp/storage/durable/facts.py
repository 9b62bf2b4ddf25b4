"""A few facts about this installation that must not change unseen, by name: the issuer, say."""

from sqlalchemy import Column, Table, Text, bindparam, select

from idp.storage.durable.database import Transaction
from idp.storage.durable.engine import metadata, on_each

facts = Table(
    "facts",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

_GET = select(facts.c.value).where(facts.c.name == bindparam("of"))
_KEEP = on_each(
    lambda insert: (
        insert(facts).values(name=bindparam("of"), value=bindparam("to")).on_conflict_do_nothing()
    )
)
_SET = on_each(
    lambda insert: (
        insert(facts)
        .values(name=bindparam("of"), value=bindparam("to"))
        .on_conflict_do_update(index_elements=["name"], set_={"value": bindparam("to")})
    )
)


class FactsInDatabase:
    """The facts, in a transaction."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        """Read and write in `transaction`."""
        self._transaction = transaction

    def get(self, name: str) -> str | None:
        """The fact, if it is known."""
        row = self._transaction.row(_GET, {"of": name})
        return None if row is None else str(row[0])

    def keep(self, name: str, value: str) -> str:
        """What is stored, which is `value` at first use."""
        stored = self.get(name)
        if stored is None:
            self._transaction.change(_KEEP, {"of": name, "to": value})
            stored = self.get(name)
        return value if stored is None else stored

    def set(self, name: str, value: str) -> None:
        """The fact reads so from now on."""
        self._transaction.change(_SET, {"of": name, "to": value})
