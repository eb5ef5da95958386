"""What Alembic runs: the versions over a connection that the caller hands in."""

from __future__ import annotations

from alembic import context

from outputs.schema import metadata


def _migrate() -> None:
    connection = context.config.attributes["connection"]
    context.configure(connection=connection, target_metadata=metadata, transactional_ddl=True)
    with context.begin_transaction():
        context.run_migrations()


_migrate()
