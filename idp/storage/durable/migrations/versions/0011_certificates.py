"""Certificates: which of them sign whom in."""

from typing import Final

from alembic import op
from sqlalchemy import BigInteger, Column, PrimaryKeyConstraint, Text

revision: Final = "0011"
down_revision: Final = "0010"


def upgrade() -> None:
    op.create_table(
        "certificates",
        Column("id", Text(), nullable=False),
        Column("account_id", Text(), nullable=False),
        Column("issuer_hash", Text(), nullable=False),
        Column("serial", Text(), nullable=False),
        Column("key_hash", Text(), nullable=False),
        Column("name", Text(), nullable=False),
        Column("issuer", Text(), nullable=False),
        Column("expires_at", BigInteger(), nullable=False),
        Column("created_at", BigInteger(), nullable=False),
        Column("used_at", BigInteger()),
        PrimaryKeyConstraint("id", name="pk_certificates"),
    )
    op.create_index(
        "uq_certificates_issuer_hash_serial",
        "certificates",
        ["issuer_hash", "serial"],
        unique=True,
    )
    op.create_index("ix_certificates_account_id", "certificates", ["account_id"])


def downgrade() -> None:
    op.drop_table("certificates")
