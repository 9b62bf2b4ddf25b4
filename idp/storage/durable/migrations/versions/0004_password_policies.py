"""Organisations choose a preset for passwords; former passwords are remembered where it says so."""

from typing import Final

from alembic import op
from sqlalchemy import BigInteger, Column, ForeignKeyConstraint, PrimaryKeyConstraint, Text

revision: Final = "0004"
down_revision: Final = "0003"
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    op.create_table(
        "password_policies",
        Column("organisation", Text(), nullable=False),
        Column("preset", Text(), nullable=False),
        Column("chosen_at", BigInteger(), nullable=False),
        PrimaryKeyConstraint("organisation", name="pk_password_policies"),
    )
    op.create_table(
        "former_passwords",
        Column("account_id", Text(), nullable=False),
        Column("password", Text(), nullable=False),
        Column("replaced_at", BigInteger(), nullable=False),
        PrimaryKeyConstraint("account_id", "password", name="pk_former_passwords"),
        ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_former_passwords_account_id"
        ),
    )


def downgrade() -> None:
    op.drop_table("former_passwords")
    op.drop_table("password_policies")
