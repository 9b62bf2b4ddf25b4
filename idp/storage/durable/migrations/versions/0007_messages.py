"""Links and codes that are sent to people; notices are swept. Up creates, down drops."""

from typing import Final

from alembic import op
from sqlalchemy import BigInteger, Column, PrimaryKeyConstraint, Text

revision: Final = "0007"
down_revision: Final = "0006"
branch_labels: Final = None
depends_on: Final = None

CODES_AT: Final = ("sms_codes_at", "mail_codes_at")


def upgrade() -> None:
    """The table is there, empty, and notices are found by their age."""
    op.create_table(
        "sent_proofs",
        Column("key", Text(), nullable=False),
        Column("kind", Text(), nullable=False),
        Column("account_id", Text(), nullable=False),
        Column("hash", Text(), nullable=False),
        Column("created_at", BigInteger(), nullable=False),
        Column("expires_at", BigInteger(), nullable=False),
        Column("spent_at", BigInteger(), nullable=True),
        PrimaryKeyConstraint("key", name="pk_sent_proofs"),
    )
    op.create_index("ix_sent_proofs_expires_at", "sent_proofs", ["expires_at"])
    op.create_index("ix_notices_created_at", "notices", ["created_at"])
    for name in CODES_AT:
        op.add_column("accounts", Column(name, BigInteger(), nullable=True))


def downgrade() -> None:
    """What was sent proves nothing any more."""
    for name in CODES_AT:
        op.drop_column("accounts", name)
    op.drop_index("ix_notices_created_at", "notices")
    op.drop_index("ix_sent_proofs_expires_at", "sent_proofs")
    op.drop_table("sent_proofs")
