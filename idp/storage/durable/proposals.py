"""Proposals that wait for a second pair of eyes; each is decided once, by somebody else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, Column, Index, Table, Text, bindparam, insert, select, update

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
)
Index("ix_proposals_expires_at", proposals.c.expires_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What somebody wants done; `decision` is "approved" or "refused" once it is made."""

    id: str
    kind: str
    payload: Mapping[str, object]
    proposer: str
    created_at: int
    expires_at: int
    decision: str | None = None
    decided_by: str | None = None
    decided_at: int | None = None


_GET = select(proposals).where(proposals.c.id == bindparam("proposal"))
_OPEN = (
    select(proposals)
    .where(proposals.c.expires_at > bindparam("now"))
    .where(proposals.c.decision.is_(None))
    .order_by(proposals.c.expires_at, proposals.c.id)
)
_ADD = insert(proposals)
_DECIDE = (
    update(proposals)
    .where(proposals.c.id == bindparam("proposal"))
    .where(proposals.c.decision.is_(None))
    .where(proposals.c.expires_at > bindparam("at"))
    .where(proposals.c.proposer != bindparam("by"))
    .values(decision=bindparam("to"), decided_by=bindparam("by"), decided_at=bindparam("at"))
)


class ProposalsInDatabase:
    """The proposals, in a transaction."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        """Read and write in `transaction`."""
        self._transaction = transaction

    def add(self, proposal: Proposal) -> None:
        """The proposal waits."""
        row = {
            "id": proposal.id,
            "kind": proposal.kind,
            "payload": packed(dict(proposal.payload)),
            "proposer": proposal.proposer,
            "created_at": proposal.created_at,
            "expires_at": proposal.expires_at,
        }
        self._transaction.change(_ADD, row)

    def get(self, proposal_id: str) -> Proposal | None:
        """The proposal, decided and expired ones included."""
        row = self._transaction.row(_GET, {"proposal": proposal_id})
        return None if row is None else _proposal(row)

    def open(self, now: int) -> Sequence[Proposal]:
        """What waits, the most urgent first."""
        return [_proposal(row) for row in self._transaction.rows(_OPEN, {"now": now})]

    def decide(self, proposal_id: str, decision: str, *, by: str, at: int) -> bool:
        """It is decided; True for one caller, never for the proposer or after its end."""
        row = {"proposal": proposal_id, "to": decision, "by": by, "at": at}
        return self._transaction.change(_DECIDE, row) == 1


def _proposal(row: Found) -> Proposal:
    return Proposal(
        id=row.id,
        kind=row.kind,
        payload=unpacked(row.payload),
        proposer=row.proposer,
        created_at=row.created_at,
        expires_at=row.expires_at,
        decision=row.decision,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
    )
