"""Decisions of persons about clients. `Consents`: one lives, the former stay as history.

When a service was last used is known by the grants and refresh tokens, which cost it no statement;
`used_at` keeps it when the sweep takes those away. Next: `sweep.py`.
"""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Table,
    Text,
    bindparam,
    func,
    insert,
    select,
    update,
)

from idp.protocol.consent import Consent, ServiceUse
from idp.storage.durable.database import Found, Transaction
from idp.storage.durable.engine import metadata
from idp.storage.durable.grants import grants
from idp.storage.durable.packing import packed, unpacked
from idp.storage.durable.refresh_tokens import LAST_USE, refresh_tokens

consents = Table(
    "consents",
    metadata,
    Column("receipt", Text, primary_key=True),
    Column("account_id", Text, nullable=False),
    Column("client_id", Text, nullable=False),
    Column("decision", Text, nullable=False),
    Column("given_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    Column("used_at", BigInteger),
)
Index("ix_consents_account_id", consents.c.account_id, consents.c.client_id)

_COLUMNS = (
    consents.c.receipt,
    consents.c.account_id,
    consents.c.client_id,
    consents.c.decision,
    consents.c.given_at,
)
_BOTH = (consents.c.account_id == bindparam("account"), consents.c.client_id == bindparam("client"))
_LIVES = consents.c.ended_at.is_(None)
_OF = (
    select(*_COLUMNS)
    .where(*_BOTH, _LIVES)
    .order_by(consents.c.given_at.desc(), consents.c.receipt)
    .limit(1)
)
_former = consents.alias("former")
_FIRST = (
    select(func.min(_former.c.given_at))
    .where(_former.c.account_id == consents.c.account_id)
    .where(_former.c.client_id == consents.c.client_id)
    .scalar_subquery()
)
_THEIRS = (
    grants.c.account_id == consents.c.account_id,
    grants.c.client_id == consents.c.client_id,
)
_GRANTED = select(func.max(grants.c.created_at)).where(*_THEIRS).scalar_subquery()
_REFRESHED = (
    select(func.max(LAST_USE))
    .join_from(grants, refresh_tokens, refresh_tokens.c.grant_id == grants.c.id)
    .where(*_THEIRS)
    .scalar_subquery()
)
_SERVICES_OF = (
    select(*_COLUMNS, _FIRST, consents.c.used_at, _GRANTED, _REFRESHED)
    .where(consents.c.account_id == bindparam("account"), _LIVES)
    .order_by(consents.c.given_at.desc(), consents.c.receipt)
)
_END = update(consents).where(*_BOTH, _LIVES).values(ended_at=bindparam("at"))
_ADD = insert(consents)


_LATER = (_LIVES, func.coalesce(consents.c.used_at, 0) < bindparam("at"))
_OF_GRANT = grants.c.id == bindparam("grant")
NOTE_USE: Final = update(consents).where(*_BOTH, *_LATER).values(used_at=bindparam("at"))
NOTE_USE_OF_GRANT: Final = (
    update(consents)
    .where(
        consents.c.account_id == select(grants.c.account_id).where(_OF_GRANT).scalar_subquery(),
        consents.c.client_id == select(grants.c.client_id).where(_OF_GRANT).scalar_subquery(),
        *_LATER,
    )
    .values(used_at=bindparam("at"))
)
"""The living decision knows that it was used `at`, unless it knows of a later use."""


class ConsentsInDatabase:
    """`idp.protocol.consent.Consents`, and the person's own list."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        """Read and write in `transaction`."""
        self._transaction = transaction

    def of(self, account_id: str, client_id: str) -> Consent | None:
        """The living decision."""
        row = self._transaction.row(_OF, {"account": account_id, "client": client_id})
        return None if row is None else _consent(row)

    def services_of(self, account_id: str) -> Sequence[ServiceUse]:
        """Every living decision of a person, first and last use, newest first; one statement."""
        rows = self._transaction.rows(_SERVICES_OF, {"account": account_id})
        return [
            ServiceUse(
                consent=_consent(row[:5]),
                first_at=row[5],
                last_at=max((at for at in row[6:] if at is not None), default=None),
            )
            for row in rows
        ]

    def keep(self, consent: Consent) -> None:
        """It is the living decision; the former stays as history."""
        self.withdraw(consent.account_id, consent.client_id, consent.given_at)
        decision = {
            "scopes": consent.scopes,
            "claims": consent.claims,
            "ground": consent.ground,
            "text_version": consent.text_version,
            "language": consent.language,
        }
        row = {
            "receipt": consent.receipt,
            "account_id": consent.account_id,
            "client_id": consent.client_id,
            "decision": packed(decision),
            "given_at": consent.given_at,
        }
        self._transaction.change(_ADD, row)

    def withdraw(self, account_id: str, client_id: str, at: int) -> bool:
        """No decision lives; False when none did before."""
        row = {"account": account_id, "client": client_id, "at": at}
        return self._transaction.change(_END, row) > 0


def _consent(row: Found) -> Consent:
    receipt, account_id, client_id, text, given_at = row
    decision = unpacked(text)
    return Consent(
        client_id=client_id,
        account_id=account_id,
        scopes=tuple(decision["scopes"]),
        claims=tuple(decision["claims"]),
        ground=decision["ground"],
        text_version=decision["text_version"],
        language=decision["language"],
        receipt=receipt,
        given_at=given_at,
    )
