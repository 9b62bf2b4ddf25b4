"""What the coverage page counts, five statements however many organisations there are.

They read all officials and all services by design: nothing of a request waits for them.
Implements `idp.administration.organisation_ports.Coverage`.
"""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Integer, and_, bindparam, case, exists, func, literal, or_, select

from idp.administration.organisation_ports import (
    DEEPEST,
    CoveredService,
    CoveredUnit,
    OfficialsAlike,
)
from idp.administration.ports import Organisation
from idp.storage.durable import enrolled
from idp.storage.durable.accounts import accounts
from idp.storage.durable.clients import clients
from idp.storage.durable.database import Transaction
from idp.storage.durable.factor_policies import BARRED, barred_in
from idp.storage.durable.organisation_rows import COLUMNS, organisation_of, organisations
from idp.storage.durable.packing import unpacked
from idp.storage.durable.posts import posts

KINDS: Final = ("ministry", "agency", "province")  # whose trees are drawn

_DRAWN = and_(
    organisations.c.parent.is_(None),
    organisations.c.status == "active",
    or_(*(organisations.c.kind == kind for kind in KINDS)),
)
_TOPS = select(*COLUMNS).where(_DRAWN).order_by(organisations.c.code)
_top = (
    select(
        organisations.c.code,
        organisations.c.status,
        organisations.c.code.label("root"),
        literal(1).label("depth"),
    )
    .where(_DRAWN)
    .cte("line_from_top", recursive=True)
)
_TREE = _top.union_all(
    select(organisations.c.code, organisations.c.status, _top.c.root, _top.c.depth + 1)
    .join_from(_top, organisations, organisations.c.parent == _top.c.code)
    .where(_top.c.depth < bindparam("deepest", DEEPEST, type_=Integer))
)
_HELD_NOW = and_(
    posts.c.since <= bindparam("present"),
    (posts.c.until.is_(None)) | (posts.c.until > bindparam("present")),
)
_HOLDER = and_(accounts.c.id == posts.c.account_id, accounts.c.status == "active")
_STAFFED = (
    exists()
    .where(posts.c.organisation == _TREE.c.code)
    .where(_HELD_NOW)
    .where(_HOLDER)
    .correlate(_TREE)
)
_UNITS = (
    select(_TREE.c.code, _TREE.c.root, case((_STAFFED, 1), else_=0))
    .where(_TREE.c.status == "active")
    .order_by(_TREE.c.code)
)
_people = (
    select(_TREE.c.root, posts.c.account_id)
    .join_from(_TREE, posts, posts.c.organisation == _TREE.c.code)
    .where(_HELD_NOW)
    .distinct()
    .subquery("people")
)
_each = (
    select(
        _people.c.root,
        BARRED.label("barred"),
        *(flag.label(f"has_{at}") for at, flag in enumerate(enrolled.COLUMNS)),
    )
    .join_from(_people, accounts, accounts.c.id == _people.c.account_id)
    .where(accounts.c.status == "active")
    .subquery("each")
)
_ALIKE = select(*_each.c, func.count()).group_by(*_each.c).order_by(_each.c.root)
_SERVICES = select(clients.c.registration).where(clients.c.disabled == 0)
_ROOTS = select(_TREE.c.code, _TREE.c.root)


class CoverageInDatabase:
    """`idp.administration.organisation_ports.Coverage`."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        """Read in `transaction`."""
        self._transaction = transaction

    def tops(self) -> Sequence[Organisation]:
        """What stands at the top, in the order of codes."""
        return [organisation_of(row) for row in self._transaction.rows(_TOPS)]

    def units(self) -> Sequence[CoveredUnit]:
        """Every active unit, and whether somebody serves in it."""
        return [
            CoveredUnit(organisation=code, root=root, has_officials=bool(staffed))
            for code, root, staffed in self._transaction.rows(_UNITS, self._present())
        ]

    def officials(self) -> Sequence[OfficialsAlike]:
        """How many there are of each combination of factors."""
        return [
            OfficialsAlike(
                root=row[0],
                barred=barred_in(row[1]),
                enrolled=enrolled.enrolled_in(row[2:-1]),
                count=row[-1],
            )
            for row in self._transaction.rows(_ALIKE, self._present())
        ]

    def services(self) -> Sequence[CoveredService]:
        """Every service of an organisation; those of none are nobody's picture."""
        roots = {row[0]: row[1] for row in self._transaction.rows(_ROOTS)}
        found: list[CoveredService] = []
        for (registration,) in self._transaction.rows(_SERVICES):
            told = unpacked(registration)
            root = roots.get(told.get("organisation"))
            if root is not None:
                has_keys = bool(told.get("jwks") or told.get("jwks_uri"))
                method = told["authentication_method"]
                found.append(CoveredService(root=root, method=method, has_keys=has_keys))
        return found

    def _present(self) -> dict[str, object]:
        return {"present": self._transaction.database.clock()}
