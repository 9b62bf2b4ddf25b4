"""What people ask about their own data. Up creates, down drops."""

from typing import Final

from alembic import op
from sqlalchemy import BigInteger, Column, LargeBinary, PrimaryKeyConstraint, Text
from sqlalchemy import text as words

revision: Final = "0013"
down_revision: Final = "0012"
branch_labels: Final = None
depends_on: Final = None

_WAITING = words("ended_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "data_requests",
        Column("id", Text(), nullable=False),
        Column("account_id", Text(), nullable=False),
        Column("kind", Text(), nullable=False),
        Column("sealed", LargeBinary(), nullable=False),
        Column("asked_at", BigInteger(), nullable=False),
        Column("ended_at", BigInteger()),
        Column("outcome", Text(), nullable=False),
        Column("reason", Text(), nullable=False),
        PrimaryKeyConstraint("id", name="pk_data_requests"),
    )
    op.create_index("ix_data_requests_account_id", "data_requests", ["account_id", "asked_at"])
    op.create_index(
        "ix_data_requests_waiting",
        "data_requests",
        ["asked_at"],
        sqlite_where=_WAITING,
        postgresql_where=_WAITING,
    )


def downgrade() -> None:
    op.drop_table("data_requests")
