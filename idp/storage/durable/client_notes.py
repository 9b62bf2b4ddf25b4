"""What clients did wrong, counted by kind and day, and when they last asked. `ClientNotes`."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import Final

from sqlalchemy import (
    BigInteger,
    Case,
    Column,
    Index,
    Integer,
    Table,
    Text,
    bindparam,
    case,
    select,
)

from idp.administration.client_ports import ClientError, ClientUse, ErrorKind
from idp.storage.durable.database import Found, Transaction
from idp.storage.durable.engine import metadata, on_each

client_errors = Table(
    "client_errors",
    metadata,
    Column("client_id", Text, primary_key=True),
    Column("day", Text, primary_key=True),
    Column("endpoint", Text, primary_key=True),
    Column("error", Text, primary_key=True),
    Column("parameter", Text, primary_key=True),
    Column("reason", Text, primary_key=True),
    Column("count", BigInteger, nullable=False),
    Column("last_at", BigInteger, nullable=False),
)
Index("ix_client_errors_last_at", client_errors.c.last_at)
client_uses = Table(
    "client_uses",
    metadata,
    Column("client_id", Text, primary_key=True),
    Column("what", Text, primary_key=True),
    Column("last_at", BigInteger, nullable=False),
)

_KIND: Final = tuple(field.name for field in fields(ErrorKind))
_MORE: Final = bindparam("more", type_=BigInteger)
_TOLD: Final = bindparam("told", type_=BigInteger)


def _later(known: Column[int]) -> Case[int]:
    return case((known < _TOLD, _TOLD), else_=known)


_ADD_ERROR = on_each(
    lambda insert: (
        insert(client_errors)
        .values(
            {name: bindparam(f"of_{name}") for name in _KIND} | {"count": _MORE, "last_at": _TOLD}
        )
        .on_conflict_do_update(
            index_elements=list(_KIND),
            set_={
                "count": client_errors.c["count"] + _MORE,
                "last_at": _later(client_errors.c.last_at),
            },
        )
    )
)
_ERRORS_OF = (
    select(*client_errors.c)
    .where(client_errors.c.client_id == bindparam("client"))
    .order_by(client_errors.c.last_at.desc(), *(client_errors.c[name] for name in _KIND))
    .limit(bindparam("most", type_=Integer))
)
_NOTE_USE = on_each(
    lambda insert: (
        insert(client_uses)
        .values(client_id=bindparam("of_client"), what=bindparam("of_what"), last_at=_TOLD)
        .on_conflict_do_update(
            index_elements=["client_id", "what"], set_={"last_at": _later(client_uses.c.last_at)}
        )
    )
)
_USES_OF = (
    select(*client_uses.c)
    .where(client_uses.c.client_id == bindparam("client"))
    .order_by(client_uses.c.what)
)


class ClientNotesInDatabase:
    """`idp.administration.client_ports.ClientNotes`."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        """Read and write in `transaction`."""
        self._transaction = transaction

    def add_error(self, error: ClientError) -> None:
        """The count of this kind is so much higher, in one statement."""
        row = {f"of_{name}": value for name, value in asdict(error.kind).items()}
        self._transaction.change(_ADD_ERROR, row | {"more": error.count, "told": error.last_at})

    def errors_of(self, client_id: str, most: int = 100) -> Sequence[ClientError]:
        """The latest kinds, the newest first."""
        rows = self._transaction.rows(_ERRORS_OF, {"client": client_id, "most": most})
        return [_error(row) for row in rows]

    def note_use(self, use: ClientUse) -> None:
        """The later time stays."""
        row = {"of_client": use.client_id, "of_what": use.what, "told": use.last_at}
        self._transaction.change(_NOTE_USE, row)

    def uses_of(self, client_id: str) -> Sequence[ClientUse]:
        """When the client last did each thing."""
        rows = self._transaction.rows(_USES_OF, {"client": client_id})
        return [ClientUse(client_id=row[0], what=row[1], last_at=row[2]) for row in rows]


def _error(row: Found) -> ClientError:
    width = len(_KIND)
    kind = ErrorKind(**dict(zip(_KIND, row[:width], strict=True)))
    return ClientError(kind=kind, count=row[width], last_at=row[width + 1])
