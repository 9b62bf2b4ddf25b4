"""Organisations change and keep their past; each code is one organisation's; sessions by policy.

Up moves the aliases into a table of all codes, where one that two had is the first one's alone,
and keeps the present state as the beginning of the past. Down packs the aliases again.
"""

import json
from typing import Final

from alembic import op
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Text,
    text,
)

# Keys must be those that the present code asks for, so this is no copy.
from idp.identity.names import search_key

revision: Final = "0019"
down_revision: Final = "0018"
branch_labels: Final = None
depends_on: Final = None

_PARENT: Final = "ix_organisations_parent"
_ADD_CODE: Final = text(
    "INSERT INTO organisation_codes (code, organisation, since) VALUES (:code, :of, :at)"
    " ON CONFLICT DO NOTHING"
)
_ADD_WORDS: Final = text(
    "INSERT INTO organisation_words (key, organisation) VALUES (:key, :of) ON CONFLICT DO NOTHING"
)
_ADD_PAST: Final = text(
    "INSERT INTO organisation_past"
    " (organisation, version, name, parent, status, successor, since)"
    " SELECT code, 1, name, parent, status, successor, created_at FROM organisations"
)
_ALL: Final = text("SELECT code, name, aliases, created_at FROM organisations ORDER BY code")
_ALIASES: Final = text(
    "SELECT code FROM organisation_codes WHERE organisation = :of AND code <> :of ORDER BY code"
)
_SET_ALIASES: Final = text("UPDATE organisations SET aliases = :to WHERE code = :of")


def upgrade() -> None:
    _create_tables()
    op.add_column(
        "organisations", Column("version", Integer(), nullable=False, server_default=text("1"))
    )
    _move_codes(op.get_bind())
    op.drop_column("organisations", "aliases")
    op.drop_index(_PARENT, "organisations")
    op.create_index(_PARENT, "organisations", ["parent", "code"])


def downgrade() -> None:
    op.drop_index(_PARENT, "organisations")
    op.create_index(_PARENT, "organisations", ["parent"])
    op.add_column(
        "organisations", Column("aliases", Text(), nullable=False, server_default=text("'[]'"))
    )
    connection = op.get_bind()
    for (code,) in connection.execute(text("SELECT code FROM organisations")).all():
        found = [row[0] for row in connection.execute(_ALIASES, {"of": code}).all()]
        connection.execute(_SET_ALIASES, {"of": code, "to": json.dumps(found)})
    op.drop_column("organisations", "version")
    for name in (
        "session_policies",
        "organisation_past",
        "organisation_words",
        "organisation_codes",
    ):
        op.drop_table(name)


def _create_tables() -> None:
    op.create_table(
        "organisation_codes",
        Column("code", Text(), nullable=False),
        Column("organisation", Text(), nullable=False),
        Column("since", BigInteger(), nullable=False),
        PrimaryKeyConstraint("code", name="pk_organisation_codes"),
    )
    op.create_index("ix_organisation_codes_organisation", "organisation_codes", ["organisation"])
    op.create_table(
        "organisation_words",
        Column("key", LargeBinary(), nullable=False),
        Column("organisation", Text(), nullable=False),
        PrimaryKeyConstraint("key", "organisation", name="pk_organisation_words"),
    )
    op.create_table(
        "organisation_past",
        Column("organisation", Text(), nullable=False),
        Column("version", Integer(), nullable=False),
        Column("name", Text(), nullable=False),
        Column("parent", Text(), nullable=True),
        Column("status", Text(), nullable=False),
        Column("successor", Text(), nullable=True),
        Column("since", BigInteger(), nullable=False),
        PrimaryKeyConstraint("organisation", "version", name="pk_organisation_past"),
    )
    op.create_table(
        "session_policies",
        Column("organisation", Text(), nullable=False),
        Column("idle", Integer(), nullable=False),
        Column("absolute", Integer(), nullable=False),
        Column("chosen_at", BigInteger(), nullable=False),
        PrimaryKeyConstraint("organisation", name="pk_session_policies"),
    )


def _move_codes(connection: Connection) -> None:
    rows = connection.execute(_ALL).all()
    for code, _name, _aliases, at in rows:  # own codes first: an alias takes nobody's
        connection.execute(_ADD_CODE, {"code": code, "of": code, "at": at})
    for code, name, packed, at in rows:
        aliases = json.loads(packed)
        for alias in aliases:
            connection.execute(_ADD_CODE, {"code": alias, "of": code, "at": at})
        for key in sorted({key for told in (name, code, *aliases) for key in _keys_of(told)}):
            connection.execute(_ADD_WORDS, {"key": key, "of": code})
    connection.execute(_ADD_PAST)


def _keys_of(told: str) -> set[bytes]:
    words = search_key(told).split()
    return {" ".join(words[at:]).encode() for at in range(len(words))}
