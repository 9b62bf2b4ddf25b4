"""Clients have an environment, people may be invented, and what clients do is noted.

Clients that exist are in production. Up adds, down drops; a client in test stays one of the
version before, which knows no difference.
"""

import json
from collections.abc import Callable
from typing import Any, Final

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, PrimaryKeyConstraint, Text, column, table

revision: Final = "0020"
down_revision: Final = "0019"
branch_labels: Final = None
depends_on: Final = None

_CLIENTS = table("clients", column("client_id", Text()), column("registration", Text()))
_NEW: Final = (
    "environment", "production_since", "secrets_made_at", "contact", "agreement", "legal_ground",
    "scope_reasons",
)  # fmt: skip


def upgrade() -> None:
    op.add_column("accounts", Column("sandbox", Integer(), nullable=False, server_default="0"))
    op.create_table(
        "client_errors",
        Column("client_id", Text(), nullable=False),
        Column("day", Text(), nullable=False),
        Column("endpoint", Text(), nullable=False),
        Column("error", Text(), nullable=False),
        Column("parameter", Text(), nullable=False),
        Column("reason", Text(), nullable=False),
        Column("count", BigInteger(), nullable=False),
        Column("last_at", BigInteger(), nullable=False),
        PrimaryKeyConstraint(
            "client_id", "day", "endpoint", "error", "parameter", "reason", name="pk_client_errors"
        ),
    )
    op.create_index("ix_client_errors_last_at", "client_errors", ["last_at"])
    op.create_table(
        "client_uses",
        Column("client_id", Text(), nullable=False),
        Column("what", Text(), nullable=False),
        Column("last_at", BigInteger(), nullable=False),
        PrimaryKeyConstraint("client_id", "what", name="pk_client_uses"),
    )
    _rewrite(lambda known: {**known, "environment": "production"})


def downgrade() -> None:
    _rewrite(lambda known: {name: known[name] for name in known if name not in _NEW})
    op.drop_table("client_uses")
    op.drop_table("client_errors")
    op.drop_column("accounts", "sandbox")


def _rewrite(change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    connection = op.get_bind()
    for client_id, registration in connection.execute(_CLIENTS.select()).all():
        text = json.dumps(
            change(json.loads(registration)), ensure_ascii=False, separators=(",", ":")
        )
        connection.execute(
            _CLIENTS.update().where(_CLIENTS.c.client_id == client_id).values(registration=text)
        )
