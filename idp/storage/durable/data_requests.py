"""People's requests about their data; what they wrote is sealed. `DataRequests`."""

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
    text,
    update,
)

from idp.identity.data_requests import DataRequest
from idp.storage.durable.database import Found, Transaction
from idp.storage.durable.engine import metadata
from keys import Custody

data_requests = Table(
    "data_requests",
    metadata,
    Column("id", Text, primary_key=True),
    Column("account_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("asked_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    Column("outcome", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("answered_at", BigInteger),
    Column("extended_at", BigInteger),
    Column("extension", Text, nullable=False, server_default=text("''")),
    Column("alarms", Text, nullable=False, server_default=text("''")),
)
Index("ix_data_requests_account_id", data_requests.c.account_id, data_requests.c.asked_at)
Index(
    "ix_data_requests_waiting",
    data_requests.c.asked_at,
    sqlite_where=text("ended_at IS NULL"),
    postgresql_where=text("ended_at IS NULL"),
)

PURPOSE: Final = "data_request"

_ADD = insert(data_requests)
_GET = select(data_requests).where(data_requests.c.id == bindparam("request"))
_OF_ACCOUNT = (
    select(data_requests)
    .where(data_requests.c.account_id == bindparam("account"))
    .order_by(data_requests.c.asked_at.desc(), data_requests.c.id)
)
_WAITING = (
    select(data_requests)
    .where(text("ended_at IS NULL"))
    .order_by(data_requests.c.asked_at, data_requests.c.id)
)
_WAITS = (data_requests.c.id == bindparam("request"), data_requests.c.ended_at.is_(None))
_ANSWER = (
    update(data_requests)
    .where(*_WAITS, data_requests.c.answered_at.is_(None))
    .values(answered_at=bindparam("at"))
)
_EXTEND = (
    update(data_requests)
    .where(*_WAITS, data_requests.c.extended_at.is_(None))
    .values(extended_at=bindparam("at"), extension=bindparam("why"))
)
_NOTE_ALARMS = (
    update(data_requests)
    .where(*_WAITS, data_requests.c.alarms == bindparam("known"))
    .values(alarms=bindparam("raised"))
)
_END = (
    update(data_requests)
    .where(*_WAITS)
    .values(ended_at=bindparam("at"), outcome=bindparam("how"), reason=bindparam("why"))
)


class DataRequestsInDatabase:
    """`idp.identity.data_requests.DataRequests`."""

    __slots__ = ("_custody", "_transaction")

    def __init__(self, transaction: Transaction, custody: Callable[[], Custody]) -> None:
        """Read and write in `transaction`; seal by what `custody` answers."""
        self._transaction = transaction
        self._custody = custody

    def add(self, request: DataRequest) -> None:
        """It waits."""
        sealer = self._custody().sealer
        row = {
            "id": request.id,
            "account_id": request.account_id,
            "kind": request.kind,
            "sealed": sealer.seal(request.told.encode(), purpose=PURPOSE, owner=request.id),
            "asked_at": request.asked_at,
            "ended_at": request.ended_at,
            "outcome": request.outcome,
            "reason": request.reason,
            "answered_at": request.answered_at,
            "extended_at": request.extended_at,
            "extension": request.extension,
            "alarms": _listed(request),
        }
        self._transaction.change(_ADD, row)

    def get(self, request_id: str) -> DataRequest | None:
        """The request, one that is over included."""
        row = self._transaction.row(_GET, {"request": request_id})
        return None if row is None else self._request(row)

    def of_account(self, account_id: str) -> Sequence[DataRequest]:
        """Those of a person, newest first."""
        rows = self._transaction.rows(_OF_ACCOUNT, {"account": account_id})
        return [self._request(row) for row in rows]

    def waiting(self) -> Sequence[DataRequest]:
        """Those that are not over, oldest first."""
        return [self._request(row) for row in self._transaction.rows(_WAITING)]

    def clocks(self) -> Sequence[DataRequest]:
        """The same for their clocks alone; nothing is unsealed."""
        return [_request(row, told="") for row in self._transaction.rows(_WAITING)]

    def answer(self, request: DataRequest) -> bool:
        """It was answered; True for one caller."""
        row = {"request": request.id, "at": request.answered_at}
        return self._transaction.change(_ANSWER, row) == 1

    def extend(self, request: DataRequest) -> bool:
        """It has more time; True for one caller."""
        row = {"request": request.id, "at": request.extended_at, "why": request.extension}
        return self._transaction.change(_EXTEND, row) == 1

    def note_alarms(self, request: DataRequest, seen: DataRequest) -> bool:
        """These alarms were raised; True for one caller."""
        row = {"request": request.id, "raised": _listed(request), "known": _listed(seen)}
        return self._transaction.change(_NOTE_ALARMS, row) == 1

    def end(self, request: DataRequest) -> bool:
        """It is over; True for one caller."""
        row = {
            "request": request.id,
            "at": request.ended_at,
            "how": request.outcome,
            "why": request.reason,
        }
        return self._transaction.change(_END, row) == 1

    def _request(self, row: Found) -> DataRequest:
        number, _account, _kind, sealed = row[:4]
        told = self._custody().sealer.open(sealed, purpose=PURPOSE, owner=number)
        return _request(row, told=told.decode())


def _request(row: Found, *, told: str) -> DataRequest:
    number, account_id, kind, _sealed, asked_at, ended_at, outcome, reason = row[:8]
    answered_at, extended_at, extension, alarms = row[8:]
    return DataRequest(
        id=number,
        account_id=account_id,
        kind=kind,
        told=told,
        asked_at=asked_at,
        ended_at=ended_at,
        outcome=outcome,
        reason=reason,
        answered_at=answered_at,
        extended_at=extended_at,
        extension=extension,
        alarms=frozenset(alarms.split()),
    )


def _listed(request: DataRequest) -> str:
    return " ".join(sorted(request.alarms))
