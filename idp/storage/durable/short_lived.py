"""The table of the ephemeral store where no Redis is configured. Next: `ephemeral/in_database.py`.

`key` is a hash, so that whatever callers use as a key has one length and is not readable.
"""

from sqlalchemy import BigInteger, Column, Index, LargeBinary, Table, Text

from idp.storage.durable.engine import metadata

short_lived = Table(
    "short_lived",
    metadata,
    Column("room", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("value", LargeBinary),
    Column("count", BigInteger, nullable=False, server_default="0"),
    Column("expires_at", BigInteger, nullable=False),
)
Index("ix_short_lived_expires_at", short_lived.c.expires_at)
