"""Recovery codes of persons as keyed hashes. `RecoveryCodes`: a code counts once (I-01)."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    Table,
    Text,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from idp.identity.factors.recovery_code import RecoveryCodeHash
from idp.storage.durable.database import Transaction
from idp.storage.durable.engine import metadata

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("account_id", Text, primary_key=True),
    Column("hash", Text, primary_key=True),
    Column("created_at", BigInteger, nullable=False),
    Column("spent_at", BigInteger),
)
LIVES: Final = recovery_codes.c.spent_at.is_(None)

_THEIRS = recovery_codes.c.account_id == bindparam("account")
_THIS = recovery_codes.c.hash == bindparam("code")
_FORGET = delete(recovery_codes).where(_THEIRS)
_ADD = insert(recovery_codes)
_IS_LIVING = select(recovery_codes.c.created_at).where(_THEIRS).where(_THIS).where(LIVES)
_SPEND = (
    update(recovery_codes).where(_THEIRS).where(_THIS).where(LIVES).values(spent_at=bindparam("at"))
)
_SPEND_ALL = update(recovery_codes).where(LIVES).values(spent_at=bindparam("at"))
_REMAINING = select(func.count()).select_from(recovery_codes).where(_THEIRS).where(LIVES)


def forget_codes(account_id: str, transaction: Transaction) -> None:
    """The person has no codes, spent or not."""
    transaction.change(_FORGET, {"account": account_id})


def spend_all_codes(at: int, transaction: Transaction) -> None:
    """Nobody has a living code: after a restore nobody can say which were spent."""
    transaction.change(_SPEND_ALL, {"at": at})


class RecoveryCodesInDatabase:
    """`idp.identity.recovery_ports.RecoveryCodes`."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        """Read and write in `transaction`."""
        self._transaction = transaction

    def replace(self, account_id: str, hashes: Sequence[RecoveryCodeHash], at: int) -> None:
        """These codes count and no others."""
        forget_codes(account_id, self._transaction)
        for code in hashes:
            row = {"account_id": account_id, "hash": code, "created_at": at}
            self._transaction.change(_ADD, row)

    def is_living(self, account_id: str, code: RecoveryCodeHash) -> bool:
        """Whether it is of the present set and unspent."""
        row = {"account": account_id, "code": code}
        return self._transaction.row(_IS_LIVING, row) is not None

    def spend(self, account_id: str, code: RecoveryCodeHash, at: int) -> bool:
        """It is spent; True for one caller."""
        row = {"account": account_id, "code": code, "at": at}
        return self._transaction.change(_SPEND, row) == 1

    def remaining(self, account_id: str) -> int:
        """How many are left."""
        row = self._transaction.row(_REMAINING, {"account": account_id})
        return 0 if row is None else int(row[0])
