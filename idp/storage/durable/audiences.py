"""Resource servers that tokens may be meant for (RFC 8707): `AudienceRows`, `CachedAudiences`."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import BigInteger, Column, Table, Text, bindparam, select

from idp.protocol.ports import Audience
from idp.storage.durable.database import Database, Found, Transaction
from idp.storage.durable.engine import is_storable, metadata, on_each
from idp.storage.durable.packing import packed, unpacked
from idp.storage.durable.versions import Cache, Poll, count_change

AUDIENCES: Final = "audiences"

audiences = Table(
    "audiences",
    metadata,
    Column("uri", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("scopes", Text, nullable=False),
    Column("owner", Text),
    Column("algorithm", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)

_COLUMNS = (
    audiences.c.uri,
    audiences.c.name,
    audiences.c.scopes,
    audiences.c.owner,
    audiences.c.algorithm,
)
_GET = select(*_COLUMNS).where(audiences.c.uri == bindparam("of"))
_ALL = select(*_COLUMNS).order_by(audiences.c.uri)
_ADD = on_each(lambda insert: insert(audiences).on_conflict_do_nothing())


class AudienceRows:
    """The resource servers as they stand in the transaction."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        """Read and write in `transaction`."""
        self._transaction = transaction

    def get(self, uri: str) -> Audience | None:
        """The audience registered under exactly this URI."""
        if not is_storable(uri):
            return None
        row = self._transaction.row(_GET, {"of": uri})
        return None if row is None else _audience(row)

    def all(self) -> Sequence[Audience]:
        """Every audience, by URI."""
        return [_audience(row) for row in self._transaction.rows(_ALL)]

    def add(self, audience: Audience, at: int) -> bool:
        """It is registered; False when the URI is taken."""
        row = {
            "uri": audience.uri,
            "name": audience.name,
            "scopes": packed(audience.scopes),
            "owner": audience.owner,
            "algorithm": audience.algorithm,
            "created_at": at,
        }
        if self._transaction.change(_ADD, row) == 0:
            return False
        count_change(self._transaction, AUDIENCES)
        return True


class CachedAudiences:
    """`idp.protocol.ports.Audiences`, shared by all threads; at most one second old."""

    def __init__(self, database: Database, poll: Poll) -> None:
        """Read through `database` when `poll` says that something changed."""
        self._database = database
        self._cache: Cache[Audience] = Cache(poll, AUDIENCES, self._read)

    def get(self, uri: str) -> Audience | None:
        """The audience registered under exactly this URI."""
        return self._cache.get(uri)

    def _read(self, uri: str) -> Audience | None:
        if not is_storable(uri):
            return None
        rows = self._database.read(_GET, {"of": uri})
        return _audience(rows[0]) if rows else None


def _audience(row: Found) -> Audience:
    uri, name, scopes, owner, algorithm = row
    return Audience(
        uri=uri, name=name, scopes=tuple(unpacked(scopes)), owner=owner, algorithm=algorithm
    )
