"""Requests that programs may send twice: carried out once under each key. Implements `Repeats`."""

from typing import Any, Final

from sqlalchemy import BigInteger, Column, Index, LargeBinary, Table, Text, bindparam, select

from idp.administration.repeat_ports import KEPT, Repeatable
from idp.storage.durable.database import Transaction
from idp.storage.durable.engine import metadata, on_each

repeats = Table(
    "repeats",
    metadata,
    Column("key", Text, primary_key=True),
    Column("request", Text, nullable=False),
    Column("answer", LargeBinary, nullable=False),
    Column("at", BigInteger, nullable=False),
)
Index("ix_repeats_at", repeats.c.at)

_GET: Final = select(repeats.c.request, repeats.c.answer, repeats.c.at).where(
    repeats.c.key == bindparam("of"), repeats.c.at > bindparam("after")
)


def _keep(insert: Any) -> Any:
    """One whose time is over gives way, swept or not."""
    new = insert(repeats)
    return new.on_conflict_do_update(
        index_elements=[repeats.c.key],
        set_={name: new.excluded[name] for name in ("request", "answer", "at")},
        where=repeats.c.at <= bindparam("before"),
    )


_KEEP: Final = on_each(_keep)


class RepeatsInDatabase:
    """`idp.administration.repeat_ports.Repeats`."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        """Read and write in `transaction`."""
        self._transaction = transaction

    def get(self, key: str, now: int) -> Repeatable | None:
        """What was carried out under this key within the last day."""
        row = self._transaction.row(_GET, {"of": key, "after": now - KEPT})
        if row is None:
            return None
        request, answer, at = row
        return Repeatable(key=key, request=request, answer=answer, at=at)

    def keep(self, done: Repeatable) -> bool:
        """It is remembered; True for one caller."""
        row = {
            "key": done.key,
            "request": done.request,
            "answer": done.answer,
            "at": done.at,
            "before": done.at - KEPT,
        }
        return self._transaction.change(_KEEP, row) == 1
