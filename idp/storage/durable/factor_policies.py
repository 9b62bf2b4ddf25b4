"""Which factors organisations bar for their officials, and what that means for a person.

The nearest choice counts: the organisation's own, or that of the first above it; several posts
add up. `BARRED` is a column of whatever statement reads the account, as `enrolled.COLUMNS` are.
"""

from collections.abc import Collection, Sequence
from typing import Any, Final, cast

from sqlalchemy import (
    BigInteger,
    Column,
    Integer,
    Table,
    Text,
    bindparam,
    case,
    func,
    literal,
    literal_column,
    select,
)

from idp.administration.organisation_ports import DEEPEST
from idp.administration.ports import FactorPolicy
from idp.identity.factor_name import FactorName
from idp.storage.durable.accounts import accounts
from idp.storage.durable.database import Transaction
from idp.storage.durable.engine import metadata, on_each
from idp.storage.durable.organisation_rows import organisations
from idp.storage.durable.posts import posts

factor_policies = Table(
    "factor_policies",
    metadata,
    Column("organisation", Text, primary_key=True),
    Column("barred", Text, nullable=False),
    Column("chosen_at", BigInteger, nullable=False),
)

_begin = (
    select(posts.c.organisation.label("code"), factor_policies.c.barred, literal(0).label("height"))
    .join_from(
        posts, factor_policies, factor_policies.c.organisation == posts.c.organisation, isouter=True
    )
    .where(posts.c.account_id == accounts.c.id)
    .where(posts.c.since <= bindparam("present"))
    .where((posts.c.until.is_(None)) | (posts.c.until > bindparam("present")))
    .correlate(accounts)
)
_line = _begin.cte("line", recursive=True, nesting=True)  # correlated: not hoisted
_LINE = _line.union_all(
    select(organisations.c.parent, factor_policies.c.barred, _line.c.height + 1)
    .join_from(_line, organisations, organisations.c.code == _line.c.code)
    .join(factor_policies, factor_policies.c.organisation == organisations.c.parent, isouter=True)
    # Upwards only while nobody has chosen: an organisation may allow what stands barred above it.
    .where(_line.c.barred.is_(None))
    .where(organisations.c.parent.is_not(None))
    .where(_line.c.height < bindparam("deepest", DEEPEST, type_=Integer))
)
# Written out: a bound separator is filled in at each execution only, which `Wordings` leaves out.
_BLANK: Any = literal_column("' '")
_JOINED = select(func.aggregate_strings(_LINE.c.barred, _BLANK)).scalar_subquery()
BARRED: Final = case((accounts.c.kind == "official", _JOINED), else_=None)
"""Of officials alone, who have posts; the parameter `present` is the second that counts."""

_ALL = select(factor_policies.c.organisation, factor_policies.c.barred).order_by(
    factor_policies.c.organisation
)
_CHOOSE = on_each(
    lambda insert: (
        insert(factor_policies)
        .values(organisation=bindparam("of"), barred=bindparam("to"), chosen_at=bindparam("at"))
        .on_conflict_do_update(
            index_elements=["organisation"],
            set_={"barred": bindparam("to"), "chosen_at": bindparam("at")},
            where=factor_policies.c.barred != bindparam("to"),
        )
    )
)


def barred_in(value: object) -> frozenset[FactorName]:
    """The factors behind a value of `BARRED`."""
    return frozenset(cast("list[FactorName]", str(value or "").split()))


class FactorPoliciesInDatabase:
    """`idp.administration.ports.FactorPolicies`."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        """Read and write in `transaction`."""
        self._transaction = transaction

    def choose(self, organisation: str, barred: Collection[FactorName], at: int) -> bool:
        """The organisation bars these for its officials, and for all below that chose nothing."""
        row = {"of": organisation, "to": " ".join(sorted(barred)), "at": at}
        return self._transaction.change(_CHOOSE, row) == 1

    def all(self) -> Sequence[FactorPolicy]:
        """Every choice, by the code of the organisation."""
        return [
            FactorPolicy(organisation=str(organisation), barred=barred_in(barred))
            for organisation, barred in self._transaction.rows(_ALL)
        ]
