"""Signed-in browsers. `Sessions`: found by the hash of the cookie's present value only."""

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
    text,
    update,
)

from idp.identity.factor_name import FactorName
from idp.identity.ports import Session, SessionHash
from idp.storage.durable import enrolled
from idp.storage.durable.accounts import accounts
from idp.storage.durable.database import Found, Transaction
from idp.storage.durable.engine import metadata
from idp.storage.durable.factor_policies import BARRED, barred_in
from idp.storage.durable.session_policies import SHORTENED, shortened_in

sessions = Table(
    "sessions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("hash", Text, nullable=False),
    Column("account_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("level", Integer, nullable=False),
    Column("methods", Text, nullable=False),
    Column("authenticated_at", BigInteger, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("last_seen_at", BigInteger, nullable=False),
    Column("idle_end", BigInteger, nullable=False),
    Column("absolute_end", BigInteger, nullable=False),
    Column("browser", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("user_agent", Text, nullable=False),
    Column("ended_at", BigInteger),
    Column("end_reason", Text),
    Column("factors", Text, nullable=False, server_default=text("''")),
)
Index("uq_sessions_hash", sessions.c.hash, unique=True)
Index("ix_sessions_account_id", sessions.c.account_id)
Index("ix_sessions_absolute_end", sessions.c.absolute_end)

_COLUMNS = (
    sessions.c.id,
    sessions.c.hash,
    sessions.c.account_id,
    sessions.c.kind,
    sessions.c.level,
    sessions.c.methods,
    sessions.c.authenticated_at,
    sessions.c.created_at,
    sessions.c.last_seen_at,
    sessions.c.idle_end,
    sessions.c.absolute_end,
    sessions.c.browser,
    sessions.c.address,
    sessions.c.user_agent,
    sessions.c.ended_at,
    sessions.c.factors,
    accounts.c.status,
    accounts.c.sandbox,
    BARRED,
    SHORTENED,
    *enrolled.COLUMNS,
)
_READ = select(*_COLUMNS).join_from(
    sessions, accounts, accounts.c.id == sessions.c.account_id, isouter=True
)
_BY_HASH = _READ.where(sessions.c.hash == bindparam("hash"))
_OF_ACCOUNT = (
    _READ.where(sessions.c.account_id == bindparam("account"))
    .where(sessions.c.ended_at.is_(None))
    .where(sessions.c.idle_end > bindparam("now"))
    .where(sessions.c.absolute_end > bindparam("now"))
    .order_by(sessions.c.created_at.desc(), sessions.c.id.desc())
)
_ADD = insert(sessions)
_RISE = (
    update(sessions)
    .where(sessions.c.id == bindparam("session"))
    .where(sessions.c.hash == bindparam("old"))
    .where(sessions.c.ended_at.is_(None))
    .values(
        hash=bindparam("new"),
        level=bindparam("to_level"),
        methods=bindparam("to_methods"),
        factors=bindparam("to_factors"),
        authenticated_at=bindparam("at"),
    )
)
_TOUCH = (
    update(sessions)
    .where(sessions.c.id == bindparam("session"))
    .where(sessions.c.ended_at.is_(None))
    .values(last_seen_at=bindparam("seen"), idle_end=bindparam("until"))
)
_END = (
    update(sessions)
    .where(sessions.c.id == bindparam("session"))
    .where(sessions.c.ended_at.is_(None))
    .values(ended_at=bindparam("at"), end_reason=bindparam("reason"))
)


class SessionsInDatabase:
    """`idp.identity.ports.Sessions`."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        """Read and write in `transaction`."""
        self._transaction = transaction

    def add(self, session: Session) -> None:
        """The session is remembered."""
        row = {column.name: getattr(session, column.name) for column in _COLUMNS[:15]}
        words = {"methods": " ".join(session.methods), "factors": " ".join(session.factors)}
        self._transaction.change(_ADD, row | words)

    def by_hash(self, session: SessionHash) -> Session | None:
        """Session, account status and enrolled factors in one read, ended ones too."""
        row = self._transaction.row(_BY_HASH, {"hash": session, "present": self._present()})
        return None if row is None else _session(row)

    def rise(
        self,
        session_id: str,
        *,
        old: SessionHash,
        new: SessionHash,
        level: int,
        methods: tuple[str, ...],
        factors: tuple[FactorName, ...],
        at: int,
    ) -> bool:
        """New cookie value and level; True for one caller, the old value finds nothing."""
        row = {
            "session": session_id,
            "old": old,
            "new": new,
            "to_level": level,
            "to_methods": " ".join(methods),
            "to_factors": " ".join(factors),
            "at": at,
        }
        return self._transaction.change(_RISE, row) == 1

    def touch(self, session_id: str, *, last_seen_at: int, idle_end: int) -> None:
        """The person was active."""
        row = {"session": session_id, "seen": last_seen_at, "until": idle_end}
        self._transaction.change(_TOUCH, row)

    def end(self, session_id: str, reason: str, at: int) -> bool:
        """It has ended; False when it had before."""
        row = {"session": session_id, "reason": reason, "at": at}
        return self._transaction.change(_END, row) == 1

    def of_account(self, account_id: str, now: int) -> Sequence[Session]:
        """The living sessions of a person, newest first."""
        asked = {"account": account_id, "now": now, "present": self._present()}
        found = [_session(row) for row in self._transaction.rows(_OF_ACCOUNT, asked)]
        return [one for one in found if now < min(one.ends_unused_at, one.ends_for_good_at)]

    def _present(self) -> int:
        return self._transaction.database.clock()


def _session(row: Found) -> Session:
    return Session(
        id=row[0],
        hash=row[1],
        account_id=row[2],
        kind=row[3],
        level=row[4],
        methods=tuple(row[5].split()),
        authenticated_at=row[6],
        created_at=row[7],
        last_seen_at=row[8],
        idle_end=row[9],
        absolute_end=row[10],
        browser=row[11],
        address=row[12],
        user_agent=row[13],
        ended_at=row[14],
        factors=tuple(row[15].split()),
        account_active=row[16] == "active",
        sandbox=bool(row[17]),
        barred=barred_in(row[18]),
        shortened=shortened_in(row[19]),
        enrolled=enrolled.enrolled_in(row[20:]),
    )
