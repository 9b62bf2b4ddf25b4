"""Registrations of relying services: `ClientRows` writes, `CachedClients` reads for `Clients`.

The metadata is one packed text; only what decides in a statement has a column of its own.
"""

from collections.abc import Sequence
from dataclasses import fields, replace
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    Integer,
    Table,
    Text,
    bindparam,
    select,
    update,
)

from idp.protocol.client import Client
from idp.storage.durable.database import Database, Found, Transaction
from idp.storage.durable.engine import is_storable, metadata, on_each
from idp.storage.durable.packing import packed, unpacked
from idp.storage.durable.versions import Cache, Poll, count_change

CLIENTS: Final = "clients"
MOST_KEPT: Final = 4_096  # registrations that were unpacked for a list, of some 2 kB each

clients = Table(
    "clients",
    metadata,
    Column("client_id", Text, primary_key=True),
    Column("registration", Text, nullable=False),
    Column("disabled", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
)

_OWN_COLUMNS = ("client_id", "disabled", "version")
_PACKED = tuple(field.name for field in fields(Client) if field.name not in _OWN_COLUMNS)
_COLUMNS = (clients.c.client_id, clients.c.registration, clients.c.disabled, clients.c.version)
_ID = clients.c.client_id == bindparam("client")
_GET = select(*_COLUMNS).where(_ID)
_AFTER = (
    select(*_COLUMNS)
    .where(clients.c.client_id > bindparam("after"))
    .order_by(clients.c.client_id)
    .limit(bindparam("most", type_=Integer))
)
_ADD = on_each(lambda insert: insert(clients).on_conflict_do_nothing())
_CHANGE = (
    update(clients)
    .where(_ID)
    .where(clients.c.version == bindparam("expected"))
    .values(
        registration=bindparam("to"),
        disabled=bindparam("off"),
        version=clients.c.version + 1,
        updated_at=bindparam("at"),
    )
)
_SET_DISABLED = (
    update(clients)
    .where(_ID)
    .where(clients.c.disabled != bindparam("off"))
    .values(disabled=bindparam("off"), version=clients.c.version + 1, updated_at=bindparam("at"))
)


class ClientRows:
    """The registrations as they stand in the transaction; every change is seen in a second."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        """Read and write in `transaction`."""
        self._transaction = transaction

    def get(self, client_id: str) -> Client | None:
        """The client, disabled ones included."""
        if not is_storable(client_id):
            return None
        row = self._transaction.row(_GET, {"client": client_id})
        return None if row is None else _client(row)

    def after(self, client_id: str = "", most: int = 100) -> Sequence[Client]:
        """A page of clients in the order of their ids, after this one."""
        rows = self._transaction.rows(_AFTER, {"after": client_id, "most": most})
        return [_read_before(*row) for row in rows]

    def add(self, client: Client, at: int) -> bool:
        """The client is registered as version 1; False when the id is taken."""
        row = {
            "client_id": client.client_id,
            "registration": _registration(client),
            "disabled": int(client.disabled),
            "version": 1,
            "created_at": at,
            "updated_at": at,
        }
        return self._counted(self._transaction.change(_ADD, row))

    def change(self, client: Client, at: int) -> bool:
        """It stands like this, one version on; False when `client.version` is not the present."""
        row = {
            "client": client.client_id,
            "expected": client.version,
            "to": _registration(client),
            "off": int(client.disabled),
            "at": at,
        }
        return self._counted(self._transaction.change(_CHANGE, row))

    def set_disabled(self, client_id: str, *, disabled: bool, at: int) -> bool:
        """It is disabled, or not; False when it was so before."""
        row = {"client": client_id, "off": int(disabled), "at": at}
        return self._counted(self._transaction.change(_SET_DISABLED, row))

    def _counted(self, changed: int) -> bool:
        if changed:
            count_change(self._transaction, CLIENTS)
        return changed == 1


class CachedClients:
    """`idp.protocol.ports.Clients`, shared by all threads; at most one second old."""

    def __init__(self, database: Database, poll: Poll) -> None:
        """Read through `database` when `poll` says that something changed."""
        self._database = database
        self._cache: Cache[Client] = Cache(poll, CLIENTS, self._read)

    def get(self, client_id: str) -> Client | None:
        """The client, disabled ones included; None when unknown."""
        return self._cache.get(client_id)

    def _read(self, client_id: str) -> Client | None:
        if not is_storable(client_id):
            return None
        rows = self._database.read(_GET, {"client": client_id})
        return _client(rows[0]) if rows else None


def _registration(client: Client) -> str:
    return packed({name: getattr(client, name) for name in _PACKED})


def _client(row: Found) -> Client:
    client_id, registration, disabled, version = row
    known: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in unpacked(registration).items()
        if name in _PACKED
    }
    client = Client(client_id=client_id, **known)
    return replace(client, disabled=bool(disabled), version=version)


@lru_cache(maxsize=MOST_KEPT)
def _read_before(client_id: str, registration: str, disabled: int, version: int) -> Client:
    """The client of these very columns: lists go through all of them, and few change."""
    return _client((client_id, registration, disabled, version))
