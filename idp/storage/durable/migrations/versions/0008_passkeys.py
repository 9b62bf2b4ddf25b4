"""Passkeys: public keys of persons. Up creates, down drops."""

from typing import Final

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, LargeBinary, PrimaryKeyConstraint, Text

revision: Final = "0008"
down_revision: Final = "0007"
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    op.create_table(
        "passkeys",
        Column("id", Text(), nullable=False),
        Column("account_id", Text(), nullable=False),
        Column("credential_id", Text(), nullable=False),
        Column("public_key", LargeBinary(), nullable=False),
        Column("sign_count", BigInteger(), nullable=False),
        Column("name", Text(), nullable=False),
        Column("aaguid", Text(), nullable=False),
        Column("is_hardware", Integer(), nullable=False),
        Column("is_synced", Integer(), nullable=False),
        Column("created_at", BigInteger(), nullable=False),
        Column("used_at", BigInteger()),
        PrimaryKeyConstraint("id", name="pk_passkeys"),
    )
    op.create_index("uq_passkeys_credential_id", "passkeys", ["credential_id"], unique=True)
    op.create_index("ix_passkeys_account_id", "passkeys", ["account_id"])


def downgrade() -> None:
    op.drop_table("passkeys")
