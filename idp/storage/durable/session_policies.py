"""How long organisations let their officials stay signed in, and what that means for a person.

The strictest choice counts, of the organisations of every post and of all that stand above them.
`SHORTENED` is a column of whatever statement reads the account, as `factor_policies.BARRED` is.
"""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    Integer,
    Table,
    Text,
    bindparam,
    case,
    cast,
    func,
    literal,
    literal_column,
    or_,
    select,
)

from idp.administration.organisation_ports import DEEPEST, SessionPolicy
from idp.identity.ports import SessionLengths
from idp.storage.durable.accounts import accounts
from idp.storage.durable.database import Transaction
from idp.storage.durable.engine import metadata, on_each
from idp.storage.durable.organisation_rows import organisations
from idp.storage.durable.posts import posts

session_policies = Table(
    "session_policies",
    metadata,
    Column("organisation", Text, primary_key=True),
    Column("idle", Integer, nullable=False),
    Column("absolute", Integer, nullable=False),
    Column("chosen_at", BigInteger, nullable=False),
)

_begin = (
    select(posts.c.organisation.label("code"), literal(0).label("height"))
    .where(posts.c.account_id == accounts.c.id)
    .where(posts.c.since <= bindparam("present"))
    .where((posts.c.until.is_(None)) | (posts.c.until > bindparam("present")))
    .correlate(accounts)
)
_line = _begin.cte("line_up", recursive=True, nesting=True)  # correlated: not hoisted
_LINE = _line.union_all(
    select(organisations.c.parent, _line.c.height + 1)
    .join_from(_line, organisations, organisations.c.code == _line.c.code)
    .where(organisations.c.parent.is_not(None))
    .where(_line.c.height < bindparam("deepest", DEEPEST, type_=Integer))
)
# Written out, as the blank of `factor_policies` is.
_BLANK: Any = literal_column("' '")
_BOTH = (
    cast(func.min(session_policies.c.idle), Text)
    + _BLANK
    + cast(func.min(session_policies.c.absolute), Text)
)
_STRICTEST = (
    select(_BOTH)
    .join_from(_LINE, session_policies, session_policies.c.organisation == _LINE.c.code)
    .scalar_subquery()
)
SHORTENED: Final = case((accounts.c.kind == "official", _STRICTEST), else_=None)
"""Of officials alone, who have posts; the parameter `present` is the second that counts."""

_ALL = select(
    session_policies.c.organisation, session_policies.c.idle, session_policies.c.absolute
).order_by(session_policies.c.organisation)
_CHOICE: Final[dict[str, Any]] = {
    "idle": bindparam("to_idle"),
    "absolute": bindparam("to_absolute"),
}
_CHOOSE = on_each(
    lambda insert: (
        insert(session_policies)
        .values(organisation=bindparam("of"), chosen_at=bindparam("at"), **_CHOICE)
        .on_conflict_do_update(
            index_elements=["organisation"],
            set_={**_CHOICE, "chosen_at": bindparam("at")},
            where=or_(
                session_policies.c.idle != bindparam("to_idle"),
                session_policies.c.absolute != bindparam("to_absolute"),
            ),
        )
    )
)


def shortened_in(value: object) -> SessionLengths | None:
    """The lengths behind a value of `SHORTENED`; None where nobody chose any."""
    if value is None:
        return None
    idle, absolute = map(int, str(value).split())
    return SessionLengths(idle=idle, absolute=absolute)


class SessionPoliciesInDatabase:
    """`idp.administration.organisation_ports.SessionPolicies`."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        """Read and write in `transaction`."""
        self._transaction = transaction

    def choose(self, organisation: str, lengths: SessionLengths, at: int) -> bool:
        """Officials there and below stay signed in no longer than this."""
        row = {
            "of": organisation,
            "to_idle": lengths.idle,
            "to_absolute": lengths.absolute,
            "at": at,
        }
        return self._transaction.change(_CHOOSE, row) == 1

    def all(self) -> Sequence[SessionPolicy]:
        """Every choice, by the code of the organisation."""
        return [
            SessionPolicy(
                organisation=organisation, lengths=SessionLengths(idle=idle, absolute=absolute)
            )
            for organisation, idle, absolute in self._transaction.rows(_ALL)
        ]
