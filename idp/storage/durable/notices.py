"""Messages for a person's next page. `Notices`: kept after they were seen, for the history."""

from collections.abc import Sequence

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Table,
    Text,
    bindparam,
    insert,
    select,
    update,
)

from idp.identity.notices import Notice
from idp.storage.durable.database import Transaction
from idp.storage.durable.engine import metadata
from idp.storage.durable.packing import packed, unpacked

notices = Table(
    "notices",
    metadata,
    Column("id", Text, primary_key=True),
    Column("account_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("facts", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("dismissed_at", BigInteger),
)
Index("ix_notices_account_id", notices.c.account_id)
Index("ix_notices_created_at", notices.c.created_at)

_ADD = insert(notices)
_UNSEEN = (
    select(
        notices.c.id, notices.c.account_id, notices.c.kind, notices.c.facts, notices.c.created_at
    )
    .where(notices.c.account_id == bindparam("account"))
    .where(notices.c.dismissed_at.is_(None))
    .order_by(notices.c.created_at, notices.c.id)
)
_DISMISS = (
    update(notices)
    .where(notices.c.id == bindparam("notice"))
    .where(notices.c.account_id == bindparam("account"))
    .where(notices.c.dismissed_at.is_(None))
    .values(dismissed_at=bindparam("at"))
)


class NoticesInDatabase:
    """`idp.identity.notices.Notices`."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        """Read and write in `transaction`."""
        self._transaction = transaction

    def add(self, notice: Notice) -> None:
        """The message waits for the person's next page."""
        row = {
            "id": notice.id,
            "account_id": notice.account_id,
            "kind": notice.kind,
            "facts": packed(dict(notice.facts)),
            "created_at": notice.created_at,
        }
        self._transaction.change(_ADD, row)

    def unseen(self, account_id: str) -> Sequence[Notice]:
        """What the person has not dismissed, oldest first."""
        rows = self._transaction.rows(_UNSEEN, {"account": account_id})
        return [
            Notice(id=number, account_id=account, kind=kind, facts=unpacked(facts), created_at=at)
            for number, account, kind, facts, at in rows
        ]

    def dismiss(self, account_id: str, notice_id: str, at: int) -> bool:
        """The person has seen it; True for the first time only."""
        row = {"account": account_id, "notice": notice_id, "at": at}
        return self._transaction.change(_DISMISS, row) == 1
