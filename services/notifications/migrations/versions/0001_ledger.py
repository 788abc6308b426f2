"""Copies of practices, patients and visits, and the ledger of messages."""

from alembic import op
from chassis.tables import create_inbox_v1, separate_practices_v1

revision = "0001"
down_revision = None

APP = "notifications_app"


def upgrade() -> None:
    create_inbox_v1(op, APP)
    _copies()
    _ledger()
    for table in ("practices", "patients", "visits", "messages"):
        separate_practices_v1(op, table)
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {APP}")


def _copies() -> None:
    op.execute(
        """
        CREATE TABLE practices (
            practice_id uuid PRIMARY KEY,
            version integer NOT NULL,
            name text NOT NULL,
            phone text,
            time_zone text NOT NULL,
            sms boolean NOT NULL,
            email boolean NOT NULL,
            reminder_hour time NOT NULL,
            quiet_from time NOT NULL,
            quiet_to time NOT NULL
        )
        """
    )
    op.execute(
        """
        CREATE TABLE patients (
            patient_id uuid PRIMARY KEY,
            practice_id uuid NOT NULL,
            version integer NOT NULL,
            first_name text NOT NULL,
            last_name text NOT NULL,
            phone text,
            email text,
            sms_consent boolean NOT NULL,
            email_consent boolean NOT NULL
        )
        """
    )
    op.execute("CREATE INDEX patients_practice ON patients (practice_id)")
    op.execute(
        """
        CREATE TABLE visits (
            visit_id uuid PRIMARY KEY,
            practice_id uuid NOT NULL,
            patient_id uuid NOT NULL,
            version integer NOT NULL,
            starts_at timestamptz NOT NULL,
            status text NOT NULL,
            trace_id text NOT NULL
        )
        """
    )
    op.execute("CREATE INDEX visits_by_start ON visits (practice_id, starts_at)")
    op.execute("CREATE INDEX visits_by_patient ON visits (patient_id, starts_at)")


def _ledger() -> None:
    op.execute(
        """
        CREATE TABLE messages (
            id uuid PRIMARY KEY,
            practice_id uuid NOT NULL,
            channel text NOT NULL CHECK (channel IN ('sms', 'email')),
            visit_id uuid NOT NULL,
            patient_id uuid NOT NULL,
            visit_starts_at timestamptz NOT NULL,
            state text NOT NULL CHECK (state IN (
                'planned', 'queued', 'sending', 'sent', 'delivered', 'failed', 'cancelled', 'skipped')),
            reason text,
            send_at timestamptz,
            due_at timestamptz,
            trace_id text NOT NULL,
            attempts integer NOT NULL,
            dispatches integer NOT NULL,
            maybe_accepted boolean NOT NULL,
            claimed_at timestamptz,
            recipient text,
            subject text,
            text text,
            provider_id text,
            sent_at timestamptz,
            delivered_at timestamptz,
            created_at timestamptz NOT NULL,
            changed_at timestamptz NOT NULL,
            CONSTRAINT one_reminder UNIQUE (visit_id, channel, visit_starts_at),
            CONSTRAINT live_is_due CHECK ((due_at IS NOT NULL) = (state IN ('planned', 'queued', 'sending'))),
            CONSTRAINT sent_has_time CHECK ((sent_at IS NOT NULL) = (state IN ('sent', 'delivered')))
        )
        """
    )
    op.execute(
        "CREATE INDEX messages_due ON messages (channel, due_at) WHERE state IN ('planned', 'queued', 'sending')"
    )
    op.execute("CREATE INDEX messages_under_way ON messages (channel) WHERE state IN ('queued', 'sending')")
    op.execute("CREATE INDEX messages_of_practice ON messages (practice_id, id)")
    op.execute("CREATE INDEX messages_of_patient ON messages (patient_id, id)")
