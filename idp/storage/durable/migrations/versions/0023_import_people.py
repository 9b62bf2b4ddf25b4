"""How many people an import is of. Up adds the column, down drops it."""

from typing import Final

from alembic import op
from sqlalchemy import BigInteger, Column

revision: Final = "0023"
down_revision: Final = "0022"
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    op.add_column("imports", Column("people", BigInteger(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("imports", "people")
