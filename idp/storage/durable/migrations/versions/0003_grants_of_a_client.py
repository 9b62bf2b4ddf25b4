"""Living grants are found by their client: disabling a client ends them. Up adds, down drops."""

from typing import Final

from alembic import op
from sqlalchemy import text as words

revision: Final = "0003"
down_revision: Final = "0002"
branch_labels: Final = None
depends_on: Final = None

ALIVE = "ended_at IS NULL"


def upgrade() -> None:
    op.create_index(
        "ix_grants_living_of_client",
        "grants",
        ["client_id"],
        sqlite_where=words(ALIVE),
        postgresql_where=words(ALIVE),
    )


def downgrade() -> None:
    op.drop_index("ix_grants_living_of_client", table_name="grants")
