"""Codes of online booking: a table beside the letters of accounts, which the code before it does not look at."""

from alembic import op
from chassis.tables import separate_practices_v1

revision = "0007"
down_revision = "0006"

APP = "notifications_app"

BOOKING_CODES = """
CREATE TABLE booking_codes (
    id uuid PRIMARY KEY,
    practice_id uuid NOT NULL,
    channel text NOT NULL CHECK (channel IN ('sms', 'email')),
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
    CONSTRAINT live_code_is_due CHECK ((due_at IS NOT NULL) = (state IN ('planned', 'queued', 'sending'))),
    CONSTRAINT sent_code_has_time CHECK ((sent_at IS NOT NULL) = (state = 'sent')),
    -- The code and whose phone or mailbox it is for: here exactly as long as it is to be sent.
    CONSTRAINT only_live_code_has_contents
        CHECK ((contents IS NOT NULL) = (state IN ('planned', 'queued', 'sending')))
)
"""

CHANGES = (
    "contents, state, reason, send_at, due_at, trace_id, attempts, dispatches, maybe_accepted, claimed_at,"
    " sent_at, changed_at"
)


def upgrade() -> None:
    op.execute(BOOKING_CODES)
    op.execute(
        "CREATE INDEX booking_codes_due ON booking_codes (channel, due_at)"
        " WHERE state IN ('planned', 'queued', 'sending')"
    )
    separate_practices_v1(op, "booking_codes")
    op.execute(f"GRANT SELECT, INSERT, UPDATE ({CHANGES}) ON booking_codes TO {APP}")
