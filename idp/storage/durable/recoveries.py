"""Recoveries under way, each changed by compare-and-set on its version. `Recoveries`.

Names that nobody has get rows too, so that the statements are the same for all (I-07); the
worker sweeps them.
"""

from collections.abc import Sequence

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    Table,
    Text,
    bindparam,
    insert,
    select,
    update,
)

from idp.identity.recovery_ports import Recovery, State
from idp.storage.durable.database import Found, Transaction
from idp.storage.durable.engine import metadata

recoveries = Table(
    "recoveries",
    metadata,
    Column("id", Text, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("account_id", Text),
    Column("browser", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("stamp", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("proofs", Text, nullable=False),
    Column("link", Text, nullable=False),
    Column("cancel", Text, nullable=False),
    Column("ready_at", BigInteger, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("version", Integer, nullable=False),
)
Index("ix_recoveries_holder", recoveries.c.holder)
Index("ix_recoveries_link", recoveries.c.link)
Index("ix_recoveries_cancel", recoveries.c.cancel)
Index("ix_recoveries_expires_at", recoveries.c.expires_at)

_ADD = insert(recoveries)
_GET = select(recoveries).where(recoveries.c.id == bindparam("recovery"))
_BY_LINK = select(recoveries).where(recoveries.c.link == bindparam("sent"))
_BY_CANCEL = select(recoveries).where(recoveries.c.cancel == bindparam("sent"))
_CHANGE = (
    update(recoveries)
    .where(recoveries.c.id == bindparam("recovery"))
    .where(recoveries.c.version == bindparam("seen"))
    .values(
        browser=bindparam("in_browser"),
        state=bindparam("to"),
        expires_at=bindparam("until"),
        proofs=bindparam("shown"),
        link=bindparam("of_link"),
        cancel=bindparam("of_cancel"),
        ready_at=bindparam("ready"),
        version=recoveries.c.version + 1,
    )
)
_PROPOSED = (
    select(recoveries)
    .where(recoveries.c.state == "proposed")
    .where(recoveries.c.expires_at > bindparam("now"))
    .order_by(recoveries.c.expires_at, recoveries.c.id)
)
_END_ALL = (
    update(recoveries)
    .where(recoveries.c.state != "finished")
    .where(recoveries.c.state != "cancelled")
    .values(state="cancelled", link="", cancel="", version=recoveries.c.version + 1)
)
_FORGET_LINKS = (
    update(recoveries)
    .where(recoveries.c.holder == bindparam("of"))
    .where(recoveries.c.id != bindparam("but"))
    .where(recoveries.c.state == bindparam("in_state"))
    .where(recoveries.c.link != "")
    .values(link="", version=recoveries.c.version + 1)
)


def end_recoveries(transaction: Transaction) -> None:
    """Nothing is under way: after a restore nobody can say what had ended."""
    transaction.change(_END_ALL, {})


class RecoveriesInDatabase:
    """`idp.identity.recovery_ports.Recoveries`."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        """Read and write in `transaction`."""
        self._transaction = transaction

    def add(self, recovery: Recovery) -> None:
        """It is under way."""
        row = {
            "id": recovery.id,
            "holder": recovery.holder,
            "account_id": recovery.account_id,
            "browser": recovery.browser,
            "state": recovery.state,
            "stamp": recovery.stamp,
            "created_at": recovery.created_at,
            "expires_at": recovery.expires_at,
            "proofs": " ".join(recovery.proofs),
            "link": recovery.link,
            "cancel": recovery.cancel,
            "ready_at": recovery.ready_at,
            "asked_by": recovery.asked_by,
            "version": recovery.version,
        }
        self._transaction.change(_ADD, row)

    def get(self, recovery_id: str) -> Recovery | None:
        """The recovery, whatever became of it."""
        return _read(self._transaction.row(_GET, {"recovery": recovery_id}))

    def by_link(self, link: str) -> Recovery | None:
        """The one that this link was sent for."""
        return _read(self._transaction.row(_BY_LINK, {"sent": link})) if link else None

    def by_cancel(self, cancel: str) -> Recovery | None:
        """The one that this link cancels."""
        return _read(self._transaction.row(_BY_CANCEL, {"sent": cancel})) if cancel else None

    def proposed(self, now: int) -> Sequence[Recovery]:
        """Those that wait for a second official, the most urgent first."""
        found = [_read(row) for row in self._transaction.rows(_PROPOSED, {"now": now})]
        return [one for one in found if one is not None]

    def change(self, recovery: Recovery) -> bool:
        """It is so now, one version on; True for one caller."""
        row = {
            "recovery": recovery.id,
            "seen": recovery.version,
            "in_browser": recovery.browser,
            "to": recovery.state,
            "until": recovery.expires_at,
            "shown": " ".join(recovery.proofs),
            "of_link": recovery.link,
            "of_cancel": recovery.cancel,
            "ready": recovery.ready_at,
        }
        return self._transaction.change(_CHANGE, row) == 1

    def forget_links(self, holder: str, states: Sequence[State], but: str) -> None:
        """No link of this holder's other recoveries in these states is known any more."""
        for state in states:
            row = {"of": holder, "in_state": state, "but": but}
            self._transaction.change(_FORGET_LINKS, row)


def _read(row: Found | None) -> Recovery | None:
    if row is None:
        return None
    number, holder, account_id, browser, state, stamp, created_at, expires_at, *rest = row
    proofs, link, cancel, ready_at, asked_by, version = rest
    return Recovery(
        id=number,
        holder=holder,
        account_id=account_id,
        browser=browser,
        state=state,
        stamp=stamp,
        created_at=created_at,
        expires_at=expires_at,
        proofs=tuple(proofs.split()),
        link=link,
        cancel=cancel,
        ready_at=ready_at,
        asked_by=asked_by,
        version=version,
    )
