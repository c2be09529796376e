"""What Alembic runs to migrate a hub: over the connection that it is handed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context

from ppir_desktop.hub.tables import METADATA


def _run() -> None:
    connection = context.config.attributes["connection"]
    assert isinstance(connection, sa.Connection)  # noqa: S101 -- for the checker of types
    context.configure(connection=connection, target_metadata=METADATA)
    with context.begin_transaction():
        context.run_migrations()


_run()
