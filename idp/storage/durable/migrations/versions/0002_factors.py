"""Factors: a session remembers what was shown in it, not only the `amr` values of that.

Of sessions from before, the values tell: no two factors shared one then.
"""

from typing import Final

from alembic import op
from sqlalchemy import Column, Text
from sqlalchemy import text as words

revision: Final = "0002"
down_revision: Final = "0001"
branch_labels: Final = None
depends_on: Final = None

KNOWN_BY: Final = (("pwd", "password"), ("pwd otp mfa", "password totp"))


def upgrade() -> None:
    op.add_column("sessions", Column("factors", Text(), nullable=False, server_default=words("''")))
    for methods, factors in KNOWN_BY:
        op.execute(
            words("UPDATE sessions SET factors = :factors WHERE methods = :methods").bindparams(
                factors=factors, methods=methods
            )
        )


def downgrade() -> None:
    op.drop_column("sessions", "factors")
