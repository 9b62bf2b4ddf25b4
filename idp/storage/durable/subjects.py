"""Stable `sub` values by sector (OIDC Core §8). `Subjects`: never changed, never reused (I-23)."""

from sqlalchemy import Column, Index, Table, Text, bindparam, select

from idp.storage.durable.database import Transaction
from idp.storage.durable.engine import is_storable, metadata, on_each

subjects = Table(
    "subjects",
    metadata,
    Column("sector", Text, primary_key=True),
    Column("account_id", Text, primary_key=True),
    Column("subject", Text, nullable=False),
)
Index("uq_subjects_sector", subjects.c.sector, subjects.c.subject, unique=True)

_OF_ACCOUNT = (
    select(subjects.c.subject)
    .where(subjects.c.sector == bindparam("of_sector"))
    .where(subjects.c.account_id == bindparam("account"))
)
_WHOSE = (
    select(subjects.c.account_id)
    .where(subjects.c.sector == bindparam("of_sector"))
    .where(subjects.c.subject == bindparam("known_as"))
)
_KEEP = on_each(
    lambda insert: (
        insert(subjects)
        .values(
            sector=bindparam("of_sector"),
            account_id=bindparam("account"),
            subject=bindparam("known_as"),
        )
        .on_conflict_do_nothing()
    )
)


class SubjectTaken(Exception):
    """The computed `sub` belongs to another person of that sector already."""


class SubjectsInDatabase:
    """`idp.protocol.ports.Subjects`."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        """Read and write in `transaction`."""
        self._transaction = transaction

    def keep(self, sector: str, account_id: str, computed: str) -> str:
        """What is stored, which is `computed` at first use. Raises SubjectTaken."""
        row = {"of_sector": sector, "account": account_id, "known_as": computed}
        stored = self._transaction.row(_OF_ACCOUNT, row)
        if stored is None:
            self._transaction.change(_KEEP, row)
            stored = self._transaction.row(_OF_ACCOUNT, row)
        if stored is None:
            raise SubjectTaken
        return str(stored[0])

    def account_of(self, sector: str, subject: str) -> str | None:
        """The account that a sector knows by this `sub`."""
        if not is_storable(subject):
            return None
        row = self._transaction.row(_WHOSE, {"of_sector": sector, "known_as": subject})
        return None if row is None else str(row[0])
