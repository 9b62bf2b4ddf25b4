"""Links and codes that were sent and may come back once, as hashes. `SentProofs`."""

from sqlalchemy import BigInteger, Column, Index, Table, Text, bindparam, select, update

from idp.identity.sent_proofs import SentProof
from idp.storage.durable.database import Transaction
from idp.storage.durable.engine import metadata, on_each

sent_proofs = Table(
    "sent_proofs",
    metadata,
    Column("key", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("account_id", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("spent_at", BigInteger),
)
Index("ix_sent_proofs_expires_at", sent_proofs.c.expires_at)

_ROW: dict[str, object] = {
    "kind": bindparam("of_kind"),
    "account_id": bindparam("account"),
    "hash": bindparam("secret"),
    "created_at": bindparam("since"),
    "expires_at": bindparam("until"),
    "spent_at": None,
}
_PUT = on_each(
    lambda insert: (
        insert(sent_proofs)
        .values(key=bindparam("of"), **_ROW)
        .on_conflict_do_update(index_elements=["key"], set_=_ROW)
    )
)
_FIND = select(sent_proofs).where(sent_proofs.c.key == bindparam("of"))
_SPEND = (
    update(sent_proofs)
    .where(sent_proofs.c.key == bindparam("of"))
    .where(sent_proofs.c.kind == bindparam("of_kind"))
    .where(sent_proofs.c.hash == bindparam("secret"))
    .where(sent_proofs.c.spent_at.is_(None))
    .where(sent_proofs.c.expires_at > bindparam("at"))
    .values(spent_at=bindparam("at"))
)


class SentProofsInDatabase:
    """`idp.identity.sent_proofs.SentProofs`."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        """Read and write in `transaction`."""
        self._transaction = transaction

    def put(self, proof: SentProof) -> None:
        """It may come back; an older one of the same key may not."""
        row = {
            "of": proof.key,
            "of_kind": proof.kind,
            "account": proof.account_id,
            "secret": proof.hash,
            "since": proof.created_at,
            "until": proof.expires_at,
        }
        self._transaction.change(_PUT, row)

    def find(self, key: str) -> SentProof | None:
        """What was sent last under this key."""
        row = self._transaction.row(_FIND, {"of": key})
        if row is None:
            return None
        found, kind, account_id, secret, created_at, expires_at, spent_at = row
        return SentProof(
            key=found,
            kind=kind,
            account_id=account_id,
            hash=secret,
            created_at=created_at,
            expires_at=expires_at,
            spent_at=spent_at,
        )

    def spend(self, proof: SentProof, at: int) -> bool:
        """The very proof is spent; True for one caller, while it lives."""
        row = {"of": proof.key, "of_kind": proof.kind, "secret": proof.hash, "at": at}
        return self._transaction.change(_SPEND, row) == 1
