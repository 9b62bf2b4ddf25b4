"""Many rows that a table does not have yet, added at once.

SQLite takes them one by one, PostgreSQL a list of each column: a tenth of the time for it and us.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ARRAY, Executable, Table, bindparam, func, select
from sqlalchemy.dialects import postgresql

from idp.storage.durable.database import MANY, NOTHING, Transaction, row_count
from idp.storage.durable.engine import AlreadyThere, OnEach, on_each
from idp.storage.durable.wording import Parameters

_ROOM: Final = ("PRAGMA cache_size=-32000", "PRAGMA wal_autocheckpoint=8000")  # KiB, pages


@dataclass(frozen=True, slots=True)
class Addition:
    """How rows of one table are added: one by one, or as lists; one that it has is left out.

    `strict`: as lists, and AlreadyThere for one that it has. PostgreSQL takes two thirds of the
    time for those: it need not make sure of each row before it writes it.
    """

    each: OnEach
    lists: Executable
    strict: Executable


def new_rows(table: Table, *names: str) -> Addition:
    """Return what adds rows of these columns, which are all that they give."""
    columns = [table.c[name] for name in names]
    listed = func.unnest(*(bindparam(each.name, type_=ARRAY(each.type)) for each in columns))
    given = listed.table_valued(*names).render_derived()
    strict = postgresql.insert(table).from_select(list(names), select(*given.c))
    return Addition(
        each=on_each(
            lambda insert: (
                insert(table)
                .values({name: bindparam(name) for name in names})
                .on_conflict_do_nothing()
            )
        ),
        lists=strict.on_conflict_do_nothing(),
        strict=strict,
    )


def make_room(run: Transaction) -> None:
    """Thousands of rows are to come: on SQLite the connection keeps more pages from now on.

    Its log grows to 32 MB before it is copied, so that a page of many commits is copied once.
    """
    if run.database.is_sqlite:
        for setting in _ROOM:
            run.ask(setting, NOTHING, row_count)


def add_new(run: Transaction, new: Addition, rows: Sequence[Parameters]) -> bool:
    """Whether none of the rows was there; where one was, the transaction must be rolled back."""
    if run.database.is_sqlite or len(rows) < MANY:
        return run.change_many(new.each, rows) == len(rows)
    run.begin()
    try:
        return run.ask(new.strict, _columns(rows), row_count) == len(rows)
    except AlreadyThere:
        return False


def add_all(run: Transaction, new: Addition, rows: Sequence[Parameters]) -> int:
    """Return how many of the rows were new; they are there now, in the transaction."""
    if run.database.is_sqlite or len(rows) < MANY:
        return run.change_many(new.each, rows)
    run.begin()
    return run.ask(new.lists, _columns(rows), row_count)


def _columns(rows: Sequence[Parameters]) -> Parameters:
    return {name: [row[name] for row in rows] for name in rows[0]}
