"""Certificates that are bound to persons. `BoundCertificates`: one person has each of them."""

from collections.abc import Sequence

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Table,
    Text,
    and_,
    bindparam,
    delete,
    func,
    select,
    update,
)

from idp.identity.certificate_ports import BoundCertificate
from idp.storage.durable.database import Found, Transaction
from idp.storage.durable.engine import metadata, on_each
from idp.storage.durable.holding import hold

certificates = Table(
    "certificates",
    metadata,
    Column("id", Text, primary_key=True),
    Column("account_id", Text, nullable=False),
    Column("issuer_hash", Text, nullable=False),
    Column("serial", Text, nullable=False),
    Column("key_hash", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("issuer", Text, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("used_at", BigInteger),
)
Index(
    "uq_certificates_issuer_hash_serial",
    certificates.c.issuer_hash,
    certificates.c.serial,
    unique=True,
)
Index("ix_certificates_account_id", certificates.c.account_id)

_ADD = on_each(
    lambda insert: (
        insert(certificates)
        .values({column.name: bindparam(column.name) for column in certificates.c})
        .on_conflict_do_nothing()
    )
)
_OF_CERTIFICATE = (
    select(certificates)
    .where(certificates.c.issuer_hash == bindparam("issuer"))
    .where(certificates.c.serial == bindparam("number"))
)
_OF_ACCOUNT = (
    select(certificates)
    .where(certificates.c.account_id == bindparam("account"))
    .order_by(certificates.c.created_at, certificates.c.id)
)
_HOW_MANY = (
    select(func.count())
    .select_from(certificates)
    .where(certificates.c.account_id == bindparam("account"))
)
_USE = (
    update(certificates)
    .where(certificates.c.id == bindparam("bound"))
    .values(used_at=bindparam("at"))
)
_REMOVE = delete(certificates).where(
    and_(certificates.c.id == bindparam("bound"), certificates.c.account_id == bindparam("account"))
)


class CertificatesInDatabase:
    """`idp.identity.certificate_ports.BoundCertificates`."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        """Read and write in `transaction`."""
        self._transaction = transaction

    def hold(self, account_id: str) -> int:
        """How many the person has; by another transaction none is added before this ends."""
        hold(account_id, self._transaction)
        row = self._transaction.row(_HOW_MANY, {"account": account_id})
        return 0 if row is None else int(row[0])

    def add(self, bound: BoundCertificate) -> bool:
        """It is remembered; False where somebody has it already."""
        row = {column.name: getattr(bound, column.name) for column in certificates.c}
        return self._transaction.change(_ADD, row) == 1

    def of_certificate(self, issuer_hash: str, serial: str) -> BoundCertificate | None:
        """The one of this issuer and serial."""
        row = self._transaction.row(_OF_CERTIFICATE, {"issuer": issuer_hash, "number": serial})
        return None if row is None else _bound(row)

    def of_account(self, account_id: str) -> Sequence[BoundCertificate]:
        """Those of a person, oldest first."""
        return [_bound(row) for row in self._transaction.rows(_OF_ACCOUNT, {"account": account_id})]

    def use(self, bound_id: str, at: int) -> bool:
        """It was shown; False where it was removed meanwhile."""
        return self._transaction.change(_USE, {"bound": bound_id, "at": at}) == 1

    def remove(self, account_id: str, bound_id: str) -> bool:
        """It is forgotten; True for one caller."""
        row = {"account": account_id, "bound": bound_id}
        return self._transaction.change(_REMOVE, row) == 1


def _bound(row: Found) -> BoundCertificate:
    return BoundCertificate(
        id=row[0],
        account_id=row[1],
        issuer_hash=row[2],
        serial=row[3],
        key_hash=row[4],
        name=row[5],
        issuer=row[6],
        expires_at=row[7],
        created_at=row[8],
        used_at=row[9],
    )
