"""Requests about data are answered, extended once, and watched. Up adds, down drops."""

from typing import Final

from alembic import op
from sqlalchemy import BigInteger, Column, Text, text

revision: Final = "0016"
down_revision: Final = "0015"
branch_labels: Final = None
depends_on: Final = None

MOMENTS: Final = ("answered_at", "extended_at")
TEXTS: Final = ("extension", "alarms")


def upgrade() -> None:
    for name in MOMENTS:
        op.add_column("data_requests", Column(name, BigInteger(), nullable=True))
    for name in TEXTS:
        column = Column(name, Text(), nullable=False, server_default=text("''"))
        op.add_column("data_requests", column)


def downgrade() -> None:
    for name in (*TEXTS, *MOMENTS):
        op.drop_column("data_requests", name)
