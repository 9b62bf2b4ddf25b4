"""Passwords that were replaced, as hashes, of those whose organisation forbids using them again."""

from collections.abc import Sequence

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Integer,
    Table,
    Text,
    bindparam,
    delete,
    select,
)

from idp.identity.ports import PasswordHash
from idp.storage.durable.database import Transaction
from idp.storage.durable.engine import metadata, on_each

former_passwords = Table(
    "former_passwords",
    metadata,
    Column("account_id", Text, ForeignKey("accounts.id"), primary_key=True),
    Column("password", Text, primary_key=True),
    Column("replaced_at", BigInteger, nullable=False),
)

_ACCOUNT = former_passwords.c.account_id == bindparam("account")
_LATEST = (
    select(former_passwords.c.password)
    .where(_ACCOUNT)
    .order_by(former_passwords.c.replaced_at.desc(), former_passwords.c.password)
    .limit(bindparam("most", type_=Integer))
)
_KEEP = on_each(lambda insert: insert(former_passwords).on_conflict_do_nothing())
_FORGET_OLDER = (
    delete(former_passwords).where(_ACCOUNT).where(former_passwords.c.password.not_in(_LATEST))
)
_FORGET = delete(former_passwords).where(_ACCOUNT)


def former_of(transaction: Transaction, account_id: str, most: int) -> Sequence[PasswordHash]:
    """Return the passwords before the present one, the latest first."""
    rows = transaction.rows(_LATEST, {"account": account_id, "most": most})
    return [PasswordHash(str(row[0])) for row in rows]


def keep_former(
    transaction: Transaction, account_id: str, password: PasswordHash, at: int, *, most: int
) -> None:
    """It is remembered; of all, the latest `most` are."""
    row = {"account_id": account_id, "password": password, "replaced_at": at}
    transaction.change(_KEEP, row)
    transaction.change(_FORGET_OLDER, {"account": account_id, "most": most})


def forget_former(transaction: Transaction, account_id: str) -> None:
    """None is remembered."""
    transaction.change(_FORGET, {"account": account_id})
