"""Mandates, and which of them a grant was given under (issue 3, acting for others)."""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0005"
down_revision: Final = "0004"

COLUMNS: Final = (
    ("id", sa.Text, False),
    ("kind", sa.Text, False),
    ("principal_kind", sa.Text, False),
    ("principal", sa.Text, False),
    ("holder", sa.Text, False),
    ("covers", sa.Text, False),
    ("limit_vnd", sa.BigInteger, True),
    ("since", sa.BigInteger, False),
    ("until", sa.BigInteger, True),
    ("source", sa.Text, False),
    ("evidence", sa.Text, False),
    ("given_by", sa.Text, False),
    ("asked", sa.Text, False),
    ("parent", sa.Text, True),
    ("created_at", sa.BigInteger, False),
    ("accepted_at", sa.BigInteger, True),
    ("ended_at", sa.BigInteger, True),
    ("end_reason", sa.Text, True),
)
SOUGHT_BY: Final = ("holder", "principal", "parent")


def upgrade() -> None:
    op.create_table(
        "mandates",
        *(sa.Column(name, kind(), nullable=optional) for name, kind, optional in COLUMNS),
        sa.PrimaryKeyConstraint("id", name="pk_mandates"),
    )
    for column in SOUGHT_BY:
        op.create_index(f"ix_mandates_{column}", "mandates", [column])
    op.add_column("grants", sa.Column("mandate", sa.Text(), nullable=True))
    op.create_index("ix_grants_mandate", "grants", ["mandate"])


def downgrade() -> None:
    op.drop_index("ix_grants_mandate", "grants")
    op.drop_column("grants", "mandate")
    op.drop_table("mandates")
