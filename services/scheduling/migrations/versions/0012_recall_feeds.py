"""Who should come again, and calendar feeds."""

from alembic import op
from chassis.tables import separate_practices_v1

revision = "0012"
down_revision = "0011"

APP = "scheduling_app"

INTERVALS = """
ALTER TABLE services ADD COLUMN interval_months integer CHECK (interval_months BETWEEN 1 AND 60);
COMMENT ON COLUMN services.interval_months IS 'after so many a patient should come for it again; null: not said';
"""

VISITS = """
-- An index over every visit for a service, built while nobody writes: each patient's last one is at the end of theirs.
SET LOCAL statement_timeout = '30min';
CREATE INDEX visits_by_service ON visits (practice_id, service_id, patient_id, starts_at)
    WHERE service_id IS NOT NULL AND patient_id IS NOT NULL AND status NOT IN ('cancelled', 'no_show');
"""

MARKS = """
CREATE TABLE recall_marks (
    practice_id uuid NOT NULL,
    patient_id uuid NOT NULL,
    service_id uuid NOT NULL,
    invited_at timestamptz,
    invited_for timestamptz,
    dismissed_for timestamptz,
    PRIMARY KEY (practice_id, patient_id, service_id),
    CHECK ((invited_at IS NULL) = (invited_for IS NULL)),
    FOREIGN KEY (practice_id, patient_id) REFERENCES patients (practice_id, id),
    FOREIGN KEY (practice_id, service_id) REFERENCES services (practice_id, id)
);
COMMENT ON TABLE recall_marks IS 'about the visit that began at the time in ..._for; void once there is a later one';
"""

FEEDS = """
CREATE TABLE calendar_feeds (
    practice_id uuid NOT NULL REFERENCES practices,
    id uuid NOT NULL,
    name text NOT NULL,
    calendar_ids uuid[] NOT NULL,
    shows text NOT NULL CHECK (shows IN ('initials', 'names')),
    token_hash bytea NOT NULL UNIQUE,
    created_at timestamptz NOT NULL,
    last_read_on date,
    PRIMARY KEY (practice_id, id)
);

-- Who reads a feed has no session: its token tells the practice. This looks as the owner, and tells nothing else.
CREATE POLICY owner_finds_practice ON calendar_feeds FOR SELECT TO CURRENT_USER USING (true);
CREATE FUNCTION feed_with_token(hashes bytea[], OUT its_practice uuid, OUT its_id uuid) RETURNS record
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS $$ SELECT practice_id, id FROM calendar_feeds WHERE token_hash = ANY (hashes) $$;
"""


def upgrade() -> None:
    for statements in (INTERVALS, VISITS, MARKS, FEEDS):
        op.execute(statements)
    for table in ("recall_marks", "calendar_feeds"):
        separate_practices_v1(op, table)
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {APP}")
