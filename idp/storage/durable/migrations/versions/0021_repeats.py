"""Requests that programs may send twice. Up adds the table, down drops it."""

from typing import Final

from alembic import op
from sqlalchemy import BigInteger, Column, LargeBinary, PrimaryKeyConstraint, Text

revision: Final = "0021"
down_revision: Final = "0020"
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    op.create_table(
        "repeats",
        Column("key", Text(), nullable=False),
        Column("request", Text(), nullable=False),
        Column("answer", LargeBinary(), nullable=False),
        Column("at", BigInteger(), nullable=False),
        PrimaryKeyConstraint("key", name="pk_repeats"),
    )
    op.create_index("ix_repeats_at", "repeats", ["at"])


def downgrade() -> None:
    op.drop_table("repeats")
