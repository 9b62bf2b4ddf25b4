"""Lines of people's histories, sealed each by itself. `History`; next: `accounts.py` (erase)."""

from collections.abc import Callable, Sequence
from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    LargeBinary,
    Table,
    Text,
    bindparam,
    insert,
    select,
)

from idp.identity.happenings import PAGE, Happening, Place, Topic
from idp.storage.durable.database import Transaction
from idp.storage.durable.engine import metadata
from idp.storage.durable.packing import packed, unpacked
from keys import Custody

history = Table(
    "history",
    metadata,
    Column("id", Text, primary_key=True),
    Column("account_id", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
Index("ix_history_account_id", history.c.account_id, history.c.topic, history.c.at, history.c.id)
Index("ix_history_until", history.c.until)

PURPOSE: Final = "history"
AFTER_ALL: Final = Place(at=1 << 62, id="")

_ADD = insert(history)
_OF_ACCOUNT = (
    select(history.c.id, history.c.at, history.c.sealed)
    .where(history.c.account_id == bindparam("account"))
    .where(history.c.topic == bindparam("about"))
    .where(
        (history.c.at < bindparam("moment"))
        | ((history.c.at == bindparam("moment")) & (history.c.id < bindparam("line")))
    )
    .order_by(history.c.at.desc(), history.c.id.desc())
    .limit(bindparam("most"))
)


class HistoryInDatabase:
    """`idp.identity.happenings.History`."""

    __slots__ = ("_custody", "_transaction")

    def __init__(self, transaction: Transaction, custody: Callable[[], Custody]) -> None:
        """Read and write in `transaction`; seal by what `custody` answers."""
        self._transaction = transaction
        self._custody = custody

    def add(self, line: Happening, until: int) -> None:
        """It is kept, bound to its person and page."""
        text = packed({"kind": line.kind, "details": dict(line.details)}).encode()
        row = {
            "id": line.id,
            "account_id": line.account_id,
            "topic": line.topic,
            "at": line.at,
            "until": until,
            "sealed": self._custody().sealer.seal(
                text, purpose=PURPOSE, owner=_owner(line.account_id, line.topic, line.id)
            ),
        }
        self._transaction.change(_ADD, row)

    def of_account(
        self,
        account_id: str,
        topic: Topic,
        *,
        before: Place | None = None,
        most: int = PAGE,
    ) -> Sequence[Happening]:
        """The lines before this place, newest first."""
        start = before or AFTER_ALL
        asked = {
            "account": account_id,
            "about": topic,
            "moment": start.at,
            "line": start.id,
            "most": most,
        }
        sealer = self._custody().sealer
        found = []
        for number, at, sealed in self._transaction.rows(_OF_ACCOUNT, asked):
            text = sealer.open(sealed, purpose=PURPOSE, owner=_owner(account_id, topic, number))
            content = unpacked(text.decode())
            found.append(
                Happening(
                    id=number,
                    account_id=account_id,
                    topic=topic,
                    kind=content["kind"],
                    at=at,
                    details=content["details"],
                )
            )
        return found


def _owner(account_id: str, topic: str, number: str) -> str:
    """A line moved to another person or page opens no more."""
    return f"{account_id}/{topic}/{number}"
