"""Access tokens revoked one by one (RFC 7009). `DeniedTokens`, until they would have expired."""

from sqlalchemy import BigInteger, Column, Index, Table, Text, bindparam

from idp.storage.durable.database import Transaction
from idp.storage.durable.engine import metadata, on_each

denied_tokens = Table(
    "denied_tokens",
    metadata,
    Column("jti", Text, primary_key=True),
    Column("expires_at", BigInteger, nullable=False),
)
Index("ix_denied_tokens_expires_at", denied_tokens.c.expires_at)

_DENY = on_each(
    lambda insert: (
        insert(denied_tokens)
        .values(jti=bindparam("token"), expires_at=bindparam("until"))
        .on_conflict_do_nothing()
    )
)


class DeniedTokensInDatabase:
    """`idp.protocol.ports.DeniedTokens`."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        """Read and write in `transaction`."""
        self._transaction = transaction

    def deny(self, jti: str, expires_at: int) -> bool:
        """The token opens nothing from now on; False when it was denied before."""
        return self._transaction.change(_DENY, {"token": jti, "until": expires_at}) == 1
