"""The tree of organisations: ministries, departments, provinces, communes, enterprises.

Codes are compared whole; old and new forms are aliases and never computed from each other.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    Table,
    Text,
    bindparam,
    literal,
    select,
    update,
)

from idp.administration.ports import Organisation
from idp.storage.durable.database import Found, Transaction
from idp.storage.durable.engine import metadata, on_each
from idp.storage.durable.packing import packed, unpacked

DEEPEST: Final = 16  # levels; a chain that is longer has a cycle in it

organisations = Table(
    "organisations",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("parent", Text),
    Column("aliases", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("successor", Text),
    Column("created_at", BigInteger, nullable=False),
)
Index("ix_organisations_parent", organisations.c.parent)


_COLUMNS = (
    organisations.c.code,
    organisations.c.name,
    organisations.c.kind,
    organisations.c.parent,
    organisations.c.aliases,
    organisations.c.status,
    organisations.c.successor,
)
_GET = select(*_COLUMNS).where(organisations.c.code == bindparam("of"))
_ALL = select(*_COLUMNS).order_by(organisations.c.code)
_CHILDREN = (
    select(*_COLUMNS)
    .where(organisations.c.parent == bindparam("of"))
    .order_by(organisations.c.code)
)
_ADD = on_each(lambda insert: insert(organisations).on_conflict_do_nothing())
_END = (
    update(organisations)
    .where(organisations.c.code == bindparam("of"))
    .where(organisations.c.status == "active")
    .values(status="ended", successor=bindparam("heir"))
)
_begin = select(*_COLUMNS, literal(0).label("height")).where(
    organisations.c.code == bindparam("of")
)
_line = _begin.cte("line", recursive=True)
_LINE_CTE = _line.union_all(
    select(*_COLUMNS, _line.c.height + 1)
    .join_from(_line, organisations, organisations.c.code == _line.c.parent)
    .where(_line.c.height < bindparam("deepest", DEEPEST, type_=Integer))
)
_LINE = select(_LINE_CTE).order_by(_LINE_CTE.c.height.desc())


class OrganisationsInDatabase:
    """The tree, in a transaction."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        """Read and write in `transaction`."""
        self._transaction = transaction

    def get(self, code: str) -> Organisation | None:
        """The organisation of exactly this code."""
        row = self._transaction.row(_GET, {"of": code})
        return None if row is None else _organisation(row)

    def all(self) -> Sequence[Organisation]:
        """Every organisation, by code."""
        return [_organisation(row) for row in self._transaction.rows(_ALL)]

    def children(self, code: str) -> Sequence[Organisation]:
        """The organisations right below, by code."""
        return [_organisation(row) for row in self._transaction.rows(_CHILDREN, {"of": code})]

    def line(self, code: str) -> Sequence[Organisation]:
        """The organisation and everything above it, the topmost first."""
        return line_of(self._transaction, code)

    def add(self, organisation: Organisation, at: int) -> bool:
        """It stands in the tree; False when the code is taken."""
        row = {
            "code": organisation.code,
            "name": organisation.name,
            "kind": organisation.kind,
            "parent": organisation.parent,
            "aliases": packed(organisation.aliases),
            "status": organisation.status,
            "successor": organisation.successor,
            "created_at": at,
        }
        return self._transaction.change(_ADD, row) == 1

    def end(self, code: str, successor: str | None) -> bool:
        """It has ended; False when it had before."""
        return self._transaction.change(_END, {"of": code, "heir": successor}) == 1


def line_of(transaction: Transaction, code: str) -> Sequence[Organisation]:
    """Return the organisation and everything above it, the topmost first; one statement."""
    rows = transaction.rows(_LINE, {"of": code})
    return [_organisation(row[:7]) for row in rows]


def claims_of_post(line: Sequence[Organisation], title: str) -> Mapping[str, object]:
    """Return the organisation claims of a post; `line` as `line_of` found it, not empty."""
    own = line[-1]
    claims: dict[str, object] = {
        "org_code": own.code,
        "org_name": own.name,
        "org_path": [above.code for above in line[:-1]],
        "org_aliases": list(own.aliases),
        "post": title,
    }
    return {name: value for name, value in claims.items() if value}


def _organisation(row: Sequence[object] | Found) -> Organisation:
    code, name, kind, parent, aliases, status, successor = row
    return Organisation(
        code=str(code),
        name=str(name),
        kind=str(kind),
        parent=None if parent is None else str(parent),
        aliases=tuple(unpacked(str(aliases))),
        status=str(status),
        successor=None if successor is None else str(successor),
    )
