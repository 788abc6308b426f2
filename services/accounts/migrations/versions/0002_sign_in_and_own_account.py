"""Confirmed addresses, second factors, links of letters, and what is counted against guessing."""

from alembic import op
from chassis.tables import separate_practices_v1

revision = "0002"
down_revision = "0001"

APP = "accounts_app"


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE people
            ADD COLUMN version integer NOT NULL DEFAULT 1 CHECK (version >= 1),
            ADD COLUMN language text NOT NULL DEFAULT 'pl' CHECK (language IN ('pl', 'en')),
            ADD COLUMN email_confirmed_at timestamptz,
            ADD COLUMN terms_version text,
            ADD COLUMN terms_accepted_at timestamptz,
            ADD COLUMN factor_pending bytea,
            ADD COLUMN factor_secret bytea,
            ADD COLUMN factor_since timestamptz,
            ADD COLUMN factor_step bigint NOT NULL DEFAULT 0,
            ADD CONSTRAINT people_factor CHECK ((factor_secret IS NULL) = (factor_since IS NULL))
        """
    )
    # Of a session of the release before this one: not known.
    op.execute("ALTER TABLE sessions ADD COLUMN opened_at timestamptz, ADD COLUMN address text, ADD COLUMN agent text")
    op.execute("CREATE INDEX sessions_expires_at ON sessions (expires_at)")
    # Deferred: what is only rehearsed (for an e-mail address that nobody has) never meets the check.
    op.execute(
        """
        CREATE TABLE links (
            token_hash bytea PRIMARY KEY,
            practice_id uuid NOT NULL REFERENCES practices DEFERRABLE INITIALLY DEFERRED,
            person_id uuid NOT NULL REFERENCES people DEFERRABLE INITIALLY DEFERRED,
            purpose text NOT NULL CHECK (purpose IN ('password_reset', 'email_confirmation')),
            expires_at timestamptz NOT NULL,
            used_at timestamptz,
            UNIQUE (person_id, purpose)
        )
        """
    )
    op.execute("CREATE INDEX links_expires_at ON links (expires_at)")
    op.execute(
        """
        CREATE TABLE challenges (
            token_hash bytea PRIMARY KEY,
            practice_id uuid NOT NULL REFERENCES practices,
            person_id uuid NOT NULL REFERENCES people,
            expires_at timestamptz NOT NULL,
            tries integer NOT NULL
        )
        """
    )
    op.execute("CREATE INDEX challenges_person_id ON challenges (person_id)")
    op.execute("CREATE INDEX challenges_expires_at ON challenges (expires_at)")
    op.execute(
        """
        CREATE TABLE recovery_codes (
            person_id uuid NOT NULL REFERENCES people,
            code_hash bytea NOT NULL,
            practice_id uuid NOT NULL REFERENCES practices,
            PRIMARY KEY (person_id, code_hash)
        )
        """
    )
    for table in ("links", "challenges", "recovery_codes"):
        separate_practices_v1(op, table)
    # Of no practice: who tries may be nobody's. The key is a keyed hash, so nothing here leads to a person.
    op.execute(
        """
        CREATE TABLE tries (
            key bytea PRIMARY KEY,
            count integer NOT NULL,
            until timestamptz NOT NULL
        )
        """
    )
    op.execute("CREATE INDEX tries_until ON tries (until)")
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON links, challenges, tries TO {APP}")
    op.execute(f"GRANT SELECT, INSERT, DELETE ON recovery_codes TO {APP}")
