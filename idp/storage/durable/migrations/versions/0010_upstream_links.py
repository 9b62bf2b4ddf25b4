"""Identities issued elsewhere are linked to accounts. Up adds the table, down drops it."""

from typing import Final

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, PrimaryKeyConstraint, Text

revision: Final = "0010"
down_revision: Final = "0009"
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    op.create_table(
        "upstream_links",
        Column("key", Text(), nullable=False),
        Column("account_id", Text(), nullable=False),
        Column("upstream", Text(), nullable=False),
        Column("level", Integer(), nullable=False),
        Column("linked_at", BigInteger(), nullable=False),
        Column("used_at", BigInteger(), nullable=False),
        PrimaryKeyConstraint("key", name="pk_upstream_links"),
    )
    op.create_index(
        "uq_upstream_links_account_id", "upstream_links", ["account_id", "upstream"], unique=True
    )


def downgrade() -> None:
    op.drop_table("upstream_links")
