"""Proposals that wait for a second pair of eyes; each is decided once, by somebody else."""

from collections.abc import Sequence

from sqlalchemy import BigInteger, Column, Index, Table, Text, bindparam, insert, select, update

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
)
Index("ix_proposals_expires_at", proposals.c.expires_at)


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
    number, kind, payload, proposer, created_at, expires_at, decision, decided_by, decided_at = row
    return Proposal(
        id=number,
        kind=kind,
        payload=unpacked(payload),
        proposer=proposer,
        created_at=created_at,
        expires_at=expires_at,
        decision=decision,
        decided_by=decided_by,
        decided_at=decided_at,
    )
