"""What Alembic runs: the steps, on the connection that `migrations/__init__.py` hands over."""

from alembic import context
from sqlalchemy import Connection

from idp.storage.durable.migrations import CONNECTION
from idp.storage.durable.tables import TABLES

connection = context.config.attributes[CONNECTION]
if not isinstance(connection, Connection):
    raise TypeError("migrations run on a connection of ours only")

# The transaction is begun and ended by the caller: one for all steps.
context.configure(
    connection=connection,
    target_metadata=TABLES[0].metadata,
    transactional_ddl=False,
    render_as_batch=True,
)
context.run_migrations()
