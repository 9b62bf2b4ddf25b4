"""The tree upwards and downwards: each question is one statement.

A line is followed for so many levels as the tree may have, so that a circle ends somewhere.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import Integer, Select, bindparam, case, func, literal, select

from idp.administration.organisation_ports import DEEPEST, Extent
from idp.administration.ports import Organisation
from idp.storage.durable.database import Transaction
from idp.storage.durable.organisation_rows import (
    COLUMNS,
    OWN,
    columns_of,
    organisation_of,
    organisations,
)

_THIS = organisations.c.code == bindparam("of")
_DEEPEST = bindparam("deepest", DEEPEST, type_=Integer)

_line = select(*OWN, literal(0).label("height")).where(_THIS).cte("line", recursive=True)
_LINE_CTE = _line.union_all(
    select(*OWN, _line.c.height + 1)
    .join_from(_line, organisations, organisations.c.code == _line.c.parent)
    .where(_line.c.height < _DEEPEST)
)
_found = tuple(_LINE_CTE.c[column.name] for column in OWN)
_LINE = select(*columns_of(_found[0], _found[1:])).order_by(_LINE_CTE.c.height.desc())

_own = select(OWN[0], organisations.c.status, literal(1).label("depth")).where(_THIS)
_under = _own.cte("line_down", recursive=True)
_UNDER = _under.union_all(
    select(OWN[0], organisations.c.status, _under.c.depth + 1)
    .join_from(_under, organisations, organisations.c.parent == _under.c.code)
    .where(_under.c.depth < _DEEPEST)
)
_LIVING = case(((_UNDER.c.status == "active") & (_UNDER.c.depth > 1), 1), else_=0)
_EXTENT = select(func.max(_UNDER.c.depth), func.sum(_LIVING))


def _page(found: Select[tuple[object, ...]]) -> Select[tuple[object, ...]]:
    return (
        found.where(organisations.c.code > bindparam("after"))
        .order_by(organisations.c.code)
        .limit(bindparam("most", type_=Integer))
    )


_CHILDREN = _page(select(*COLUMNS).where(organisations.c.parent == bindparam("of")))
_AT_THE_TOP = _page(select(*COLUMNS).where(organisations.c.parent.is_(None)))
_BELOW = _page(
    select(*COLUMNS)
    .join_from(_UNDER, organisations, organisations.c.code == _UNDER.c.code)
    .where(_UNDER.c.depth > 1)
)


def line_of(transaction: Transaction, code: str) -> Sequence[Organisation]:
    """Return the organisation and everything above it, the topmost first."""
    return [organisation_of(row) for row in transaction.rows(_LINE, {"of": code})]


def extent_of(transaction: Transaction, code: str) -> Extent:
    """Return how far it reaches downwards, itself included; nothing for an unknown code."""
    row = transaction.row(_EXTENT, {"of": code})
    levels, living = (0, 0) if row is None else row
    return Extent(levels=int(levels or 0), living=int(living or 0))


def children_of(
    transaction: Transaction, parent: str | None, after: str, most: int
) -> Sequence[Organisation]:
    """Return a page of those right below, or of those at the top."""
    asked: dict[str, object] = {"after": after, "most": most}
    if parent is None:
        return [organisation_of(row) for row in transaction.rows(_AT_THE_TOP, asked)]
    return [organisation_of(row) for row in transaction.rows(_CHILDREN, {**asked, "of": parent})]


def below(transaction: Transaction, code: str, after: str, most: int) -> Sequence[Organisation]:
    """Return a page of everything below."""
    asked = {"of": code, "after": after, "most": most}
    return [organisation_of(row) for row in transaction.rows(_BELOW, asked)]


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
