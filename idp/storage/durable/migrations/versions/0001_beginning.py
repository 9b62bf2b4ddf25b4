"""The beginning: every table of the first release. Up creates, down drops."""

from collections.abc import Sequence
from typing import Any, Final

from alembic import op
from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Text,
)
from sqlalchemy import text as words
from sqlalchemy.sql.schema import SchemaItem

revision: Final = "0001"
down_revision: Final = None
branch_labels: Final = None
depends_on: Final = None

WAITING = "done_at IS NULL AND dead_at IS NULL"


def text(name: str, *, null: bool = False) -> Column[Any]:
    """A text of any length."""
    return Column(name, Text(), nullable=null)


def whole(name: str, *, null: bool = False, default: str | None = None) -> Column[Any]:
    """A small number, or 0 and 1 for no and yes."""
    return Column(name, Integer(), nullable=null, server_default=default)


def long(name: str, *, null: bool = False, default: str | None = None) -> Column[Any]:
    """A number, or whole seconds UTC."""
    return Column(name, BigInteger(), nullable=null, server_default=default)


def blob(name: str, *, null: bool = False) -> Column[Any]:
    """Bytes, sealed."""
    return Column(name, LargeBinary(), nullable=null)


def key(table: str, *columns: str) -> PrimaryKeyConstraint:
    """What names a row."""
    return PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def of_account(table: str) -> ForeignKeyConstraint:
    """The row belongs to a person."""
    return ForeignKeyConstraint(["account_id"], ["accounts.id"], name=f"fk_{table}_account_id")


