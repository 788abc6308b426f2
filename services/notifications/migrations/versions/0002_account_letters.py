"""Letters about accounts: a table beside the messages of practices, which the code before it does not look at."""

from alembic import op
from chassis.tables import separate_practices_v1

revision = "0002"
down_revision = "0001"

APP = "notifications_app"

ACCOUNT_LETTERS = """
CREATE TABLE account_letters (
    id uuid PRIMARY KEY,
    practice_id uuid NOT NULL,
    kind text NOT NULL,
    expires_at timestamptz NOT NULL,
    contents jsonb,
    state text NOT NULL CHECK (state IN ('planned', 'queued', 'sending', 'sent', 'failed', 'skipped')),
    reason text,
    send_at timestamptz,
    due_at timestamptz,
    trace_id text NOT NULL,
    attempts integer NOT NULL,
    dispatches integer NOT NULL,
    maybe_accepted boolean NOT NULL,
    claimed_at timestamptz,
    sent_at timestamptz,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    CONSTRAINT live_letter_is_due CHECK ((due_at IS NOT NULL) = (state IN ('planned', 'queued', 'sending'))),
    CONSTRAINT sent_letter_has_time CHECK ((sent_at IS NOT NULL) = (state = 'sent')),
    -- The link in it opens an account: it is here exactly as long as the letter is to be sent.
    CONSTRAINT only_live_letter_has_contents
        CHECK ((contents IS NOT NULL) = (state IN ('planned', 'queued', 'sending')))
)
"""

CHANGES = (
    "contents, state, reason, send_at, due_at, trace_id, attempts, dispatches, maybe_accepted, claimed_at,"
    " sent_at, changed_at"
)


def upgrade() -> None:
    op.execute(ACCOUNT_LETTERS)
    op.execute(
        "CREATE INDEX account_letters_due ON account_letters (due_at) WHERE state IN ('planned', 'queued', 'sending')"
    )
    separate_practices_v1(op, "account_letters")
    op.execute(f"GRANT SELECT, INSERT, UPDATE ({CHANGES}) ON account_letters TO {APP}")
