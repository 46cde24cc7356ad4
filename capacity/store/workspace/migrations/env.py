"""Runs migrations on the connection, and in the transaction, of whoever asks for them."""

from alembic import context

from capacity.store.workspace.tables import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True
)
context.run_migrations()
