"""Recovery codes, and recoveries under way. Up creates, down drops."""

from typing import Final

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, PrimaryKeyConstraint, Text

revision: Final = "0009"
down_revision: Final = "0008"
branch_labels: Final = None
depends_on: Final = None

FOUND_BY: Final = ("holder", "link", "cancel", "expires_at")


def upgrade() -> None:
    """Both tables are there, empty."""
    op.create_table(
        "recovery_codes",
        Column("account_id", Text(), nullable=False),
        Column("hash", Text(), nullable=False),
        Column("created_at", BigInteger(), nullable=False),
        Column("spent_at", BigInteger(), nullable=True),
        PrimaryKeyConstraint("account_id", "hash", name="pk_recovery_codes"),
    )
    op.create_table(
        "recoveries",
        Column("id", Text(), nullable=False),
        Column("holder", Text(), nullable=False),
        Column("account_id", Text(), nullable=True),
        Column("browser", Text(), nullable=False),
        Column("state", Text(), nullable=False),
        Column("stamp", Text(), nullable=False),
        Column("created_at", BigInteger(), nullable=False),
        Column("expires_at", BigInteger(), nullable=False),
        Column("proofs", Text(), nullable=False),
        Column("link", Text(), nullable=False),
        Column("cancel", Text(), nullable=False),
        Column("ready_at", BigInteger(), nullable=False),
        Column("asked_by", Text(), nullable=False),
        Column("version", Integer(), nullable=False),
        PrimaryKeyConstraint("id", name="pk_recoveries"),
    )
    for column in FOUND_BY:
        op.create_index(f"ix_recoveries_{column}", "recoveries", [column])


def downgrade() -> None:
    """No printed code counts any more, and nothing is under way."""
    for column in FOUND_BY:
        op.drop_index(f"ix_recoveries_{column}", "recoveries")
    op.drop_table("recoveries")
    op.drop_table("recovery_codes")
