"""When a service was last used: told by grants and refresh tokens, kept when those are swept.

Up adds, down drops. Tokens of before tell the moment of their issue until they are used again.
"""

from typing import Final

from alembic import op
from sqlalchemy import BigInteger, Column

revision: Final = "0015"
down_revision: Final = "0014"
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    op.add_column("consents", Column("used_at", BigInteger(), nullable=True))
    op.add_column("refresh_tokens", Column("used_at", BigInteger(), nullable=True))
    op.create_index("ix_refresh_tokens_grant_id", "refresh_tokens", ["grant_id"])


def downgrade() -> None:
    op.drop_index("ix_refresh_tokens_grant_id", "refresh_tokens")
    op.drop_column("refresh_tokens", "used_at")
    op.drop_column("consents", "used_at")
