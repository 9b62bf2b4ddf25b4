"""How organisations stood: a row for each state, kept for ever; it ends where the next begins."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import Final

from sqlalchemy import BigInteger, Column, Integer, Table, Text, bindparam, insert, select

from idp.administration.organisation_ports import Period
from idp.administration.ports import Organisation
from idp.storage.durable.database import Transaction
from idp.storage.durable.engine import metadata

organisation_past = Table(
    "organisation_past",
    metadata,
    Column("organisation", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("parent", Text),
    Column("status", Text, nullable=False),
    Column("successor", Text),
    Column("since", BigInteger, nullable=False),
)

_TOLD: Final = tuple(
    organisation_past.c[name] for name in ("name", "parent", "status", "successor", "since")
)
_OF = (
    select(*_TOLD)
    .where(organisation_past.c.organisation == bindparam("of"))
    .order_by(organisation_past.c.version)
)
_KEEP = insert(organisation_past)


def keep_period(transaction: Transaction, organisation: Organisation, at: int) -> None:
    """So it stands from now on, as this version of it."""
    row = {
        "organisation": organisation.code,
        "version": organisation.version,
        "name": organisation.name,
        "parent": organisation.parent,
        "status": organisation.status,
        "successor": organisation.successor,
        "since": at,
    }
    transaction.change(_KEEP, row)


def periods_of(transaction: Transaction, code: str) -> Sequence[Period]:
    """Return how it stood, the oldest first."""
    rows = transaction.rows(_OF, {"of": code})
    return [
        Period(
            name=row[0],
            parent=row[1],
            status=row[2],
            successor=row[3],
            since=row[4],
            until=None if later is None else later[4],
        )
        for row, later in zip_longest(rows, rows[1:])
    ]
