"""Whose an identity from elsewhere is. `Links`: of two at once, one statement decides (I-01)."""

from collections.abc import Sequence

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    Table,
    Text,
    and_,
    bindparam,
    case,
    delete,
    select,
    update,
)

from idp.identity.elsewhere import IdentityKey, Link
from idp.storage.durable.database import Found, Transaction
from idp.storage.durable.engine import metadata, on_each

upstream_links = Table(
    "upstream_links",
    metadata,
    Column("key", Text, primary_key=True),
    Column("account_id", Text, nullable=False),
    Column("upstream", Text, nullable=False),
    Column("level", Integer, nullable=False),
    Column("linked_at", BigInteger, nullable=False),
    Column("used_at", BigInteger, nullable=False),
)
Index(
    "uq_upstream_links_account_id",
    upstream_links.c.account_id,
    upstream_links.c.upstream,
    unique=True,
)

_ADD = on_each(
    lambda insert: (
        insert(upstream_links)
        .values({column.name: bindparam(column.name) for column in upstream_links.c})
        .on_conflict_do_nothing()
    )
)
_BY_KEY = select(upstream_links).where(upstream_links.c.key == bindparam("identity"))
_OF_ACCOUNT = (
    select(upstream_links)
    .where(upstream_links.c.account_id == bindparam("account"))
    .order_by(upstream_links.c.linked_at, upstream_links.c.upstream)
)
_REACHED = bindparam("reached", type_=Integer)
_USE = (
    update(upstream_links)
    .where(upstream_links.c.key == bindparam("identity"))
    .values(
        level=case((upstream_links.c.level < _REACHED, _REACHED), else_=upstream_links.c.level),
        used_at=bindparam("at"),
    )
)
_REMOVE = delete(upstream_links).where(
    and_(
        upstream_links.c.account_id == bindparam("account"),
        upstream_links.c.upstream == bindparam("at_upstream"),
    )
)


class LinksInDatabase:
    """`idp.identity.elsewhere.Links`."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        """Read and write in `transaction`."""
        self._transaction = transaction

    def add(self, link: Link) -> bool:
        """The link is remembered; False where the identity or the account's place is taken."""
        row = {column.name: getattr(link, column.name) for column in upstream_links.c}
        return self._transaction.change(_ADD, row) == 1

    def by_key(self, key: IdentityKey) -> Link | None:
        """Whose identity this is."""
        row = self._transaction.row(_BY_KEY, {"identity": key})
        return None if row is None else _link(row)

    def of_account(self, account_id: str) -> Sequence[Link]:
        """The identities of a person, oldest first."""
        return [_link(row) for row in self._transaction.rows(_OF_ACCOUNT, {"account": account_id})]

    def use(self, key: IdentityKey, level: int, at: int) -> None:
        """A sign-in is noted, and the level where it is the highest so far."""
        self._transaction.change(_USE, {"identity": key, "reached": level, "at": at})

    def remove(self, account_id: str, upstream: str) -> bool:
        """The link is forgotten; True for one caller."""
        row = {"account": account_id, "at_upstream": upstream}
        return self._transaction.change(_REMOVE, row) == 1


def _link(row: Found) -> Link:
    key, account_id, upstream, level, linked_at, used_at = row
    return Link(
        key=key,
        account_id=account_id,
        upstream=upstream,
        level=level,
        linked_at=linked_at,
        used_at=used_at,
    )
