"""Refresh tokens, by hash (RFC 6749 §6, RFC 9700 §4.14). `RefreshTokens`."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    Table,
    Text,
    bindparam,
    func,
    insert,
    select,
    update,
)

from idp.protocol.ports import RefreshHash, RefreshToken
from idp.storage.durable.accounts import accounts
from idp.storage.durable.database import Transaction
from idp.storage.durable.engine import metadata
from idp.storage.durable.grants import GRANT_COLUMNS, grant_of, grants

refresh_tokens = Table(
    "refresh_tokens",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("grant_id", Text, nullable=False),
    Column("rotates", Integer, nullable=False),
    Column("issued_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("idle_expires_at", BigInteger, nullable=False),
    Column("spent_at", BigInteger),
    Column("reused_at", BigInteger),
    Column("used_at", BigInteger),
)
Index("ix_refresh_tokens_grant_id", refresh_tokens.c.grant_id)
Index("ix_refresh_tokens_expires_at", refresh_tokens.c.expires_at)

LAST_USE: Final = func.coalesce(
    refresh_tokens.c.used_at, refresh_tokens.c.spent_at, refresh_tokens.c.issued_at
)
"""When a token served last: one that stays, one that rotated, one that waits."""

_WIDTH = len(GRANT_COLUMNS)
_HASH = refresh_tokens.c.hash == bindparam("token")
# In the same statement as the change, so that a grant that ends meanwhile is never outlived.
_GRANT_LIVES = (
    select(grants.c.id)
    .where(grants.c.id == refresh_tokens.c.grant_id)
    .where(grants.c.ended_at.is_(None))
    .exists()
)
_ADD = insert(refresh_tokens)
_FIND = (
    select(
        *GRANT_COLUMNS,
        accounts.c.status,
        refresh_tokens.c.rotates,
        refresh_tokens.c.issued_at,
        refresh_tokens.c.expires_at,
        refresh_tokens.c.idle_expires_at,
        refresh_tokens.c.spent_at,
    )
    .join_from(refresh_tokens, grants, grants.c.id == refresh_tokens.c.grant_id)
    .join(accounts, accounts.c.id == grants.c.account_id, isouter=True)
    .where(_HASH)
)
_SPEND = (
    update(refresh_tokens)
    .where(_HASH)
    .where(refresh_tokens.c.rotates == 1)
    .where(refresh_tokens.c.spent_at.is_(None))
    .where(_GRANT_LIVES)
    .values(spent_at=bindparam("at"))
)
_TOUCH = (
    update(refresh_tokens)
    .where(_HASH)
    .where(refresh_tokens.c.spent_at.is_(None))
    .where(_GRANT_LIVES)
    .values(idle_expires_at=bindparam("until"), used_at=bindparam("at"))
)
_MARK_REUSED = (
    update(refresh_tokens)
    .where(_HASH)
    .where(refresh_tokens.c.spent_at.is_not(None))
    .where(refresh_tokens.c.reused_at.is_(None))
    .values(reused_at=bindparam("at"))
)


class RefreshTokensInDatabase:
    """`idp.protocol.ports.RefreshTokens`."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        """Read and write in `transaction`."""
        self._transaction = transaction

    def add(self, token: RefreshToken) -> None:
        """The token is remembered."""
        row = {
            "hash": token.hash,
            "grant_id": token.grant.id,
            "rotates": int(token.rotates),
            "issued_at": token.issued_at,
            "expires_at": token.expires_at,
            "idle_expires_at": token.idle_expires_at,
            "spent_at": token.spent_at,
        }
        self._transaction.change(_ADD, row)

    def find(self, token: RefreshHash) -> RefreshToken | None:
        """Token, grant and person, read in one statement, spent ones included."""
        row = self._transaction.row(_FIND, {"token": token})
        if row is None:
            return None
        status, rotates, issued_at, expires_at, idle_expires_at, spent_at = row[_WIDTH:]
        return RefreshToken(
            hash=token,
            grant=grant_of(row),
            person_active=status == "active",
            rotates=bool(rotates),
            issued_at=issued_at,
            expires_at=expires_at,
            idle_expires_at=idle_expires_at,
            spent_at=spent_at,
        )

    def spend(self, token: RefreshHash, at: int) -> bool:
        """A rotating token is spent; True for one caller, only while its grant lives."""
        return self._transaction.change(_SPEND, {"token": token, "at": at}) == 1

    def touch(self, token: RefreshHash, idle_expires_at: int, at: int) -> bool:
        """The idle end has moved; False when the token is spent or its grant has ended."""
        row = {"token": token, "until": idle_expires_at, "at": at}
        return self._transaction.change(_TOUCH, row) == 1

    def mark_reused(self, token: RefreshHash, at: int) -> bool:
        """The first reuse is noted; True for exactly one caller."""
        return self._transaction.change(_MARK_REUSED, {"token": token, "at": at}) == 1
