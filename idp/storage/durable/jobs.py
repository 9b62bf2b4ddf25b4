"""Jobs: what the worker has to do, queued in the transaction that caused it. No broker.

A worker leases a job by one conditional statement; a lease that ran out frees it again.
`LogoutsInDatabase` is the protocol's `LogoutQueue`, `OutboxInDatabase` the identity's `Outbox`.
"""

import secrets
from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    Table,
    Text,
    bindparam,
    case,
    func,
    insert,
    select,
    update,
)

from idp.administration.ports import Job
from idp.storage.durable.database import Database, Found, Transaction
from idp.storage.durable.engine import metadata
from idp.storage.durable.packing import packed, unpacked

LOGOUT: Final = "logout"
MESSAGE: Final = "message"
_NOTHING: Final = "{}"

jobs = Table(
    "jobs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("lease_until", BigInteger, nullable=False),
    Column("done_at", BigInteger),
    Column("dead_at", BigInteger),
    Column("last_error", Text),
)
_WAITS = (jobs.c.done_at.is_(None)) & (jobs.c.dead_at.is_(None))
Index(
    "ix_jobs_waiting",
    jobs.c.kind,
    jobs.c.due_at,
    sqlite_where=_WAITS,
    postgresql_where=_WAITS,
)
Index("ix_jobs_created_at", jobs.c.created_at)


_ADD = insert(jobs)
_DUE = (
    select(jobs.c.id, jobs.c.kind, jobs.c.payload, jobs.c.created_at, jobs.c.attempts)
    .where(jobs.c.kind == bindparam("of"))
    .where(jobs.c.due_at <= bindparam("now"))
    .where(jobs.c.lease_until <= bindparam("now"))
    .where(_WAITS)
    .order_by(jobs.c.due_at)
    .limit(bindparam("most", type_=Integer))
)
_WAITING = select(func.count()).select_from(jobs).where(jobs.c.kind == bindparam("of"), _WAITS)
_MINE = (
    jobs.c.id == bindparam("job"),
    jobs.c.attempts == bindparam("seen"),
    _WAITS,
)
_LEASE = (
    update(jobs).where(*_MINE).values(attempts=jobs.c.attempts + 1, lease_until=bindparam("until"))
)
_DONE = (
    update(jobs).where(*_MINE).values(done_at=bindparam("at"), last_error=None, payload=_NOTHING)
)
_AGAIN = (
    update(jobs)
    .where(*_MINE)
    .values(due_at=bindparam("later"), lease_until=0, last_error=bindparam("why"))
)
_DEAD = (
    update(jobs)
    .where(*_MINE)
    .values(
        dead_at=bindparam("at"),
        last_error=bindparam("why"),
        # A message may hold a code: nothing of it stays.
        payload=case((jobs.c.kind == MESSAGE, _NOTHING), else_=jobs.c.payload),
    )
)


def add_job(transaction: Transaction, kind: str, payload: Mapping[str, object], due_at: int) -> str:
    """The job is done some time after the commit and after `due_at`; return its id."""
    # The time in front keeps the newest together in the index.
    job_id = f"{due_at:010x}{secrets.token_hex(12)}"
    row = {
        "id": job_id,
        "kind": kind,
        "payload": packed(dict(payload)),
        "created_at": due_at,
        "due_at": due_at,
        "attempts": 0,
        "lease_until": 0,
    }
    transaction.change(_ADD, row)
    return job_id


class Jobs:
    """The worker's side; each method is a transaction of its own."""

    def __init__(self, database: Database) -> None:
        """Work on this database."""
        self._database = database

    def claim(self, kind: str, now: int, *, lease: int, most: int = 32) -> Sequence[Job]:
        """Return due jobs that are this caller's alone for `lease` seconds."""

        def act(transaction: Transaction) -> Sequence[Job]:
            due = transaction.rows(_DUE, {"of": kind, "now": now, "most": most})
            until = now + lease
            return [
                _job(row)
                for row in due
                if transaction.change(_LEASE, {"job": row[0], "seen": row[4], "until": until}) == 1
            ]

        return self._database.run_in_transaction(act)

    def done(self, job: Job, at: int) -> bool:
        """It is done and what it held is gone; False when somebody else has the lease by now."""
        row = {"job": job.id, "seen": job.attempts, "at": at}
        return self._database.run_in_transaction(lambda run: run.change(_DONE, row)) == 1

    def again(self, job: Job, due_at: int, why: str) -> bool:
        """It is tried again from `due_at` on."""
        row = {"job": job.id, "seen": job.attempts, "later": due_at, "why": why}
        return self._database.run_in_transaction(lambda run: run.change(_AGAIN, row)) == 1

    def give_up(self, job: Job, at: int, why: str) -> bool:
        """It is dead: shown to operators, a message without its content, never tried again."""
        row = {"job": job.id, "seen": job.attempts, "at": at, "why": why}
        return self._database.run_in_transaction(lambda run: run.change(_DEAD, row)) == 1

    def waiting(self, kind: str) -> int:
        """How many of this kind are neither done nor given up."""
        return int(self._database.read(_WAITING, {"of": kind})[0][0])


class LogoutsInDatabase:
    """`idp.protocol.ports.LogoutQueue`."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        """Queue in `transaction`."""
        self._transaction = transaction

    def add(self, *, client_id: str, subject: str, sid: str, at: int) -> None:
        """The delivery is tried soon after the commit."""
        payload = {"client_id": client_id, "subject": subject, "sid": sid}
        add_job(self._transaction, LOGOUT, payload, at)


class OutboxInDatabase:
    """`idp.identity.messages.Outbox`."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        """Queue in `transaction`."""
        self._transaction = transaction

    def add(self, message_id: str, sealed: bytes, at: int) -> None:
        """The delivery is tried soon after the commit."""
        payload = {"message": message_id, "sealed": b64encode(sealed).decode()}
        add_job(self._transaction, MESSAGE, payload, at)


def _job(row: Found) -> Job:
    job_id, kind, payload, created_at, attempts = row
    return Job(
        id=job_id,
        kind=kind,
        payload=unpacked(payload),
        created_at=created_at,
        attempts=attempts + 1,
    )
