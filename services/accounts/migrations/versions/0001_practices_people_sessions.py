"""Practices, their people, sessions and registrations; what is announced."""

from alembic import op
from chassis.tables import create_outbox_v1, separate_practices_v1

revision = "0001"
down_revision = None

APP = "accounts_app"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE practices (
            practice_id uuid PRIMARY KEY,
            version integer NOT NULL CHECK (version >= 1),
            name text NOT NULL,
            email text NOT NULL,
            slug text NOT NULL UNIQUE,
            time_zone text NOT NULL,
            street text,
            house_number text,
            postal_code text,
            town text,
            phone text,
            second_phone text,
            nip text,
            regon text,
            sms boolean NOT NULL,
            email_on boolean NOT NULL,
            reminder_hour time NOT NULL,
            quiet_from time NOT NULL,
            quiet_to time NOT NULL
        )
        """
    )
    op.execute(
        """
        CREATE TABLE people (
            id uuid PRIMARY KEY,
            practice_id uuid NOT NULL REFERENCES practices,
            first_name text NOT NULL,
            last_name text NOT NULL,
            email text NOT NULL,
            role text NOT NULL CHECK (role IN ('owner', 'admin', 'dentist', 'receptionist')),
            password_hash text NOT NULL
        )
        """
    )
    op.execute("CREATE UNIQUE INDEX people_email ON people (lower(email))")
    op.execute("CREATE INDEX people_practice_id ON people (practice_id)")
    # Deferred: the registration comes first, so that a repeat of its key waits there and nowhere else.
    op.execute(
        """
        CREATE TABLE registrations (
            practice_id uuid PRIMARY KEY REFERENCES practices DEFERRABLE INITIALLY DEFERRED,
            terms_version text NOT NULL,
            registered_at timestamptz NOT NULL,
            idempotency_key text UNIQUE,
            fingerprint text NOT NULL
        )
        """
    )
    op.execute(
        """
        CREATE TABLE sessions (
            id uuid PRIMARY KEY,
            practice_id uuid NOT NULL REFERENCES practices,
            person_id uuid NOT NULL REFERENCES people,
            token_hash bytea NOT NULL UNIQUE,
            expires_at timestamptz NOT NULL,
            last_used_at timestamptz NOT NULL
        )
        """
    )
    op.execute("CREATE INDEX sessions_person_id ON sessions (person_id)")
    for table in ("practices", "people", "registrations", "sessions"):
        separate_practices_v1(op, table)
    op.execute(f"GRANT SELECT, INSERT, UPDATE ON practices, people TO {APP}")
    op.execute(f"GRANT SELECT, INSERT ON registrations TO {APP}")
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON sessions TO {APP}")
    create_outbox_v1(op, APP)
