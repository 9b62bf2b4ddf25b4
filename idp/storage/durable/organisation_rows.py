"""Organisations as rows, with all their codes. Next: `organisations.py`."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Index,
    Integer,
    Table,
    Text,
    func,
    literal_column,
    select,
    text,
)

from idp.administration.ports import Organisation
from idp.storage.durable.engine import metadata

organisations = Table(
    "organisations",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("parent", Text),
    Column("status", Text, nullable=False),
    Column("successor", Text),
    Column("created_at", BigInteger, nullable=False),
    Column("version", Integer, nullable=False, server_default=text("1")),
)
Index("ix_organisations_parent", organisations.c.parent, organisations.c.code)

organisation_codes = Table(
    "organisation_codes",
    metadata,
    Column("code", Text, primary_key=True),
    Column("organisation", Text, nullable=False),
    Column("since", BigInteger, nullable=False),
)
Index("ix_organisation_codes_organisation", organisation_codes.c.organisation)
# Written out: a bound separator is filled in at each execution only, which `Wordings` leaves out.
_BLANK: Any = literal_column("' '")


def columns_of(code: ColumnElement[str], rest: Sequence[ColumnElement[Any]]) -> tuple[Any, ...]:
    """Return the columns that `organisation_of` reads, of whatever has these."""
    known = organisation_codes.alias("known")
    codes = (
        select(func.aggregate_strings(known.c.code, _BLANK))
        .where(known.c.organisation == code)
        .scalar_subquery()
    )
    return (code, *rest, codes.label("codes"))


OWN: Final = tuple(column for column in organisations.c if column.name != "created_at")
COLUMNS: Final = columns_of(OWN[0], OWN[1:])


def organisation_of(row: Sequence[Any]) -> Organisation:
    """Return the organisation that stands in the first columns of a row."""
    code, name, kind, parent, status, successor, version, codes = row[:8]
    return Organisation(
        code=code,
        name=name,
        kind=kind,
        parent=parent,
        aliases=tuple(sorted(set(str(codes).split()) - {code})),
        status=status,
        successor=successor,
        version=version,
    )
