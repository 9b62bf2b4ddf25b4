"""What people look back on: sign-ins and looks of the administration. Up creates, down drops."""

from typing import Final

from alembic import op
from sqlalchemy import BigInteger, Column, LargeBinary, PrimaryKeyConstraint, Text

revision: Final = "0012"
down_revision: Final = "0011"
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    op.create_table(
        "history",
        Column("id", Text(), nullable=False),
        Column("account_id", Text(), nullable=False),
        Column("topic", Text(), nullable=False),
        Column("at", BigInteger(), nullable=False),
        Column("until", BigInteger(), nullable=False),
        Column("sealed", LargeBinary(), nullable=False),
        PrimaryKeyConstraint("id", name="pk_history"),
    )
    op.create_index("ix_history_account_id", "history", ["account_id", "topic", "at", "id"])
    op.create_index("ix_history_until", "history", ["until"])


def downgrade() -> None:
    op.drop_table("history")
