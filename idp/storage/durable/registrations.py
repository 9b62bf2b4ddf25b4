"""Registrations of people who have no account yet. `Registrations`: what was typed is sealed.

A citizen's is queued for the register in the transaction that adds it. Next: `locks.py`.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    LargeBinary,
    Table,
    Text,
    bindparam,
    insert,
    select,
    update,
)

from idp.identity.applicant import Applicant, Document, LinkHash, Registration
from idp.identity.ports import IdentifierKey
from idp.identity.provenance import Provenance
from idp.storage.durable.database import Found, Transaction
from idp.storage.durable.engine import metadata
from idp.storage.durable.jobs import add_job
from idp.storage.durable.packing import packed, unpacked
from keys import Custody

CHECK: Final = "registration"
PURPOSE: Final = "registration"

registrations = Table(
    "registrations",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("browser", Text, nullable=False),
    Column("sealed", LargeBinary),
    Column("guardian_key", Text),
    Column("guardian", Text),
    Column("account_id", Text),
    Column("link", Text),
    Column("activate_until", BigInteger),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
)
Index("ix_registrations_link", registrations.c.link)
Index("ix_registrations_guardian_key", registrations.c.guardian_key)
Index("ix_registrations_state", registrations.c.state, registrations.c.kind)
Index("ix_registrations_updated_at", registrations.c.updated_at)

_ADD = insert(registrations)
_GET = select(registrations).where(registrations.c.id == bindparam("registration"))
_BY_LINK = select(registrations).where(registrations.c.link == bindparam("secret"))
_OF_GUARDIAN = (
    select(registrations)
    .where(registrations.c.guardian_key == bindparam("key"))
    .where(registrations.c.state == "checked")
    .order_by(registrations.c.created_at, registrations.c.id)
)
_FOR_REVIEW = (
    select(registrations)
    .where(registrations.c.state == "submitted")
    .where(registrations.c.kind == "foreigner")
    .order_by(registrations.c.created_at, registrations.c.id)
)
_CHANGE = (
    update(registrations)
    .where(registrations.c.id == bindparam("registration"))
    .where(registrations.c.state == bindparam("seen"))
    .where(registrations.c.link.is_not_distinct_from(bindparam("seen_link")))
    .values(
        state=bindparam("to"),
        reason=bindparam("why"),
        sealed=bindparam("envelope"),
        guardian=bindparam("by"),
        account_id=bindparam("account"),
        link=bindparam("secret"),
        activate_until=bindparam("until"),
        updated_at=bindparam("at"),
    )
)


class RegistrationsInDatabase:
    """`idp.identity.applicant.Registrations`."""

    __slots__ = ("_custody", "_transaction")

    def __init__(self, transaction: Transaction, custody: Callable[[], Custody]) -> None:
        """Read and write in `transaction`; seal by what `custody` answers."""
        self._transaction = transaction
        self._custody = custody

    def add(self, registration: Registration) -> None:
        """It is kept, and a citizen's waits for the register."""
        row = {
            "id": registration.id,
            "kind": registration.kind,
            "state": registration.state,
            "reason": registration.reason,
            "browser": registration.browser,
            "sealed": self._sealed(registration),
            "guardian_key": registration.guardian_key,
            "created_at": registration.created_at,
            "updated_at": registration.updated_at,
        }
        self._transaction.change(_ADD, row)
        if registration.kind == "citizen":
            payload = {"registration": registration.id}
            add_job(self._transaction, CHECK, payload, registration.created_at)

    def get(self, registration_id: str) -> Registration | None:
        """The registration."""
        row = self._transaction.row(_GET, {"registration": registration_id})
        return None if row is None else self._registration(row)

    def by_link(self, link: LinkHash) -> Registration | None:
        """The one whose newest activation link this is."""
        row = self._transaction.row(_BY_LINK, {"secret": link})
        return None if row is None else self._registration(row)

    def change(self, registration: Registration, seen: Registration) -> bool:
        """It stands as it is now; True for one caller of those who saw it so."""
        row = {
            "registration": registration.id,
            "seen": seen.state,
            "seen_link": seen.link,
            "to": registration.state,
            "why": registration.reason,
            "envelope": self._sealed(registration),
            "by": registration.guardian,
            "account": registration.account_id,
            "secret": registration.link,
            "until": registration.activate_until,
            "at": registration.updated_at,
        }
        return self._transaction.change(_CHANGE, row) == 1

    def of_guardian(self, key: IdentifierKey) -> Sequence[Registration]:
        """Those that wait for this guardian, oldest first."""
        return [
            self._registration(row) for row in self._transaction.rows(_OF_GUARDIAN, {"key": key})
        ]

    def for_review(self) -> Sequence[Registration]:
        """Those of foreigners that wait for an official, oldest first."""
        return [self._registration(row) for row in self._transaction.rows(_FOR_REVIEW)]

    def _sealed(self, registration: Registration) -> bytes | None:
        if registration.applicant is None:
            return None
        proof = registration.provenance
        content = {
            "applicant": asdict(registration.applicant),
            "password": registration.password,
            "provenance": None if proof is None else asdict(proof),
        }
        sealer = self._custody().sealer
        return sealer.seal(packed(content).encode(), purpose=PURPOSE, owner=registration.id)

    def _registration(self, row: Found) -> Registration:
        number, kind, state, reason, browser, sealed, key, guardian, account, link = row[:10]
        content = {} if sealed is None else self._opened(number, sealed)
        proof = content.get("provenance")
        return Registration(
            id=number,
            kind=kind,
            state=state,
            reason=reason,
            browser=browser,
            applicant=_applicant(content["applicant"]) if content else None,
            password=content.get("password"),
            provenance=None if proof is None else Provenance(**proof),
            guardian_key=key,
            guardian=guardian,
            account_id=account,
            link=link,
            activate_until=row[10],
            created_at=row[11],
            updated_at=row[12],
        )

    def _opened(self, owner: str, sealed: bytes) -> dict[str, Any]:
        text = self._custody().sealer.open(sealed, purpose=PURPOSE, owner=owner)
        return dict(unpacked(text.decode()))


def _applicant(fields: dict[str, Any]) -> Applicant:
    document = fields.pop("document")
    return Applicant(
        **fields,
        document=None if document is None else Document(**document),
    )
