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


_COLUMNS: Final = (
    roles.c.account_id,
    roles.c.role,
    roles.c.organisation,
    roles.c.since,
    roles.c.until,
)
_IS_NOT_OVER = (roles.c.until.is_(None)) | (roles.c.until > bindparam("at"))
_LIVES = (roles.c.since <= bindparam("at")) & _IS_NOT_OVER
_THIS = (
    roles.c.account_id == bindparam("account"),
    roles.c.role == bindparam("of"),
    roles.c.organisation == bindparam("place"),
)
_OF = (
    select(*_COLUMNS)
    .where(roles.c.account_id == bindparam("account"), _LIVES)
    .order_by(roles.c.role, roles.c.organisation)
)
_OF_THE_ACTIVE = (
    select(*_COLUMNS)
    .join_from(roles, accounts, accounts.c.id == roles.c.account_id)
    .where(roles.c.role == bindparam("of"), _LIVES)
    .where(accounts.c.status == "active")
    .order_by(roles.c.account_id, roles.c.organisation)
)
_ALL = (
    select(*_COLUMNS)
    .where(_IS_NOT_OVER)
    .order_by(roles.c.role, roles.c.organisation, roles.c.account_id)
)
_FIND = select(*_COLUMNS).where(*_THIS, _IS_NOT_OVER)
_HOLD = (
    select(roles.c.account_id)
    .where(roles.c.role == bindparam("of"))
    .order_by(roles.c.account_id, roles.c.organisation)
    .with_for_update()
)
_GRANT = on_each(
    lambda insert: (
        insert(roles)
        .values(
            account_id=bindparam("account"),
            role=bindparam("of"),
            organisation=bindparam("place"),
            since=bindparam("from"),
            until=bindparam("to"),
        )
        .on_conflict_do_update(
            index_elements=["account_id", "role", "organisation"],
            set_={"since": bindparam("from"), "until": bindparam("to")},
            # Over now, not when the new one begins: what lives goes on until then.
            where=roles.c.until <= bindparam("at"),
        )
    )
)
_REVOKE = update(roles).where(*_THIS, _IS_NOT_OVER).values(until=bindparam("at"))


class RolesInDatabase:
    """`idp.administration.ports.Roles`."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        """Read and write in `transaction`."""
        self._transaction = transaction

    def of_account(self, account_id: str, now: int) -> Sequence[HeldRole]:
        """The living roles of a person."""
        return roles_of(self._transaction, account_id, now)

    def living(self, role: str, now: int) -> Sequence[HeldRole]:
        """Where this role lives, of active persons."""
        rows = self._transaction.rows(_OF_THE_ACTIVE, {"of": role, "at": now})
        return [_held(row) for row in rows]

    def all(self, now: int) -> Sequence[HeldRole]:
        """Every role that is not over, by role and place."""
        return [_held(row) for row in self._transaction.rows(_ALL, {"at": now})]

    def find(self, held: HeldRole, now: int) -> HeldRole | None:
        """The same role of the same person at the same place, begun or not."""
        row = self._transaction.row(_FIND, {**_key(held), "at": now})
        return None if row is None else _held(row)

    def hold(self, role: str) -> None:
        """Who counts the holders of this role counts alone; SQLite has one writer anyway."""
        self._transaction.changed_rows(_HOLD, {"of": role})

    def grant(self, held: HeldRole, at: int) -> bool:
        """The person holds the role; False when they did before, or will."""
        row = {**_key(held), "from": held.since, "to": held.until, "at": at}
        return self._transaction.change(_GRANT, row) == 1

    def revoke(self, held: HeldRole, at: int) -> bool:
        """The person does not hold the role; False when they did not before."""
        return self._transaction.change(_REVOKE, {**_key(held), "at": at}) == 1


def roles_of(transaction: Transaction, account_id: str, now: int) -> Sequence[HeldRole]:
    """Return the living roles of a person."""
    return [_held(row) for row in transaction.rows(_OF, {"account": account_id, "at": now})]


def _key(held: HeldRole) -> dict[str, object]:
    place = held.organisation or EVERYWHERE
    return {"account": held.account_id, "of": held.role, "place": place}


def _held(row: Found) -> HeldRole:
    account_id, role, organisation, since, until = row
    return HeldRole(
        account_id=account_id,
        role=role,
        organisation=organisation or None,
        since=since,
        until=until,
    )
