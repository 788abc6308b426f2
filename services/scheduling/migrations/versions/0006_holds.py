"""Times that are held, what patients answer to reminders, and a count of the timetable's changes."""

from alembic import op

revision = "0006"
down_revision = "0005"

VISITS = """
-- Every visit is looked through, once, while nobody writes.
SET LOCAL statement_timeout = '30min';
ALTER TABLE visits
    ADD COLUMN held_until timestamptz,
    ADD COLUMN patient_answer text CHECK (patient_answer IN ('yes', 'no')),
    ADD COLUMN answered_at timestamptz,
    ALTER COLUMN patient_id DROP NOT NULL,
    DROP CONSTRAINT visits_status_check,
    ADD CONSTRAINT visits_status_check
        CHECK (status IN ('held', 'planned', 'confirmed', 'waiting', 'in_chair', 'finished', 'cancelled', 'no_show')),
    ADD CONSTRAINT visits_or_holds
        CHECK (CASE WHEN patient_id IS NULL THEN held_until IS NOT NULL AND status IN ('held', 'cancelled')
                    ELSE status <> 'held' END);
COMMENT ON COLUMN visits.held_until IS 'of a hold: from then on the time is free again; stays when it becomes a visit';
COMMENT ON COLUMN visits.patient_id IS 'null: a hold, or what was one';
COMMENT ON COLUMN visits.patient_answer IS 'to a reminder of the time that the visit has';
"""

PRACTICES = """
ALTER TABLE practices ADD COLUMN timetable_version integer NOT NULL DEFAULT 0;
COMMENT ON COLUMN practices.timetable_version IS 'counts the changes of calendars, hours, days off, services and holds';
"""

HELD = """
-- Few, and every booking asks for those in its way.
CREATE INDEX visits_held ON visits (practice_id, calendar_id, starts_at) WHERE status = 'held';
"""


def upgrade() -> None:
    for statements in (VISITS, PRACTICES, HELD):
        op.execute(statements)
