"""Deletes what expired long ago, a bounded batch at a time, so that no request waits for it.

Expiry itself is judged at use (I-20); this only keeps tables small. When a service was last used
is noted before what told it goes, in the same transaction. Run by the worker.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from sqlalchemy import (
    Column,
    ColumnElement,
    Delete,
    Integer,
    Update,
    bindparam,
    delete,
    select,
    tuple_,
)

from idp.administration.client_ports import ERRORS_KEPT
from idp.storage.durable.client_notes import client_errors
from idp.storage.durable.codes import codes
from idp.storage.durable.consents import NOTE_USE, NOTE_USE_OF_GRANT
from idp.storage.durable.database import Database, Transaction
from idp.storage.durable.denied_tokens import denied_tokens
from idp.storage.durable.devices import devices
from idp.storage.durable.engine import Statement
from idp.storage.durable.failure_counts import failure_counts
from idp.storage.durable.grants import grants
from idp.storage.durable.history import history
from idp.storage.durable.jobs import jobs
from idp.storage.durable.notices import notices
from idp.storage.durable.recoveries import recoveries
from idp.storage.durable.refresh_tokens import LAST_USE, refresh_tokens
from idp.storage.durable.registrations import registrations
from idp.storage.durable.repeats import repeats
from idp.storage.durable.sent_proofs import sent_proofs
from idp.storage.durable.sessions import sessions
from idp.storage.durable.short_lived import short_lived

DAY: Final = 86_400
BATCH: Final = 500  # rows in one transaction: a few milliseconds
MOST_BATCHES: Final = 200  # of one table in one run; the next run goes on


@dataclass(frozen=True, slots=True)
class Note:
    """What a row tells before it goes: `told` by the statement's parameters, and the statement."""

    told: Mapping[str, ColumnElement[object]]
    statement: Update


USE_OF_GRANT: Final = Note(
    {"account": grants.c.account_id, "client": grants.c.client_id, "at": grants.c.created_at},
    NOTE_USE,
)
USE_OF_TOKEN: Final = Note({"grant": refresh_tokens.c.grant_id, "at": LAST_USE}, NOTE_USE_OF_GRANT)


@dataclass(frozen=True, slots=True)
class Rule:
    """Rows whose `column` is more than `kept` seconds in the past are deleted."""

    column: Column[int]
    kept: int
    note: Note | None = None


RULES: Final = (
    Rule(short_lived.c.expires_at, 3600),
    Rule(codes.c.expires_at, DAY),  # a replay within a day is still told from garbage
    Rule(denied_tokens.c.expires_at, 3600),
    # Reuse of a spent one is still seen.
    Rule(refresh_tokens.c.expires_at, 7 * DAY, USE_OF_TOKEN),
    Rule(failure_counts.c.last_at, 30 * DAY),
    Rule(client_errors.c.last_at, ERRORS_KEPT),
    Rule(devices.c.until, DAY),
    Rule(recoveries.c.expires_at, DAY),
    Rule(sessions.c.absolute_end, 30 * DAY),
    # Long after everything that hung on it.
    Rule(grants.c.absolute_end, 90 * DAY, USE_OF_GRANT),
    Rule(jobs.c.created_at, 90 * DAY),
    Rule(registrations.c.updated_at, 30 * DAY),  # long after its activation could have been
    Rule(sent_proofs.c.expires_at, DAY),
    Rule(repeats.c.at, 2 * DAY),  # answered as the first one was for one day
    Rule(history.c.until, DAY),  # usage history: five years; what concerns nobody at once
    Rule(notices.c.created_at, 730 * DAY),  # the history that a person may look at
)


def _deletion(rule: Rule) -> Delete:
    table = rule.column.table
    key = list(table.primary_key)
    old = (
        select(*key)
        .where(rule.column < bindparam("before"))
        .limit(bindparam("most", type_=Integer))
    )
    whole = key[0] if len(key) == 1 else tuple_(*key)
    return delete(table).where(whole.in_(old))


def _telling(rule: Rule) -> Statement:
    deletion = _deletion(rule)
    return deletion if rule.note is None else deletion.returning(*rule.note.told.values())


_DELETIONS = tuple((rule, _telling(rule)) for rule in RULES)


def sweep(database: Database, now: int) -> Mapping[str, int]:
    """Return how many rows of each table are gone; StoreUnavailable leaves the rest for later."""
    gone: dict[str, int] = {}
    for rule, deletion in _DELETIONS:
        name, row = rule.column.table.name, {"before": now - rule.kept, "most": BATCH}
        for _ in range(MOST_BATCHES):
            deleted = (
                database.write(deletion, row)
                if rule.note is None
                else database.run_in_transaction(partial(_noted, rule.note, deletion, row))
            )
            gone[name] = gone.get(name, 0) + deleted
            if deleted < BATCH:
                break
    return gone


def _noted(
    note: Note, deletion: Statement, row: Mapping[str, object], transaction: Transaction
) -> int:
    gone = transaction.changed_rows(deletion, row)
    for told in gone:
        transaction.change(note.statement, dict(zip(note.told, told, strict=True)))
    return len(gone)
