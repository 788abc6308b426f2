"""Messages written by hand, the practice's own words, and patients whose card was joined with another or erased.

The code before it runs on this: it writes reminders, which the defaults describe, and finds no visit for what was
written by hand. Dispatchers and senders of the new code come before the ``rpc`` that lets people write.
"""

from alembic import op
from chassis.tables import create_idempotency_v1, separate_practices_v1

revision = "0003"
down_revision = "0002"

APP = "notifications_app"


def upgrade() -> None:
    create_idempotency_v1(op, APP)
    _copies()
    _words()
    _batches()
    _ledger()


def _copies() -> None:
    op.execute("ALTER TABLE patients ADD COLUMN merged_into uuid, ADD COLUMN erased boolean NOT NULL DEFAULT false")
    op.execute("CREATE INDEX patients_merged_into ON patients (merged_into) WHERE merged_into IS NOT NULL")
    op.execute("ALTER TABLE visits ADD COLUMN ends_at timestamptz")


def _words() -> None:
    op.execute(
        """
        CREATE TABLE message_settings (
            practice_id uuid PRIMARY KEY,
            language text NOT NULL CHECK (language IN ('pl', 'en')),
            without_polish_letters boolean NOT NULL,
            version integer NOT NULL
        )
        """
    )
    op.execute(
        """
        CREATE TABLE message_templates (
            practice_id uuid NOT NULL,
            kind text NOT NULL CHECK (kind IN ('reminder')),
            channel text NOT NULL CHECK (channel IN ('sms', 'email')),
            language text NOT NULL CHECK (language IN ('pl', 'en')),
            subject text,
            text text NOT NULL,
            version integer NOT NULL,
            PRIMARY KEY (practice_id, kind, channel, language),
            CONSTRAINT mail_has_subject CHECK ((subject IS NOT NULL) = (channel = 'email'))
        )
        """
    )
    for table in ("message_settings", "message_templates"):
        separate_practices_v1(op, table)
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {APP}")


def _batches() -> None:
    op.execute(
        """
        CREATE TABLE message_batches (
            id uuid NOT NULL,
            practice_id uuid NOT NULL,
            channel text NOT NULL CHECK (channel IN ('sms', 'email')),
            subject text,
            text text NOT NULL,
            written_at timestamptz NOT NULL,
            actor_id uuid,
            recipients integer NOT NULL,
            PRIMARY KEY (practice_id, id)
        )
        """
    )
    separate_practices_v1(op, "message_batches")
    # The words of one that went to one patient go with that patient.
    op.execute(f"GRANT SELECT, INSERT, UPDATE (subject, text) ON message_batches TO {APP}")


def _ledger() -> None:
    op.execute(
        """
        ALTER TABLE messages
            ADD COLUMN kind text NOT NULL DEFAULT 'reminder' CHECK (kind IN ('reminder', 'written')),
            ADD COLUMN batch_id uuid,
            ADD COLUMN expires_at timestamptz,
            ADD COLUMN parts integer,
            ADD COLUMN resent_as uuid UNIQUE,
            ALTER COLUMN visit_id DROP NOT NULL,
            ALTER COLUMN visit_starts_at DROP NOT NULL,
            ADD CONSTRAINT reminder_has_visit
                CHECK ((kind = 'reminder') = (visit_id IS NOT NULL AND visit_starts_at IS NOT NULL)),
            ADD CONSTRAINT written_has_batch
                CHECK ((kind = 'written') = (batch_id IS NOT NULL AND expires_at IS NOT NULL)),
            ADD CONSTRAINT of_own_batch FOREIGN KEY (practice_id, batch_id) REFERENCES message_batches (practice_id, id)
        """
    )
    op.execute("CREATE INDEX messages_of_batch ON messages (batch_id, state, id) WHERE batch_id IS NOT NULL")
    op.execute("CREATE INDEX messages_by_state ON messages (practice_id, state, id)")
