"""Roles of officials: who may what, where, from when to when. One row per (person, role, place)."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Table,
    Text,
    bindparam,
    distinct,
    func,
    select,
    update,
)

from idp.administration.ports import HeldRole
from idp.storage.durable.accounts import accounts
from idp.storage.durable.database import Found, Transaction
from idp.storage.durable.engine import metadata, on_each

EVERYWHERE: Final = ""
"""How "no organisation" stands in a key: NULL is equal to nothing there."""

roles = Table(
    "roles",
    metadata,
    Column("account_id", Text, primary_key=True),
    Column("role", Text, primary_key=True),
    Column("organisation", Text, primary_key=True),
    Column("since", BigInteger, nullable=False),
    Column("until", BigInteger),
)
Index("ix_roles_role", roles.c.role)


_LIVES = (roles.c.until.is_(None)) | (roles.c.until > bindparam("at"))
_OF = (
    select(roles.c.account_id, roles.c.role, roles.c.organisation, roles.c.since, roles.c.until)
    .where(roles.c.account_id == bindparam("account"))
    .where(_LIVES)
    .order_by(roles.c.role, roles.c.organisation)
)
_HOLDERS = (
    select(func.count(distinct(roles.c.account_id)))
    .join_from(roles, accounts, accounts.c.id == roles.c.account_id)
    .where(roles.c.role == bindparam("of"))
    .where(_LIVES)
    .where(accounts.c.status == "active")
)
_GRANT = on_each(
    lambda insert: (
        insert(roles)
        .values(
            account_id=bindparam("account"),
            role=bindparam("of"),
            organisation=bindparam("place"),
            since=bindparam("at"),
            until=bindparam("to"),
        )
        .on_conflict_do_update(
            index_elements=["account_id", "role", "organisation"],
            set_={"since": bindparam("at"), "until": bindparam("to")},
            where=roles.c.until <= bindparam("at"),
        )
    )
)
_REVOKE = (
    update(roles)
    .where(roles.c.account_id == bindparam("account"))
    .where(roles.c.role == bindparam("of"))
    .where(roles.c.organisation == bindparam("place"))
    .where(_LIVES)
    .values(until=bindparam("at"))
)


class RolesInDatabase:
    """The roles, in a transaction."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        """Read and write in `transaction`."""
        self._transaction = transaction

    def of_account(self, account_id: str, now: int) -> Sequence[HeldRole]:
        """The living roles of a person."""
        return roles_of(self._transaction, account_id, now)

    def holders(self, role: str, now: int) -> int:
        """How many active persons hold this role anywhere."""
        row = self._transaction.row(_HOLDERS, {"of": role, "at": now})
        return 0 if row is None else int(row[0])

    def grant(self, held: HeldRole) -> bool:
        """The person holds the role; False when they did before."""
        row = {
            "account": held.account_id,
            "of": held.role,
            "place": held.organisation or EVERYWHERE,
            "at": held.since,
            "to": held.until,
        }
        return self._transaction.change(_GRANT, row) == 1

    def revoke(self, account_id: str, role: str, organisation: str | None, at: int) -> bool:
        """The person does not hold the role; False when they did not before."""
        row = {"account": account_id, "of": role, "place": organisation or EVERYWHERE, "at": at}
        return self._transaction.change(_REVOKE, row) == 1


def roles_of(transaction: Transaction, account_id: str, now: int) -> Sequence[HeldRole]:
    """Return the living roles of a person."""
    return [_held(row) for row in transaction.rows(_OF, {"account": account_id, "at": now})]


def _held(row: Found) -> HeldRole:
    account_id, role, organisation, since, until = row
    return HeldRole(
        account_id=account_id,
        role=role,
        organisation=organisation or None,
        since=since,
        until=until,
    )
