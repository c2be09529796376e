"""What Alembic runs to migrate: over the connection that it is handed, never one of its own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context

from ppir_desktop.store.tables import METADATA


def _run() -> None:
    connection = context.config.attributes["connection"]
    assert isinstance(connection, sa.Connection)  # noqa: S101 -- for the checker of types
    context.configure(connection=connection, target_metadata=METADATA, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


_run()
