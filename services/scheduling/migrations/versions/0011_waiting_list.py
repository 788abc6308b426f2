"""The waiting list: who waits, what was offered to them, and times that became free."""

from alembic import op
from chassis.tables import separate_practices_v1

revision = "0011"
down_revision = "0010"

APP = "scheduling_app"

PRACTICES = """
ALTER TABLE practices
    ADD COLUMN quiet_from time NOT NULL DEFAULT '21:00',
    ADD COLUMN quiet_to time NOT NULL DEFAULT '08:00',
    ADD COLUMN sms boolean NOT NULL DEFAULT true,
    ADD COLUMN email boolean NOT NULL DEFAULT true;
COMMENT ON COLUMN practices.quiet_from IS 'on the wall clock; equal to quiet_to: never quiet';
COMMENT ON COLUMN practices.sms IS 'whether the practice writes by it at all, as accounts announces it';
"""

ENTRIES = """
CREATE TABLE waiting_entries (
    practice_id uuid NOT NULL,
    id uuid NOT NULL,
    place bigint GENERATED ALWAYS AS IDENTITY,
    patient_id uuid NOT NULL,
    service_id uuid,
    minutes integer NOT NULL,
    calendar_ids uuid[] NOT NULL,
    weekdays integer[] NOT NULL,
    from_hour time,
    to_hour time,
    from_date date NOT NULL,
    until_date date NOT NULL,
    note text,
    state text NOT NULL CHECK (state IN ('waiting', 'booked', 'withdrawn', 'expired')),
    source text NOT NULL CHECK (source IN ('reception', 'online')),
    created_at timestamptz NOT NULL,
    visit_id uuid,
    passed_over jsonb,
    version integer NOT NULL,
    PRIMARY KEY (practice_id, id),
    CHECK (from_date <= until_date),
    CHECK ((state = 'booked') = (visit_id IS NOT NULL)),
    FOREIGN KEY (practice_id, patient_id) REFERENCES patients (practice_id, id),
    FOREIGN KEY (practice_id, service_id) REFERENCES services (practice_id, id),
    FOREIGN KEY (practice_id, visit_id) REFERENCES visits (practice_id, id)
);
COMMENT ON COLUMN waiting_entries.place IS 'who has a smaller one is asked first';
COMMENT ON COLUMN waiting_entries.calendar_ids IS 'empty: any; weekdays too';
COMMENT ON COLUMN waiting_entries.state IS 'one that waits past its until_date has expired, whether it says so or not';
COMMENT ON COLUMN waiting_entries.passed_over IS 'the last time that they wished for and were not offered, and why';
CREATE UNIQUE INDEX waiting_once ON waiting_entries (practice_id, patient_id, service_id) NULLS NOT DISTINCT
    WHERE state = 'waiting';
CREATE UNIQUE INDEX waiting_by_place ON waiting_entries (practice_id, place);
CREATE INDEX waiting_by_patient ON waiting_entries (practice_id, patient_id);
"""

OFFERS = """
CREATE TABLE time_offers (
    practice_id uuid NOT NULL,
    id uuid NOT NULL,
    entry_id uuid NOT NULL,
    patient_id uuid NOT NULL,
    calendar_id uuid NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    state text NOT NULL CHECK (state IN ('sent', 'accepted', 'refused', 'expired', 'withdrawn')),
    offered_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (practice_id, id),
    FOREIGN KEY (practice_id, id) REFERENCES visits (practice_id, id),
    FOREIGN KEY (practice_id, entry_id) REFERENCES waiting_entries (practice_id, id),
    FOREIGN KEY (practice_id, patient_id) REFERENCES patients (practice_id, id),
    FOREIGN KEY (practice_id, calendar_id) REFERENCES calendars (practice_id, id)
);
COMMENT ON TABLE time_offers IS 'each has the id of its hold, and of the visit that this becomes';
CREATE UNIQUE INDEX one_offer_a_patient ON time_offers (practice_id, patient_id) WHERE state = 'sent';
CREATE INDEX time_offers_by_entry ON time_offers (practice_id, entry_id);
CREATE INDEX time_offers_sent ON time_offers (expires_at) WHERE state = 'sent';
CREATE INDEX time_offers_by_id ON time_offers (id);

-- Who comes by a link has no session: the offer tells the practice. This looks as the owner, and tells nothing else.
CREATE POLICY owner_finds_practice ON time_offers FOR SELECT TO CURRENT_USER USING (true);
CREATE FUNCTION practice_of_offer(wanted uuid) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS $$ SELECT practice_id FROM time_offers WHERE id = wanted $$;
"""

FREED = """
CREATE TABLE freed_times (
    practice_id uuid NOT NULL,
    id uuid NOT NULL,
    calendar_id uuid NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    look_at timestamptz NOT NULL,
    PRIMARY KEY (practice_id, id),
    CHECK (starts_at < ends_at),
    FOREIGN KEY (practice_id, calendar_id) REFERENCES calendars (practice_id, id)
);
COMMENT ON TABLE freed_times IS 'to be offered to who waits; gone once nobody is left to offer them to';
COMMENT ON COLUMN freed_times.look_at IS 'not sooner: it is night, or somebody holds the time';
CREATE INDEX freed_times_to_look_at ON freed_times (look_at);
"""

JOININGS = """
CREATE TABLE joinings (
    practice_id uuid NOT NULL REFERENCES practices,
    id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    service_id uuid NOT NULL,
    wishes jsonb NOT NULL,
    asked jsonb,
    code_id uuid NOT NULL,
    code_hash bytea NOT NULL,
    code_expires_at timestamptz NOT NULL,
    tries integer NOT NULL,
    joined_until date,
    PRIMARY KEY (practice_id, id),
    FOREIGN KEY (practice_id, service_id) REFERENCES services (practice_id, id)
);
COMMENT ON TABLE joinings IS 'strangers who ask to wait, until their code is confirmed; forgotten after a day';
COMMENT ON COLUMN joinings.asked IS 'what the person typed, until it is confirmed or forgotten';
CREATE INDEX joinings_by_age ON joinings (created_at);
"""


def upgrade() -> None:
    for statements in (PRACTICES, ENTRIES, OFFERS, FREED, JOININGS):
        op.execute(statements)
    for table in ("waiting_entries", "time_offers", "freed_times", "joinings"):
        separate_practices_v1(op, table)
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {APP}")
