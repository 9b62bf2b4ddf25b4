"""What was done under broken glass, and the two who confirm it. `Emergencies`."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import Final

from sqlalchemy import BigInteger, Column, Table, Text, bindparam, insert, select, update

from idp.administration.emergency_ports import Emergency
from idp.storage.durable.database import Found, Transaction
from idp.storage.durable.engine import metadata
from idp.storage.durable.packing import packed, unpacked

emergencies = Table(
    "emergencies",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("acted_at", BigInteger, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("first_by", Text),
    Column("first_at", BigInteger),
    Column("second_by", Text),
    Column("second_at", BigInteger),
    Column("alarmed_at", BigInteger),
)
_FIELDS: Final = tuple(field.name for field in fields(Emergency))
_COLUMNS: Final = tuple(emergencies.c[name] for name in _FIELDS)
_THIS = emergencies.c.id == bindparam("emergency")
_IN_TIME = emergencies.c.due_at > bindparam("at")

_ADD = insert(emergencies)
_GET = select(*_COLUMNS).where(_THIS)
_UNCONFIRMED = (
    select(*_COLUMNS)
    .where(emergencies.c.second_by.is_(None))
    .order_by(emergencies.c.acted_at, emergencies.c.id)
)
_CONFIRM_FIRST = (
    update(emergencies)
    .where(_THIS, _IN_TIME, emergencies.c.first_by.is_(None))
    .values(first_by=bindparam("by"), first_at=bindparam("at"))
)
_CONFIRM_SECOND = (
    update(emergencies)
    .where(_THIS, _IN_TIME, emergencies.c.second_by.is_(None))
    .where(emergencies.c.first_by != bindparam("by"))
    .values(second_by=bindparam("by"), second_at=bindparam("at"))
)
_NOTE_ALARM = (
    update(emergencies)
    .where(_THIS, emergencies.c.second_by.is_(None), emergencies.c.alarmed_at.is_(None))
    .values(alarmed_at=bindparam("at"))
)


class EmergenciesInDatabase:
    """`idp.administration.emergency_ports.Emergencies`."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        """Read and write in `transaction`."""
        self._transaction = transaction

    def add(self, emergency: Emergency) -> None:
        """It waits for two others."""
        row = {**asdict(emergency), "payload": packed(dict(emergency.payload))}
        self._transaction.change(_ADD, row)

    def get(self, emergency_id: str) -> Emergency | None:
        """The act, confirmed ones included."""
        row = self._transaction.row(_GET, {"emergency": emergency_id})
        return None if row is None else _emergency(row)

    def unconfirmed(self) -> Sequence[Emergency]:
        """What fewer than two have confirmed, the oldest first."""
        return [_emergency(row) for row in self._transaction.rows(_UNCONFIRMED)]

    def confirm(self, emergency_id: str, by: str, at: int) -> bool:
        """One more has confirmed it: each place is taken by one caller, and both never by one."""
        row = {"emergency": emergency_id, "by": by, "at": at}
        change = self._transaction.change
        return change(_CONFIRM_FIRST, row) == 1 or change(_CONFIRM_SECOND, row) == 1

    def note_alarm(self, emergency_id: str, at: int) -> bool:
        """The alarm is raised; True for one caller."""
        return self._transaction.change(_NOTE_ALARM, {"emergency": emergency_id, "at": at}) == 1


def _emergency(row: Found) -> Emergency:
    values = dict(zip(_FIELDS, row, strict=True))
    return Emergency(**{**values, "payload": unpacked(values["payload"])})
