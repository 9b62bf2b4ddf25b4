"""Holding a person: what is counted before a row is added stays counted until it is.

PostgreSQL locks the row of the account; others that only refer to it pass. SQLite has one writer,
and knows no FOR UPDATE: its compiler leaves the words out. `accounts.py` knows the stores that
hold, so the table is named here, not imported.
"""

from typing import Final

from sqlalchemy import bindparam, column, select, table

from idp.storage.durable.database import Transaction

_ACCOUNTS: Final = table("accounts", column("id"))
_HOLD: Final = (
    select(_ACCOUNTS.c.id)
    .where(_ACCOUNTS.c.id == bindparam("account"))
    .with_for_update(key_share=True)
)


def hold(account_id: str, transaction: Transaction) -> None:
    """Nobody else holds this person until the transaction, which writes from now on, ends."""
    transaction.changed(_HOLD, {"account": account_id})
