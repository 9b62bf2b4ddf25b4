"""Authorization codes, by hash (RFC 6749 §4.1.2). `Codes`: each is spent once, ever (I-01)."""

from sqlalchemy import BigInteger, Column, Index, Table, Text, bindparam, insert, select, update

from idp.protocol.ports import CodeGrant, CodeHash
from idp.storage.durable.accounts import accounts
from idp.storage.durable.database import Transaction
from idp.storage.durable.engine import metadata
from idp.storage.durable.grants import GRANT_COLUMNS, grant_of, grants
from idp.storage.durable.sessions import sessions

codes = Table(
    "codes",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("grant_id", Text, nullable=False),
    Column("redirect_uri", Text, nullable=False),
    Column("code_challenge", Text),
    Column("nonce", Text),
    Column("expires_at", BigInteger, nullable=False),
    Column("spent_as", Text),
    Column("spent_at", BigInteger),
    Column("replayed_at", BigInteger),
)
Index("ix_codes_expires_at", codes.c.expires_at)

_WIDTH = len(GRANT_COLUMNS)
_HASH = codes.c.hash == bindparam("code")
_ADD = insert(codes)
_FIND = (
    select(
        *GRANT_COLUMNS,
        accounts.c.status,
        codes.c.redirect_uri,
        codes.c.code_challenge,
        codes.c.nonce,
        codes.c.expires_at,
        codes.c.spent_as,
        sessions.c.ended_at,
    )
    .join_from(codes, grants, grants.c.id == codes.c.grant_id)
    .join(accounts, accounts.c.id == grants.c.account_id, isouter=True)
    .join(sessions, sessions.c.id == grants.c.session, isouter=True)
    .where(_HASH)
)
_CONSUME = (
    update(codes)
    .where(_HASH)
    .where(codes.c.spent_as.is_(None))
    .values(spent_as=bindparam("how"), spent_at=bindparam("at"))
)
_MARK_REPLAYED = (
    update(codes)
    .where(_HASH)
    .where(codes.c.spent_as.is_not(None))
    .where(codes.c.replayed_at.is_(None))
    .values(replayed_at=bindparam("at"))
)


class CodesInDatabase:
    """`idp.protocol.ports.Codes`."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        """Read and write in `transaction`."""
        self._transaction = transaction

    def add(self, code: CodeGrant) -> None:
        """The code is remembered, unspent."""
        row = {
            "hash": code.hash,
            "grant_id": code.grant.id,
            "redirect_uri": code.redirect_uri,
            "code_challenge": code.code_challenge,
            "nonce": code.nonce,
            "expires_at": code.expires_at,
        }
        self._transaction.change(_ADD, row)

    def find(self, code: CodeHash) -> CodeGrant | None:
        """Code, grant, person and session in one statement, spent and expired ones included."""
        row = self._transaction.row(_FIND, {"code": code})
        if row is None:
            return None
        status, redirect_uri, code_challenge, nonce, expires_at, spent_as, ended = row[_WIDTH:]
        return CodeGrant(
            hash=code,
            grant=grant_of(row),
            person_active=status == "active",
            redirect_uri=redirect_uri,
            code_challenge=code_challenge,
            nonce=nonce,
            expires_at=expires_at,
            spent_as=spent_as,
            session_ended=ended is not None,
        )

    def consume(self, code: CodeHash, spent_as: str, at: int) -> bool:
        """It is spent; True for exactly one caller, ever."""
        return self._transaction.change(_CONSUME, {"code": code, "how": spent_as, "at": at}) == 1

    def mark_replayed(self, code: CodeHash, at: int) -> bool:
        """The first replay is noted; True for exactly one caller."""
        return self._transaction.change(_MARK_REPLAYED, {"code": code, "at": at}) == 1
