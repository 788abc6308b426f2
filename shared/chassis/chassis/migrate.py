"""Migrations: a step of its own with the owner's role, never part of a start.

A service's ``migrations/env.py`` is ``from chassis.migrate import run_env`` and ``run_env()``. Migrations are additive:
the release before this one keeps running on the new schema. They give up rather than queue behind a long transaction
with a lock that stops everybody else.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from alembic import command, context
from alembic.config import Config
from sqlalchemy import create_engine, pool, text

from chassis.database import address, session_options

_ONE_AT_A_TIME = 0x64656E746F726F
"""Key of the advisory lock that keeps two migrators of one database apart."""


def upgrade(service_dir: str | Path, owner_url: str) -> None:
    """Bring the database to the newest revision in ``<service_dir>/migrations``. Two at once: the second waits."""
    config = Config()
    config.set_main_option("script_location", str(Path(service_dir) / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["owner_url"] = owner_url
    command.upgrade(config, "head")


def run_env(target_metadata: Any = None) -> None:
    """What ``migrations/env.py`` does: connect as the owner (DATABASE_OWNER_URL unless upgrade() gave another)."""
    url = context.config.attributes.get("owner_url") or os.environ["DATABASE_OWNER_URL"]
    engine = create_engine(
        address(url).replace("postgresql://", "postgresql+psycopg://", 1),
        poolclass=pool.NullPool,
        hide_parameters=True,
        connect_args=session_options(statement_timeout="60s", lock_timeout="60s"),
    )
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _ONE_AT_A_TIME})
        connection.execute(text("SET lock_timeout = '5s'"))
        connection.commit()
        context.configure(connection=connection, target_metadata=target_metadata, transaction_per_migration=True)
        with context.begin_transaction():
            context.run_migrations()
