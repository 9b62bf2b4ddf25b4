"""Imports of accounts, and which accounts each made. Up adds the tables, down drops them."""

from typing import Final

from alembic import op
from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKeyConstraint,
    Integer,
    PrimaryKeyConstraint,
    Text,
)

revision: Final = "0018"
down_revision: Final = "0017"
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    op.create_table(
        "imports",
        Column("id", Text(), nullable=False),
        Column("digest", Text(), nullable=False),
        Column("file", Text(), nullable=False),
        Column("layout", Text(), nullable=False),
        Column("operator", Text(), nullable=False),
        Column("skips", Integer(), nullable=False),
        Column("started_at", BigInteger(), nullable=False),
        Column("updated_at", BigInteger(), nullable=False),
        Column("state", Text(), nullable=False),
        Column("lines_done", BigInteger(), nullable=False),
        Column("accounts", BigInteger(), nullable=False),
        Column("skipped", BigInteger(), nullable=False),
        Column("removed", BigInteger(), nullable=False),
        PrimaryKeyConstraint("id", name="pk_imports"),
    )
    op.create_index("ix_imports_digest", "imports", ["digest"])
    op.create_index("ix_imports_file", "imports", ["file"])
    op.create_table(
        "imported_accounts",
        Column("import_id", Text(), nullable=False),
        Column("line", BigInteger(), autoincrement=False, nullable=False),
        Column("account_id", Text(), nullable=False),
        ForeignKeyConstraint(["import_id"], ["imports.id"], name="fk_imported_accounts_import_id"),
        ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_imported_accounts_account_id"
        ),
        PrimaryKeyConstraint("import_id", "line", name="pk_imported_accounts"),
    )


def downgrade() -> None:
    op.drop_table("imported_accounts")
    op.drop_table("imports")
