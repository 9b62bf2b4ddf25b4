"""Proposals are found by who made them. Up adds the index, down drops it."""

from typing import Final

from alembic import op

revision: Final = "0025"
down_revision: Final = "0024"
branch_labels: Final = None
depends_on: Final = None

INDEX: Final = "ix_proposals_proposer"


def upgrade() -> None:
    op.create_index(INDEX, "proposals", ["proposer", "created_at"])


def downgrade() -> None:
    op.drop_index(INDEX, "proposals")
