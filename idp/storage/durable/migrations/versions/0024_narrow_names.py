"""Names are filed under numbers of 64 bits, of people who have numbers too.

Up and down make the index anew and empty: names are sealed, so the worker files everybody again.
"""

from typing import Final

from alembic import op
from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKeyConstraint,
    Integer,
    PrimaryKeyConstraint,
    Text,
    UniqueConstraint,
)

revision: Final = "0024"
down_revision: Final = "0023"
branch_labels: Final = None
depends_on: Final = None

FILE_AGAIN: Final = "DELETE FROM facts WHERE name = 'names_filed'"


def upgrade() -> None:
    op.drop_table("names")
    number = BigInteger().with_variant(Integer(), "sqlite")
    op.create_table(
        "named",
        Column("number", number, nullable=False),
        Column("account_id", Text(), nullable=False),
        ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_named_account_id"),
        PrimaryKeyConstraint("number", name="pk_named"),
        UniqueConstraint("account_id", name="uq_named_account_id"),
    )
    op.create_table(
        "names",
        Column("key", BigInteger(), autoincrement=False, nullable=False),
        Column("number", BigInteger(), autoincrement=False, nullable=False),
        PrimaryKeyConstraint("key", "number", name="pk_names"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_names_number", "names", ["number"])
    op.execute(FILE_AGAIN)


def downgrade() -> None:
    op.drop_table("names")
    op.drop_table("named")
    op.create_table(
        "names",
        Column("key", Text(), nullable=False),
        Column("account_id", Text(), nullable=False),
        ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_names_account_id"),
        PrimaryKeyConstraint("key", "account_id", name="pk_names"),
    )
    op.create_index("ix_names_account_id", "names", ["account_id"])
    op.execute(FILE_AGAIN)
