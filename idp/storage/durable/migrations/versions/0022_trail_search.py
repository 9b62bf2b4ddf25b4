"""Trail and names are filed for searches, and approvals are spent.

Up adds and files, down drops. Filing records reads every body once, a page at a time; names are
sealed, so the worker files those.
"""

import json
from typing import Any, Final

from alembic import op
from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKeyConstraint,
    Integer,
    PrimaryKeyConstraint,
    Text,
    column,
    insert,
    select,
    table,
    tuple_,
)

revision: Final = "0022"
down_revision: Final = "0021"
branch_labels: Final = None
depends_on: Final = None

FILED: Final = ("event", "actor", "subject", "client")
PLACE: Final = ("at", "lane", "sequence")
PAGE: Final = 5_000  # records in memory
RECORDS: Final = table(
    "trail_records",
    column("lane", Integer),
    column("sequence", BigInteger),
    column("at", BigInteger),
    column("body", Text),
)
FILES: Final = table(
    "trail_files",
    column("lane", Integer),
    column("sequence", BigInteger),
    column("at", BigInteger),
    *(column(name, Text) for name in FILED),
)


def upgrade() -> None:
    op.create_table(
        "names",
        Column("key", Text(), nullable=False),
        Column("account_id", Text(), nullable=False),
        ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_names_account_id"),
        PrimaryKeyConstraint("key", "account_id", name="pk_names"),
    )
    op.create_index("ix_names_account_id", "names", ["account_id"])
    op.add_column("proposals", Column("spent_at", BigInteger(), nullable=True))
    op.create_table(
        "trail_files",
        Column("lane", Integer(), autoincrement=False, nullable=False),
        Column("sequence", BigInteger(), autoincrement=False, nullable=False),
        Column("at", BigInteger(), nullable=False),
        *(Column(name, Text(), nullable=True) for name in FILED),
        PrimaryKeyConstraint("lane", "sequence", name="pk_trail_files"),
    )
    _file_all()
    op.create_index("ix_trail_files_at", "trail_files", list(PLACE))
    for name in FILED:
        op.create_index(f"ix_trail_files_{name}", "trail_files", [name, *PLACE])


def downgrade() -> None:
    op.drop_table("trail_files")
    op.drop_column("proposals", "spent_at")
    op.drop_table("names")
    op.execute("DELETE FROM facts WHERE name = 'names_filed'")


def _file_all() -> None:
    key = (RECORDS.c.lane, RECORDS.c.sequence)
    pages = select(*key, RECORDS.c.at, RECORDS.c.body).order_by(*key).limit(PAGE)
    connection = op.get_bind()
    page = connection.execute(pages).all()
    while page:
        filed = [
            {"lane": lane, "sequence": sequence, "at": at, **_words_of(body)}
            for lane, sequence, at, body in page
        ]
        connection.execute(insert(FILES), filed)
        last = (page[-1][0], page[-1][1])
        page = connection.execute(pages.where(tuple_(*key) > last)).all()


def _words_of(body: str | None) -> dict[str, str | None]:
    """As `idp/audit/filing.py` files a record of this day."""
    try:
        read: Any = {} if body is None else json.loads(body)
    except ValueError:
        read = {}
    return {name: _visible(read.get(name)) for name in FILED}


def _visible(text: str | None) -> str | None:
    if text is None:
        return None
    return "".join(mark if mark.isprintable() else f"\\u{ord(mark):04x}" for mark in text)
