"""The chassis's tables in each service's database.

The ``create_*_v1`` helpers are called by migrations and are therefore frozen: a change of a table is a ``_v2`` helper
and a new migration.
"""

from __future__ import annotations

from typing import Protocol

from sqlalchemy import BigInteger, DateTime, LargeBinary, Text, Uuid, column, table
from sqlalchemy.dialects.postgresql import JSONB

outbox = table(
    "outbox",
    column("position", BigInteger),
    column("id", Uuid),
    column("exchange", Text),
    column("routing_key", Text),
    column("aggregate_id", Uuid),
    column("body", LargeBinary),
    column("created_at", DateTime(timezone=True)),
)
inbox = table(
    "inbox",
    column("event_id", Uuid),
    column("consumer", Text),
    column("taken_at", DateTime(timezone=True)),
)
idempotency = table(
    "idempotency",
    column("practice_id", Uuid),
    column("method", Text),
    column("key", Text),
    column("fingerprint", Text),
    column("response", JSONB),
    column("created_at", DateTime(timezone=True)),
)
changes = table(
    "changes",
    column("practice_id", Uuid),
    column("id", Uuid),
    column("at", DateTime(timezone=True)),
    column("actor_id", Uuid),
    column("act", Text),
    column("subject", Text),
    column("subject_id", Uuid),
    column("fields", JSONB),
)


class Operations(Protocol):
    """What a migration's ``op`` offers of use here."""

    def execute(self, sqltext: str) -> None: ...


def create_outbox_v1(op: Operations, app_role: str) -> None:
    """Events waiting to be published. No row-level security: the relay works for every practice."""
    op.execute(
        """
        CREATE TABLE outbox (
            position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            id uuid NOT NULL UNIQUE,
            exchange text NOT NULL,
            routing_key text NOT NULL,
            aggregate_id uuid NOT NULL,
            body bytea NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now()
        )
        """
    )
    op.execute(f"GRANT SELECT, INSERT, DELETE ON outbox TO {app_role}")


def create_inbox_v1(op: Operations, app_role: str) -> None:
    """Events that were taken, by consumer. No row-level security: it holds ids alone."""
    op.execute(
        """
        CREATE TABLE inbox (
            event_id uuid NOT NULL,
            consumer text NOT NULL,
            taken_at timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (event_id, consumer)
        )
        """
    )
    op.execute("CREATE INDEX inbox_taken_at ON inbox (taken_at)")
    op.execute(f"GRANT SELECT, INSERT, DELETE ON inbox TO {app_role}")


def create_idempotency_v1(op: Operations, app_role: str) -> None:
    """First answers by idempotency key, seen by their own practice only."""
    op.execute(
        """
        CREATE TABLE idempotency (
            practice_id uuid NOT NULL,
            method text NOT NULL,
            key text NOT NULL,
            fingerprint text NOT NULL,
            response jsonb,
            created_at timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (practice_id, method, key)
        )
        """
    )
    op.execute("CREATE INDEX idempotency_created_at ON idempotency (created_at)")
    separate_practices_v1(op, "idempotency")
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency TO {app_role}")


def create_audit_v1(op: Operations, app_role: str) -> None:
    """The audit trail: append-only for the application's role, seen by its own practice only."""
    op.execute(
        """
        CREATE TABLE changes (
            practice_id uuid NOT NULL,
            id uuid NOT NULL,
            at timestamptz NOT NULL,
            actor_id uuid,
            act text NOT NULL,
            subject text NOT NULL,
            subject_id uuid,
            fields jsonb NOT NULL,
            PRIMARY KEY (practice_id, id)
        )
        """
    )
    op.execute("CREATE INDEX changes_by_subject ON changes (practice_id, subject, subject_id, id)")
    separate_practices_v1(op, "changes")
    op.execute(f"GRANT SELECT, INSERT ON changes TO {app_role}")


def separate_practices_v1(op: Operations, name: str) -> None:
    """Row-level security for a table with a ``practice_id``: a transaction sees the practice it was opened for."""
    visible = "current_setting('app.practice_id', true) IN (practice_id::text, 'all')"
    op.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY by_practice ON {name} USING ({visible}) WITH CHECK ({visible})")