CREATED: Final[tuple[tuple[str, Sequence[SchemaItem]], ...]] = (
    (
        "accounts",
        (
            text("id"),
            text("kind"),
            text("status"),
            text("status_reason"),
            whole("level"),
            text("language", null=True),
            long("created_at"),
            long("updated_at"),
            blob("person_key", null=True),
            blob("sealed", null=True),
            text("password", null=True),
            long("password_at", null=True),
            blob("totp_seed", null=True),
            long("totp_at", null=True),
            whole("totp_failures", default="0"),
            long("totp_last_step", default="0"),
            whole("totp_disabled", default="0"),
            key("accounts", "id"),
        ),
    ),
    (
        "identifiers",
        (
            text("key"),
            text("account_id"),
            text("kind"),
            of_account("identifiers"),
            key("identifiers", "key"),
        ),
    ),
    (
        "posts",
        (
            text("account_id"),
            text("organisation"),
            text("title"),
            long("since"),
            long("until", null=True),
            of_account("posts"),
            key("posts", "account_id", "organisation", "title", "since"),
        ),
    ),
    (
        "roles",
        (
            text("account_id"),
            text("role"),
            text("organisation"),
            long("since"),
            long("until", null=True),
            key("roles", "account_id", "role", "organisation"),
        ),
    ),
    (
        "organisations",
        (
            text("code"),
            text("name"),
            text("kind"),
            text("parent", null=True),
            text("aliases"),
            text("status"),
            text("successor", null=True),
            long("created_at"),
            key("organisations", "code"),
        ),
    ),
    (
        "sessions",
        (
            text("id"),
            text("hash"),
            text("account_id"),
            text("kind"),
            whole("level"),
            text("methods"),
            long("authenticated_at"),
            long("created_at"),
            long("last_seen_at"),
            long("idle_end"),
            long("absolute_end"),
            text("browser"),
            text("address"),
            text("user_agent"),
            long("ended_at", null=True),
            text("end_reason", null=True),
            key("sessions", "id"),
        ),
    ),
    (
        "devices",
        (
            text("account_id"),
            text("device"),
            long("since"),
            long("until"),
            key("devices", "account_id", "device"),
        ),
    ),
    (
        "notices",
        (
            text("id"),
            text("account_id"),
            text("kind"),
            text("facts"),
            long("created_at"),
            long("dismissed_at", null=True),
            key("notices", "id"),
        ),
    ),
    (
        "failure_counts",
        (
            text("key"),
            whole("failures"),
            long("last_at"),
            key("failure_counts", "key"),
        ),
    ),
    (
        "clients",
        (
            text("client_id"),
            text("registration"),
            whole("disabled"),
            whole("version"),
            long("created_at"),
            long("updated_at"),
            key("clients", "client_id"),
        ),
    ),
    (
        "audiences",
        (
            text("uri"),
            text("name"),
            text("scopes"),
            text("owner", null=True),
            text("algorithm"),
            long("created_at"),
            key("audiences", "uri"),
        ),
    ),
    (
        "grants",
        (
            text("id"),
            text("client_id"),
            text("account_id"),
            text("subject"),
            text("session"),
            text("details"),
            whole("offline"),
            long("created_at"),
            long("absolute_end"),
            long("ended_at", null=True),
            text("end_reason", null=True),
            key("grants", "id"),
        ),
    ),
    (
        "codes",
        (
            text("hash"),
            text("grant_id"),
            text("redirect_uri"),
            text("code_challenge", null=True),
            text("nonce", null=True),
            long("expires_at"),
            text("spent_as", null=True),
            long("spent_at", null=True),
            long("replayed_at", null=True),
            key("codes", "hash"),
        ),
    ),
    (
        "refresh_tokens",
        (
            text("hash"),
            text("grant_id"),
            whole("rotates"),
            long("issued_at"),
            long("expires_at"),
            long("idle_expires_at"),
            long("spent_at", null=True),
            long("reused_at", null=True),
            key("refresh_tokens", "hash"),
        ),
    ),
    (
        "denied_tokens",
        (
            text("jti"),
            long("expires_at"),
            key("denied_tokens", "jti"),
        ),
    ),
    (
        "consents",
        (
            text("receipt"),
            text("account_id"),
            text("client_id"),
            text("decision"),
            long("given_at"),
            long("ended_at", null=True),
            key("consents", "receipt"),
        ),
    ),
    (
        "subjects",
        (
            text("sector"),
            text("account_id"),
            text("subject"),
            key("subjects", "sector", "account_id"),
        ),
    ),
    (
        "proposals",
        (
            text("id"),
            text("kind"),
            text("payload"),
            text("proposer"),
            long("created_at"),
            long("expires_at"),
            text("decision", null=True),
            text("decided_by", null=True),
            long("decided_at", null=True),
            key("proposals", "id"),
        ),
    ),
    (
        "jobs",
        (
            text("id"),
            text("kind"),
            text("payload"),
            long("created_at"),
            long("due_at"),
            whole("attempts"),
            long("lease_until"),
            long("done_at", null=True),
            long("dead_at", null=True),
            text("last_error", null=True),
            key("jobs", "id"),
        ),
    ),
    (
        "vault",
        (
            whole("id"),
            blob("root", null=True),
            long("version"),
            key("vault", "id"),
        ),
    ),
    (
        "sealed_keys",
        (
            text("kid"),
            text("algorithm"),
            text("purpose"),
            text("public_jwk"),
            long("announced_at"),
            long("active_from"),
            long("retired_at", null=True),
            long("unpublish_at", null=True),
            long("destroyed_at", null=True),
            blob("sealed", null=True),
            key("sealed_keys", "kid"),
        ),
    ),
    (
        "trail_heads",
        (
            whole("lane"),
            long("sequence"),
            text("link"),
            key("trail_heads", "lane"),
        ),
    ),
    (
        "trail_records",
        (
            whole("lane"),
            long("sequence"),
            long("at"),
            text("body_hash"),
            text("previous"),
            text("link"),
            text("body", null=True),
            key("trail_records", "lane", "sequence"),
        ),
    ),
    (
        "trail_checkpoints",
        (
            long("number"),
            text("signed"),
            key("trail_checkpoints", "number"),
        ),
    ),
    (
        "short_lived",
        (
            text("room"),
            text("key"),
            blob("value", null=True),
            long("count", default="0"),
            long("expires_at"),
            key("short_lived", "room", "key"),
        ),
    ),
    (
        "versions",
        (
            text("name"),
            long("version"),
            key("versions", "name"),
        ),
    ),
    (
        "highest_time",
        (
            whole("id"),
            long("at"),
            key("highest_time", "id"),
        ),
    ),
    (
        "facts",
        (
            text("name"),
            text("value"),
            key("facts", "name"),
        ),
    ),
)
INDEXED: Final = (
    ("ix_identifiers_account_id", "identifiers", ("account_id",), False),
    ("ix_posts_organisation", "posts", ("organisation",), False),
    ("ix_roles_role", "roles", ("role",), False),
    ("ix_organisations_parent", "organisations", ("parent",), False),
    ("ix_sessions_absolute_end", "sessions", ("absolute_end",), False),
    ("ix_sessions_account_id", "sessions", ("account_id",), False),
    ("uq_sessions_hash", "sessions", ("hash",), True),
    ("ix_devices_until", "devices", ("until",), False),
    ("ix_notices_account_id", "notices", ("account_id",), False),
    ("ix_failure_counts_last_at", "failure_counts", ("last_at",), False),
    ("ix_grants_absolute_end", "grants", ("absolute_end",), False),
    (
        "ix_grants_account_id",
        "grants",
        (
            "account_id",
            "client_id",
        ),
        False,
    ),
    ("ix_grants_session", "grants", ("session",), False),
    ("ix_codes_expires_at", "codes", ("expires_at",), False),
    ("ix_refresh_tokens_expires_at", "refresh_tokens", ("expires_at",), False),
    ("ix_denied_tokens_expires_at", "denied_tokens", ("expires_at",), False),
    (
        "ix_consents_account_id",
        "consents",
        (
            "account_id",
            "client_id",
        ),
        False,
    ),
    (
        "uq_subjects_sector",
        "subjects",
        (
            "sector",
            "subject",
        ),
        True,
    ),
    ("ix_proposals_expires_at", "proposals", ("expires_at",), False),
    ("ix_jobs_created_at", "jobs", ("created_at",), False),
    ("ix_trail_records_at", "trail_records", ("at",), False),
    ("ix_short_lived_expires_at", "short_lived", ("expires_at",), False),
)


def upgrade() -> None:
    for name, parts in CREATED:
        op.create_table(name, *parts)
    for name, table, columns, unique in INDEXED:
        op.create_index(name, table, list(columns), unique=unique)
    op.create_index(
        "ix_jobs_waiting",
        "jobs",
        ["kind", "due_at"],
        sqlite_where=words(WAITING),
        postgresql_where=words(WAITING),
    )


def downgrade() -> None:
    for name, _parts in reversed(CREATED):
        op.drop_table(name)
