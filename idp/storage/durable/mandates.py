"""Mandates: who may act for whom. `MandateRegister`; what ended stays as history.

Every read joins what a mandate hangs on, so that its standing is that of the moment (I-05).
"""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Table,
    Text,
    and_,
    bindparam,
    insert,
    select,
    update,
)

from idp.protocol.mandate import Mandate
from idp.storage.durable.accounts import accounts
from idp.storage.durable.database import Found, Transaction
from idp.storage.durable.engine import metadata
from idp.storage.durable.organisation_rows import organisations
from idp.storage.durable.organisation_tree import claims_of_post, line_of
from idp.storage.durable.packing import packed, unpacked

mandates = Table(
    "mandates",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("principal_kind", Text, nullable=False),
    Column("principal", Text, nullable=False),
    Column("holder", Text, nullable=False),
    Column("covers", Text, nullable=False),
    Column("limit_vnd", BigInteger),
    Column("since", BigInteger, nullable=False),
    Column("until", BigInteger),
    Column("source", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("given_by", Text, nullable=False),
    Column("asked", Text, nullable=False),
    Column("parent", Text),
    Column("created_at", BigInteger, nullable=False),
    Column("accepted_at", BigInteger),
    Column("ended_at", BigInteger),
    Column("end_reason", Text),
)
Index("ix_mandates_holder", mandates.c.holder)
Index("ix_mandates_principal", mandates.c.principal)
Index("ix_mandates_parent", mandates.c.parent)

_COLUMNS: Final = tuple(column for column in mandates.c if column.name != "end_reason")
_parents = mandates.alias("parents")
_READ = (
    select(*_COLUMNS, organisations.c.status, accounts.c.status, _parents.c.ended_at)
    .join_from(
        mandates,
        organisations,
        and_(
            mandates.c.principal_kind == "organisation",
            organisations.c.code == mandates.c.principal,
        ),
        isouter=True,
    )
    .join(
        accounts,
        and_(mandates.c.principal_kind == "person", accounts.c.id == mandates.c.principal),
        isouter=True,
    )
    .join(_parents, _parents.c.id == mandates.c.parent, isouter=True)
)
_NEWEST_FIRST = (mandates.c.created_at.desc(), mandates.c.id)
_ALIVE = mandates.c.ended_at.is_(None)
_GET = _READ.where(mandates.c.id == bindparam("of"))
_HELD = _READ.where(mandates.c.holder == bindparam("of"), _ALIVE).order_by(*_NEWEST_FIRST)
_GIVEN = _READ.where(mandates.c.principal == bindparam("of"), _ALIVE).order_by(*_NEWEST_FIRST)
_ADD = insert(mandates)
_ACCEPT = (
    update(mandates)
    .where(mandates.c.id == bindparam("of"))
    .where(mandates.c.holder == bindparam("by"))
    .where(mandates.c.accepted_at.is_(None), _ALIVE)
    .values(accepted_at=bindparam("at"))
)
_END, _END_UNDER = (
    update(mandates)
    .where(column == bindparam("of"), _ALIVE)
    .values(ended_at=bindparam("at"), end_reason=bindparam("reason"))
    .returning(*_COLUMNS)
    for column in (mandates.c.id, mandates.c.parent)
)


class MandatesInDatabase:
    """`idp.identity.mandate_register.MandateRegister`."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        """Read and write in `transaction`."""
        self._transaction = transaction

    def get(self, mandate_id: str) -> Mandate | None:
        """The mandate with its standing, ended ones included."""
        row = self._transaction.row(_GET, {"of": mandate_id})
        return None if row is None else _with_standing(row)

    def held_by(self, account_id: str) -> Sequence[Mandate]:
        """Those that this person holds or was asked to, newest first; no ended ones."""
        return [_with_standing(row) for row in self._transaction.rows(_HELD, {"of": account_id})]

    def given_for(self, principal: str) -> Sequence[Mandate]:
        """Those for this organisation or person, newest first; no ended ones."""
        return [_with_standing(row) for row in self._transaction.rows(_GIVEN, {"of": principal})]

    def organisation(self, code: str) -> Mapping[str, object]:
        """The claims of an organisation; empty when unknown."""
        line = line_of(self._transaction, code)
        return claims_of_post(line, "") if line else {}

    def add(self, mandate: Mandate) -> None:
        """The mandate is remembered."""
        row: dict[str, object] = {
            column.name: getattr(mandate, column.name)
            for column in _COLUMNS
            if column.name not in ("covers", "limit_vnd")
        }
        row |= {"covers": packed(mandate.covers), "limit_vnd": mandate.limit}
        self._transaction.change(_ADD, row)

    def accept(self, mandate_id: str, holder: str, at: int) -> bool:
        """It counts; True for one caller, only for its holder and while it is open."""
        row = {"of": mandate_id, "by": holder, "at": at}
        return self._transaction.change(_ACCEPT, row) == 1

    def end(self, mandate_id: str, reason: str, at: int) -> Sequence[Mandate]:
        """It is over with all that hang on it; returns those that ended now, itself first."""
        row = {"of": mandate_id, "reason": reason, "at": at}
        own = self._transaction.changed_rows(_END, row)
        under = self._transaction.changed_rows(_END_UNDER, row)
        return [*map(_mandate, own), *sorted(map(_mandate, under), key=lambda one: one.id)]


def _with_standing(row: Found) -> Mandate:
    organisation, person, parent_ended = row[-3:]
    principal = organisation if row[2] == "organisation" else person
    return _mandate(row, stands=principal == "active" and parent_ended is None)


def _mandate(row: Found, *, stands: bool = True) -> Mandate:
    (number, kind, principal_kind, principal, holder, covers, limit, since, until) = row[:9]
    source, evidence, given_by, asked, parent, created_at, accepted_at, ended_at = row[9:17]
    return Mandate(
        id=number,
        kind=kind,
        principal_kind=principal_kind,
        principal=principal,
        holder=holder,
        covers=tuple(unpacked(covers)),
        limit=limit,
        since=since,
        until=until,
        source=source,
        evidence=evidence,
        given_by=given_by,
        asked=asked,
        parent=parent,
        created_at=created_at,
        accepted_at=accepted_at,
        ended_at=ended_at,
        stands=stands,
    )
