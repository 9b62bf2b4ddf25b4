"""Authorizations ("families"). `Grants`: what codes, refresh and access tokens hang on.

What is never searched for is packed in `details`. No foreign keys here: persons and clients are
never deleted, and every read joins them. Next: `codes.py`, `refresh_tokens.py`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    Table,
    Text,
    Update,
    bindparam,
    insert,
    literal,
    select,
    update,
)

from idp.identity.account import claims_of
from idp.protocol.mandate import Acting
from idp.protocol.ports import Grant, Standing
from idp.storage.durable.accounts import ACCOUNT_COLUMNS, account_of, accounts
from idp.storage.durable.clients import clients
from idp.storage.durable.database import Found, Transaction
from idp.storage.durable.denied_tokens import denied_tokens
from idp.storage.durable.engine import metadata
from idp.storage.durable.packing import packed, unpacked
from keys import Custody

grants = Table(
    "grants",
    metadata,
    Column("id", Text, primary_key=True),
    Column("client_id", Text, nullable=False),
    Column("account_id", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("session", Text, nullable=False),
    Column("details", Text, nullable=False),
    Column("offline", Integer, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("absolute_end", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    Column("end_reason", Text),
    Column("mandate", Text),
)
Index("ix_grants_session", grants.c.session)
Index("ix_grants_account_id", grants.c.account_id, grants.c.client_id)
Index("ix_grants_absolute_end", grants.c.absolute_end)
_ALIVE = grants.c.ended_at.is_(None)
Index(
    "ix_grants_living_of_client",
    grants.c.client_id,
    sqlite_where=_ALIVE,
    postgresql_where=_ALIVE,
)
Index("ix_grants_mandate", grants.c.mandate)

GRANT_COLUMNS: Final = (
    grants.c.id,
    grants.c.client_id,
    grants.c.account_id,
    grants.c.subject,
    grants.c.session,
    grants.c.details,
    grants.c.offline,
    grants.c.created_at,
    grants.c.absolute_end,
    grants.c.ended_at,
)
"""What `grant_of` reads, in this order."""
_WIDTH = len(GRANT_COLUMNS)

_ID = grants.c.id == bindparam("grant")
_DENIED = (
    select(literal(1)).where(denied_tokens.c.jti == bindparam("jti")).limit(1).scalar_subquery()
)
_STANDING = (
    select(*GRANT_COLUMNS, accounts.c.status, clients.c.disabled, _DENIED)
    .join_from(grants, accounts, accounts.c.id == grants.c.account_id, isouter=True)
    .join(clients, clients.c.client_id == grants.c.client_id, isouter=True)
    .where(_ID)
)
_STANDING_WITH_CLAIMS = _STANDING.add_columns(*ACCOUNT_COLUMNS)
_MACHINE = select(clients.c.disabled, _DENIED).where(clients.c.client_id == bindparam("client"))
_OF_SESSION = (
    select(*GRANT_COLUMNS)
    .where(grants.c.session == bindparam("of_session"))
    .order_by(grants.c.created_at, grants.c.id)
)
_ADD = insert(grants)


def _end(*conditions: Any) -> Update:
    """Return what ends living grants once, under these conditions."""
    ended: dict[str, object] = {"ended_at": bindparam("at"), "end_reason": bindparam("reason")}
    return update(grants).where(*conditions).where(_ALIVE).values(ended)


_END = _end(_ID)
_END_OF_SESSION = _end(grants.c.session == bindparam("of_session")).returning(*GRANT_COLUMNS)
_END_ONLINE_OF_SESSION = _end(
    grants.c.session == bindparam("of_session"), grants.c.offline == 0
).returning(*GRANT_COLUMNS)
_END_OF_ACCOUNT = _end(grants.c.account_id == bindparam("account")).returning(*GRANT_COLUMNS)
_END_OF_MANDATE = _end(grants.c.mandate == bindparam("by")).returning(*GRANT_COLUMNS)
_END_OF_CLIENT_AND_ACCOUNT = _end(
    grants.c.account_id == bindparam("account"), grants.c.client_id == bindparam("client")
).returning(*GRANT_COLUMNS)
_END_OF_CLIENT = _end(grants.c.client_id == bindparam("client"))


class GrantsInDatabase:
    """`idp.protocol.ports.Grants`."""

    __slots__ = ("_custody", "_transaction")

    def __init__(self, transaction: Transaction, custody: Callable[[], Custody]) -> None:
        """Read and write in `transaction`; unseal claims by what `custody` answers."""
        self._transaction = transaction
        self._custody = custody

    def add(self, grant: Grant) -> None:
        """The grant is remembered."""
        acting = grant.acting
        details = {
            "scopes": grant.scopes,
            "claims": dict(grant.claims),
            "audience": grant.audience,
            "organisation": dict(grant.organisation),
            "acr": grant.acr,
            "amr": grant.amr,
            "level": grant.level,
            "auth_time": grant.auth_time,
        }
        if acting is not None:
            details["acting"] = asdict(acting)
        row = {
            "id": grant.id,
            "client_id": grant.client_id,
            "account_id": grant.account_id,
            "subject": grant.subject,
            "session": grant.session,
            "details": packed(details),
            "offline": int(grant.offline),
            "created_at": grant.created_at,
            "absolute_end": grant.absolute_end,
            "ended_at": grant.ended_at,
            "mandate": None if acting is None else acting.mandate,
        }
        self._transaction.change(_ADD, row)

    def end(self, grant_id: str, reason: str, at: int) -> bool:
        """It has ended; False when it had before."""
        row = {"grant": grant_id, "reason": reason, "at": at}
        return self._transaction.change(_END, row) == 1

    def standing(self, grant_id: str, jti: str, *, with_claims: bool = False) -> Standing | None:
        """Grant, person, client and denied `jti`, read in one statement."""
        statement = _STANDING_WITH_CLAIMS if with_claims else _STANDING
        row = self._transaction.row(statement, {"grant": grant_id, "jti": jti})
        if row is None:
            return None
        status, disabled, denied = row[_WIDTH : _WIDTH + 3]
        return Standing(
            grant=grant_of(row),
            person_active=status == "active",
            client_active=disabled == 0,
            denied=denied is not None,
            claims=self._claims(row[_WIDTH + 3 :]) if with_claims else None,
        )

    def machine_standing(self, client_id: str, jti: str) -> bool:
        """Whether client is alive and `jti` not denied."""
        row = self._transaction.row(_MACHINE, {"client": client_id, "jti": jti})
        return row is not None and row[0] == 0 and row[1] is None

    def of_session(self, session: str) -> Sequence[Grant]:
        """Every grant of this session, ended ones included."""
        return [
            grant_of(row) for row in self._transaction.rows(_OF_SESSION, {"of_session": session})
        ]

    def end_of_session(
        self, session: str, *, keep_offline: bool, reason: str, at: int
    ) -> Sequence[Grant]:
        """The session's grants have ended, but `offline` ones if kept; returns those ended now."""
        statement = _END_ONLINE_OF_SESSION if keep_offline else _END_OF_SESSION
        return self._ended(statement, {"of_session": session, "reason": reason, "at": at})

    def end_of_account(self, account_id: str, reason: str, at: int) -> Sequence[Grant]:
        """Every grant of the person has ended; returns those ended now."""
        return self._ended(_END_OF_ACCOUNT, {"account": account_id, "reason": reason, "at": at})

    def end_of_client_and_account(
        self, client_id: str, account_id: str, reason: str, at: int
    ) -> Sequence[Grant]:
        """Every grant of the person at this client has ended; returns those ended now."""
        row = {"client": client_id, "account": account_id, "reason": reason, "at": at}
        return self._ended(_END_OF_CLIENT_AND_ACCOUNT, row)

    def end_of_client(self, client_id: str, reason: str, at: int) -> int:
        """Every grant at this client has ended; returns how many ended now."""
        row = {"client": client_id, "reason": reason, "at": at}
        return self._transaction.change(_END_OF_CLIENT, row)

    def end_of_mandate(self, mandate_id: str, reason: str, at: int) -> Sequence[Grant]:
        """Every grant that acts by this mandate has ended; returns those ended now."""
        return self._ended(_END_OF_MANDATE, {"by": mandate_id, "reason": reason, "at": at})

    def _ended(self, statement: Update, row: Mapping[str, object]) -> Sequence[Grant]:
        return [grant_of(found) for found in self._transaction.changed_rows(statement, row)]

    def _claims(self, columns: Any) -> Mapping[str, object]:
        if columns[8] is None:  # no person's key: erased, or never known
            return {}
        return claims_of(account_of(columns, (), self._custody().sealer))[0]


def grant_of(row: Found) -> Grant:
    """Return the grant of a row that begins with GRANT_COLUMNS."""
    details = unpacked(row[5])
    return Grant(
        id=row[0],
        client_id=row[1],
        account_id=row[2],
        subject=row[3],
        session=row[4],
        scopes=tuple(details["scopes"]),
        claims=details["claims"],
        audience=details["audience"],
        organisation=details["organisation"],
        acr=details["acr"],
        amr=tuple(details["amr"]),
        level=details["level"],
        auth_time=details["auth_time"],
        offline=bool(row[6]),
        created_at=row[7],
        absolute_end=row[8],
        ended_at=row[9],
        acting=Acting(**details["acting"]) if "acting" in details else None,
    )
