"""Dates that differ from the week: exceptions of practices and calendars, public holidays on which a practice works."""

from alembic import op
from chassis.tables import separate_practices_v1

revision = "0002"
down_revision = "0001"

APP = "scheduling_app"

DAY_EXCEPTIONS = """
CREATE TABLE day_exceptions (
    practice_id uuid NOT NULL REFERENCES practices,
    id uuid NOT NULL,
    calendar_id uuid,
    date date NOT NULL,
    hours_from time,
    hours_to time,
    break_from time,
    break_to time,
    name text,
    PRIMARY KEY (practice_id, id),
    FOREIGN KEY (practice_id, calendar_id) REFERENCES calendars (practice_id, id),
    CONSTRAINT one_exception_a_date UNIQUE NULLS NOT DISTINCT (practice_id, date, calendar_id),
    -- Closed, open, or open with a break.
    CHECK (num_nulls(hours_from, hours_to, break_from, break_to) IN (0, 4)
        OR (num_nulls(hours_from, hours_to) = 0 AND num_nulls(break_from, break_to) = 2)),
    CHECK (hours_from < hours_to),
    CHECK (hours_from <= break_from AND break_from < break_to AND break_to <= hours_to)
);
COMMENT ON COLUMN day_exceptions.calendar_id IS 'null: the whole practice';
COMMENT ON COLUMN day_exceptions.hours_from IS 'null: closed';
"""

HOLIDAY_CHOICES = """
CREATE TABLE holiday_choices (
    practice_id uuid NOT NULL REFERENCES practices,
    date date NOT NULL,
    closed boolean NOT NULL,
    PRIMARY KEY (practice_id, date)
);
COMMENT ON TABLE holiday_choices IS 'without a row the practice is closed on a public holiday';
"""


def upgrade() -> None:
    for statements in (DAY_EXCEPTIONS, HOLIDAY_CHOICES):
        op.execute(statements)
    for table in ("day_exceptions", "holiday_choices"):
        separate_practices_v1(op, table)
    op.execute(f"GRANT SELECT, INSERT, DELETE ON day_exceptions TO {APP}")
    op.execute(f"GRANT SELECT, INSERT, UPDATE ON holiday_choices TO {APP}")
