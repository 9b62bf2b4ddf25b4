"""Proposals end with a reason, and acts under broken glass are kept. Up adds, down drops."""

from typing import Final

from alembic import op
from sqlalchemy import BigInteger, Column, PrimaryKeyConstraint, Text

revision: Final = "0017"
down_revision: Final = "0016"
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    op.add_column("proposals", Column("reason", Text(), nullable=True))
    op.create_table(
        "emergencies",
        Column("id", Text(), nullable=False),
        Column("kind", Text(), nullable=False),
        Column("payload", Text(), nullable=False),
        Column("actor", Text(), nullable=False),
        Column("reason", Text(), nullable=False),
        Column("acted_at", BigInteger(), nullable=False),
        Column("due_at", BigInteger(), nullable=False),
        Column("first_by", Text(), nullable=True),
        Column("first_at", BigInteger(), nullable=True),
        Column("second_by", Text(), nullable=True),
        Column("second_at", BigInteger(), nullable=True),
        Column("alarmed_at", BigInteger(), nullable=True),
        PrimaryKeyConstraint("id", name="pk_emergencies"),
    )


def downgrade() -> None:
    op.drop_table("emergencies")
    op.drop_column("proposals", "reason")
