"""Proposals that wait for a second pair of eyes; each is decided once, by somebody else."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    Table,
    Text,
    bindparam,
    insert,
    select,
    update,
)

from idp.administration.ports import Proposal
from idp.storage.durable.database import Found, Transaction
from idp.storage.durable.engine import metadata
from idp.storage.durable.packing import packed, unpacked

proposals = Table(
    "proposals",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("proposer", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("decision", Text),
    Column("decided_by", Text),
    Column("decided_at", BigInteger),
    Column("reason", Text),
    Column("spent_at", BigInteger),
)
Index("ix_proposals_expires_at", proposals.c.expires_at)
Index("ix_proposals_proposer", proposals.c.proposer, proposals.c.created_at)

_FIELDS: Final = tuple(field.name for field in fields(Proposal))
_COLUMNS: Final = tuple(proposals.c[name] for name in _FIELDS)
_THIS = proposals.c.id == bindparam("proposal")
_UNDECIDED = proposals.c.decision.is_(None)

_GET = select(*_COLUMNS).where(_THIS)
_OPEN = (
    select(*_COLUMNS)
    .where(proposals.c.expires_at > bindparam("now"), _UNDECIDED)
    .order_by(proposals.c.expires_at, proposals.c.id)
)
_OF = (
    select(*_COLUMNS)
    .where(proposals.c.proposer == bindparam("by"))
    .order_by(proposals.c.created_at.desc(), proposals.c.id)
    .limit(bindparam("most", type_=Integer))
)
_EXPIRED = (
    select(*_COLUMNS)
    .where(proposals.c.expires_at <= bindparam("now"), _UNDECIDED)
    .order_by(proposals.c.expires_at, proposals.c.id)
    .limit(bindparam("most", type_=Integer))
)
_ADD = insert(proposals)
_DECIDE = (
    update(proposals)
    .where(_THIS, _UNDECIDED)
    .where(proposals.c.expires_at > bindparam("at"))
    .where(proposals.c.proposer != bindparam("by"))
    .values(
        decision=bindparam("to"),
        decided_by=bindparam("by"),
        decided_at=bindparam("at"),
        reason=bindparam("why"),
    )
)
_WITHDRAW = (
    update(proposals)
    .where(_THIS, _UNDECIDED)
    .where(proposals.c.expires_at > bindparam("at"))
    .where(proposals.c.proposer == bindparam("by"))
    .values(decision="withdrawn", decided_by=bindparam("by"), decided_at=bindparam("at"))
)
_FAIL = (
    update(proposals)
    .where(_THIS, proposals.c.decision == "approved")
    .values(decision="failed", reason=bindparam("why"))
)
_SPEND = (
    update(proposals)
    .where(_THIS, proposals.c.decision == "approved")
    .where(proposals.c.spent_at.is_(None))
    .values(spent_at=bindparam("at"))
)
_CLOSE = (
    update(proposals)
    .where(_THIS, _UNDECIDED)
    .where(proposals.c.expires_at <= bindparam("at"))
    .values(decision="expired", decided_at=bindparam("at"))
)


class ProposalsInDatabase:
    """`idp.administration.ports.Proposals`."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        """Read and write in `transaction`."""
        self._transaction = transaction

    def add(self, proposal: Proposal) -> None:
        """The proposal waits."""
        row = {**asdict(proposal), "payload": packed(dict(proposal.payload))}
        self._transaction.change(_ADD, row)

    def get(self, proposal_id: str) -> Proposal | None:
        """The proposal, decided and expired ones included."""
        row = self._transaction.row(_GET, {"proposal": proposal_id})
        return None if row is None else _proposal(row)

    def open(self, now: int) -> Sequence[Proposal]:
        """What waits, the most urgent first."""
        return [_proposal(row) for row in self._transaction.rows(_OPEN, {"now": now})]

    def of(self, proposer: str, most: int) -> Sequence[Proposal]:
        """What this actor proposed, the newest first."""
        rows = self._transaction.rows(_OF, {"by": proposer, "most": most})
        return [_proposal(row) for row in rows]

    def withdraw(self, proposal_id: str, proposer: str, at: int) -> bool:
        """Nobody decides on it any more; True for one caller, who proposed it."""
        row = {"proposal": proposal_id, "by": proposer, "at": at}
        return self._transaction.change(_WITHDRAW, row) == 1

    def decide(self, decided: Proposal) -> bool:
        """It is decided; True for one caller, never for the proposer or after its end."""
        row = {
            "proposal": decided.id,
            "to": decided.decision,
            "by": decided.decided_by,
            "at": decided.decided_at,
            "why": decided.reason,
        }
        return self._transaction.change(_DECIDE, row) == 1

    def fail(self, proposal_id: str, reason: str) -> bool:
        """It was approved, and could not be carried out."""
        return self._transaction.change(_FAIL, {"proposal": proposal_id, "why": reason}) == 1

    def spend(self, proposal_id: str, at: int) -> bool:
        """What was approved begins; True for one caller."""
        return self._transaction.change(_SPEND, {"proposal": proposal_id, "at": at}) == 1

    def expired(self, now: int, most: int = 100) -> Sequence[Proposal]:
        """What nobody decided in time, the oldest first."""
        rows = self._transaction.rows(_EXPIRED, {"now": now, "most": most})
        return [_proposal(row) for row in rows]

    def close(self, proposal_id: str, at: int) -> bool:
        """Its time is over; True for one caller."""
        return self._transaction.change(_CLOSE, {"proposal": proposal_id, "at": at}) == 1


def _proposal(row: Found) -> Proposal:
    values = dict(zip(_FIELDS, row, strict=True))
    return Proposal(**{**values, "payload": unpacked(values["payload"])})
