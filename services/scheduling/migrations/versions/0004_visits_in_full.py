"""Visits with a service, visits of one series, and visits that staff book over another on purpose."""

from alembic import op

revision = "0004"
down_revision = "0003"

COLUMNS = """
ALTER TABLE visits
    ADD COLUMN service_id uuid,
    ADD COLUMN overbooked boolean NOT NULL DEFAULT false,
    ADD COLUMN series_id uuid,
    ADD FOREIGN KEY (practice_id, service_id) REFERENCES services (practice_id, id);
COMMENT ON COLUMN visits.overbooked IS 'over another visit on purpose: not for visits_do_not_overlap';
COMMENT ON COLUMN visits.series_id IS 'of the visits that were booked together, every few weeks';
"""

NO_OVERLAP = """
-- An exclusion constraint is built while nobody writes: 0001's stays until this one holds.
SET LOCAL statement_timeout = '30min';
ALTER TABLE visits ADD CONSTRAINT visits_do_not_overlap_unless_meant
    EXCLUDE USING gist (calendar_id WITH =, during WITH &&) WHERE (status <> 'cancelled' AND NOT overbooked);
ALTER TABLE visits DROP CONSTRAINT visits_do_not_overlap;
ALTER TABLE visits RENAME CONSTRAINT visits_do_not_overlap_unless_meant TO visits_do_not_overlap;
"""

OVERBOOKED = """
-- Few, and every booking asks for those in its way.
CREATE INDEX visits_overbooked ON visits (practice_id, calendar_id, starts_at) WHERE overbooked;
"""


def upgrade() -> None:
    for statements in (COLUMNS, NO_OVERLAP, OVERBOOKED):
        op.execute(statements)
