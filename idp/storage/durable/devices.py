"""Browsers that a person signed in with before. `Devices`."""

from sqlalchemy import BigInteger, Column, Index, Table, Text, bindparam, delete, select

from idp.identity.ports import DeviceHash
from idp.storage.durable.database import Transaction
from idp.storage.durable.engine import metadata, on_each

devices = Table(
    "devices",
    metadata,
    Column("account_id", Text, primary_key=True),
    Column("device", Text, primary_key=True),
    Column("since", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),
)
Index("ix_devices_until", devices.c.until)

_ROW: dict[str, object] = {
    "account_id": bindparam("account"),
    "device": bindparam("hash"),
    "since": bindparam("at"),
    "until": bindparam("to"),
}
_IS_KNOWN = (
    select(devices.c.since)
    .where(devices.c.account_id == bindparam("account"))
    .where(devices.c.device == bindparam("hash"))
    .where(devices.c.until > bindparam("now"))
)
_KEEP_NEW = on_each(
    lambda insert: (
        insert(devices)
        .values(_ROW)
        .on_conflict_do_update(
            index_elements=["account_id", "device"],
            set_={"since": bindparam("at"), "until": bindparam("to")},
            where=devices.c.until <= bindparam("at"),
        )
    )
)
_KEEP_LONGER = on_each(
    lambda insert: (
        insert(devices)
        .values(_ROW)
        .on_conflict_do_update(
            index_elements=["account_id", "device"], set_={"until": bindparam("to")}
        )
    )
)
_FORGET_ALL = delete(devices).where(devices.c.account_id == bindparam("account"))


class DevicesInDatabase:
    """`idp.identity.devices.Devices`."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        """Read and write in `transaction`."""
        self._transaction = transaction

    def is_known(self, account_id: str, device: DeviceHash, now: int) -> bool:
        """Whether this browser signed this person in before."""
        row = {"account": account_id, "hash": device, "now": now}
        return self._transaction.row(_IS_KNOWN, row) is not None

    def keep(self, account_id: str, device: DeviceHash, until: int, at: int) -> bool:
        """It is remembered until then; True when it is new."""
        row = {"account": account_id, "hash": device, "to": until, "at": at}
        if self._transaction.change(_KEEP_NEW, row) == 1:
            return True
        self._transaction.change(_KEEP_LONGER, row)
        return False

    def forget_all(self, account_id: str) -> None:
        """No browser of the person is known."""
        self._transaction.change(_FORGET_ALL, {"account": account_id})
