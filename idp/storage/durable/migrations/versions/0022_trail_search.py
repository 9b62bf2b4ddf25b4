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
    bindparam,
    column,
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
    column("body", Text),
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
    for name in FILED:
        op.add_column("trail_records", Column(name, Text(), nullable=True))
    _file_all()
    op.drop_index("ix_trail_records_at", table_name="trail_records")
    op.create_index("ix_trail_records_at", "trail_records", list(PLACE))
    for name in FILED:
        op.create_index(f"ix_trail_records_{name}", "trail_records", [name, *PLACE])


def downgrade() -> None:
    for name in FILED:
        op.drop_index(f"ix_trail_records_{name}", table_name="trail_records")
    op.drop_index("ix_trail_records_at", table_name="trail_records")
    op.create_index("ix_trail_records_at", "trail_records", ["at"])
    for name in reversed(FILED):
        op.drop_column("trail_records", name)
    op.drop_column("proposals", "spent_at")
    op.drop_table("names")
    op.execute("DELETE FROM facts WHERE name = 'names_filed'")


def _file_all() -> None:
    key = (RECORDS.c.lane, RECORDS.c.sequence)
    pages = select(*key, RECORDS.c.body).order_by(*key).limit(PAGE)
    file = (
        RECORDS.update()
        .where(RECORDS.c.lane == bindparam("of_lane"))
        .where(RECORDS.c.sequence == bindparam("of_sequence"))
    )
    connection = op.get_bind()
    page = connection.execute(pages).all()
    while page:
        filed = [
            {"of_lane": lane, "of_sequence": sequence, **_words_of(body)}
            for lane, sequence, body in page
            if body is not None
        ]
        if filed:
            connection.execute(file, filed)
        last = (page[-1][0], page[-1][1])
        page = connection.execute(pages.where(tuple_(*key) > last)).all()


def _words_of(body: str) -> dict[str, str | None]:
    """As `idp/audit/filing.py` files a record of this day."""
    try:
        read: Any = json.loads(body)
    except ValueError:
        read = {}
    return {name: _visible(read.get(name)) for name in FILED}


def _visible(text: str | None) -> str | None:
    if text is None:
        return None
    return "".join(mark if mark.isprintable() else f"\\u{ord(mark):04x}" for mark in text)
