"""Organisations bar factors for their officials. Up adds the table, down drops it."""

from typing import Final

from alembic import op
from sqlalchemy import BigInteger, Column, PrimaryKeyConstraint, Text

revision: Final = "0014"
down_revision: Final = "0013"
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    op.create_table(
        "factor_policies",
        Column("organisation", Text(), nullable=False),
        Column("barred", Text(), nullable=False),
        Column("chosen_at", BigInteger(), nullable=False),
        PrimaryKeyConstraint("organisation", name="pk_factor_policies"),
    )


def downgrade() -> None:
    op.drop_table("factor_policies")
