"""People who left, invitations, the switch of online booking, the audit trail, first answers by key."""

from alembic import op
from chassis.tables import create_audit_v1, create_idempotency_v1, separate_practices_v1

revision = "0003"
down_revision = "0002"

APP = "accounts_app"


def upgrade() -> None:
    op.execute("ALTER TABLE practices ADD COLUMN online_booking boolean NOT NULL DEFAULT false")
    op.execute("ALTER TABLE people ADD COLUMN removed_at timestamptz, ADD COLUMN last_seen_at timestamptz")
    # The address of somebody who left is free again; the row stays, for the trail has the person's id.
    op.execute("CREATE UNIQUE INDEX people_email_in_use ON people (lower(email)) WHERE removed_at IS NULL")
    op.execute("DROP INDEX people_email")
    op.execute("ALTER INDEX people_email_in_use RENAME TO people_email")
    # An address is a login and is never another one, whatever code there will be.
    op.execute(
        """
        CREATE FUNCTION keep_email() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NEW.email <> OLD.email THEN
                RAISE EXCEPTION 'an e-mail address is never changed' USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        END
        $$
        """
    )
    for table in ("practices", "people"):
        op.execute(
            f"CREATE TRIGGER keep_email BEFORE UPDATE OF email ON {table} FOR EACH ROW EXECUTE FUNCTION keep_email()"
        )
    op.execute(
        """
        CREATE TABLE invitations (
            id uuid PRIMARY KEY,
            practice_id uuid NOT NULL REFERENCES practices,
            email text NOT NULL,
            role text NOT NULL CHECK (role IN ('owner', 'admin', 'dentist', 'receptionist')),
            language text NOT NULL CHECK (language IN ('pl', 'en')),
            invited_by uuid NOT NULL REFERENCES people,
            invited_at timestamptz NOT NULL,
            expires_at timestamptz NOT NULL,
            token_hash bytea NOT NULL UNIQUE,
            withdrawn_at timestamptz,
            accepted_at timestamptz,
            accepted_by uuid REFERENCES people,
            accepted_key text,
            CHECK (withdrawn_at IS NULL OR accepted_at IS NULL),
            CHECK ((accepted_at IS NULL) = (accepted_by IS NULL))
        )
        """
    )
    op.execute(
        """
        CREATE UNIQUE INDEX invitations_waiting ON invitations (practice_id, lower(email))
        WHERE withdrawn_at IS NULL AND accepted_at IS NULL
        """
    )
    separate_practices_v1(op, "invitations")
    op.execute(f"GRANT SELECT, INSERT, UPDATE ON invitations TO {APP}")
    create_audit_v1(op, APP)
    create_idempotency_v1(op, APP)
