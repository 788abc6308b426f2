"""Alembic's environment: the owner's connection, with limits and an advisory lock, comes from the chassis."""

from chassis.migrate import run_env

run_env()
