"""Registrations of people without an account, and locks with ground and clock.

An account that was locked before keeps its state: it has one lock of the operator.
"""

from typing import Final

from alembic import op
from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKeyConstraint,
    LargeBinary,
    PrimaryKeyConstraint,
    Text,
)
from sqlalchemy import text as words

revision: Final = "0006"
down_revision: Final = "0005"
branch_labels: Final = None
depends_on: Final = None

_UNDECIDED = words("decided_at IS NULL")
_BEFORE = """
INSERT INTO locks (id, account_id, ground, requester, requested_at, starts_at, decided_at,
                   begun_at, outcome)
SELECT 'before-' || id, id, 'operator', 'operator', updated_at, updated_at, updated_at,
       updated_at, ''
FROM accounts WHERE status = 'locked'
"""


def upgrade() -> None:
    op.create_table(
        "registrations",
        Column("id", Text(), nullable=False),
        Column("kind", Text(), nullable=False),
        Column("state", Text(), nullable=False),
        Column("reason", Text(), nullable=False),
        Column("browser", Text(), nullable=False),
        Column("sealed", LargeBinary()),
        Column("guardian_key", Text()),
        Column("guardian", Text()),
        Column("account_id", Text()),
        Column("link", Text()),
        Column("activate_until", BigInteger()),
        Column("created_at", BigInteger(), nullable=False),
        Column("updated_at", BigInteger(), nullable=False),
        PrimaryKeyConstraint("id", name="pk_registrations"),
    )
    op.create_index("ix_registrations_link", "registrations", ["link"])
    op.create_index("ix_registrations_guardian_key", "registrations", ["guardian_key"])
    op.create_index("ix_registrations_state", "registrations", ["state", "kind"])
    op.create_index("ix_registrations_updated_at", "registrations", ["updated_at"])
    _create_locks()


def _create_locks() -> None:
    times = ("until", "forwarded_at", "decided_at", "told_at", "overdue_at", "begun_at")
    op.create_table(
        "locks",
        Column("id", Text(), nullable=False),
        Column("account_id", Text(), nullable=False),
        Column("ground", Text(), nullable=False),
        Column("requester", Text(), nullable=False),
        Column("requested_at", BigInteger(), nullable=False),
        Column("starts_at", BigInteger(), nullable=False),
        *(Column(name, BigInteger()) for name in times),
        Column("ended_at", BigInteger()),
        Column("outcome", Text(), nullable=False),
        Column("due_at", BigInteger()),
        PrimaryKeyConstraint("id", name="pk_locks"),
        ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_locks_account_id"),
    )
    op.create_index("ix_locks_account_id", "locks", ["account_id"])
    op.create_index("ix_locks_due_at", "locks", ["due_at"])
    op.create_index(
        "ix_locks_undecided",
        "locks",
        ["requested_at"],
        sqlite_where=_UNDECIDED,
        postgresql_where=_UNDECIDED,
    )
    op.execute(_BEFORE)


def downgrade() -> None:
    op.drop_table("locks")
    op.drop_table("registrations")
