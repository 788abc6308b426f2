"""Providers' reports, patients' replies, their announcement, fair turns of practices, and one pace for all senders.

The code before it runs on this: what it does not know of is left empty, and it still finds what is due.
"""

from alembic import op
from chassis.tables import create_outbox_v1

revision = "0004"
down_revision = "0003"

APP = "notifications_app"


def upgrade() -> None:
    create_outbox_v1(op, APP)
    _reports()
    _replies()
    _turns()
    _pace()


def _reports() -> None:
    # A message that was sent and did not arrive keeps the time at which it was sent.
    op.execute("ALTER TABLE messages DROP CONSTRAINT sent_has_time")
    op.execute(
        "ALTER TABLE messages ADD CONSTRAINT sent_has_time"
        " CHECK (sent_at IS NOT NULL OR state NOT IN ('sent', 'delivered'))"
    )
    op.execute("CREATE INDEX messages_of_provider ON messages (provider_id) WHERE provider_id IS NOT NULL")


def _replies() -> None:
    op.execute(
        """
        ALTER TABLE messages
            ADD COLUMN answer text CHECK (answer IN ('yes', 'no')),
            ADD COLUMN answered_at timestamptz,
            ADD COLUMN answers integer NOT NULL DEFAULT 0,
            ADD CONSTRAINT answer_has_time CHECK ((answer IS NOT NULL) = (answered_at IS NOT NULL))
        """
    )
    op.execute(
        "CREATE INDEX reminders_to_phone ON messages (recipient, visit_starts_at)"
        " WHERE channel = 'sms' AND kind = 'reminder' AND recipient IS NOT NULL"
    )


def _turns() -> None:
    for name, columns in (
        ("messages_due_by_kind", "channel, kind, due_at"),
        ("messages_due_by_practice", "channel, kind, practice_id, due_at"),
    ):
        op.execute(f"CREATE INDEX {name} ON messages ({columns}) WHERE state IN ('planned', 'queued', 'sending')")


def _pace() -> None:
    # One row for a provider; no practice's data, so no row-level security.
    op.execute("CREATE TABLE sending_pace (provider text PRIMARY KEY, next_at timestamptz NOT NULL)")
    op.execute(f"GRANT SELECT, INSERT, UPDATE ON sending_pace TO {APP}")
