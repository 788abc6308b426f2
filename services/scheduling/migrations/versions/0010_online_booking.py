"""Online booking: what a practice allows, times that strangers hold, their codes, and how often they try."""

from alembic import op
from chassis.tables import separate_practices_v1

revision = "0010"
down_revision = "0006"

APP = "scheduling_app"

PRACTICES = """
ALTER TABLE practices
    ADD COLUMN phone text,
    ADD COLUMN online_booking boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN practices.online_booking IS 'as accounts announces it; false until it has for the first time';
"""

SETTINGS = """
CREATE TABLE booking_settings (
    practice_id uuid PRIMARY KEY REFERENCES practices,
    notice_minutes integer NOT NULL,
    horizon_days integer NOT NULL,
    calendar_ids uuid[] NOT NULL,
    new_patients boolean NOT NULL,
    most_open integer NOT NULL,
    change_until_minutes integer NOT NULL,
    offer_minutes integer NOT NULL,
    allowed_origins text[] NOT NULL,
    version integer NOT NULL
);
COMMENT ON TABLE booking_settings IS 'a practice without a row has the defaults, in version 1';
"""

VISITS = """
-- An index over every visit there is.
SET LOCAL statement_timeout = '30min';
ALTER TABLE visits ADD COLUMN source text CHECK (source IN ('online', 'waiting_list'));
COMMENT ON COLUMN visits.source IS 'null: booked by the reception';
CREATE INDEX visits_by_id ON visits (id);

-- Who comes by a link has no session: the visit tells the practice. This looks as the owner, and tells nothing else.
CREATE POLICY owner_finds_practice ON visits FOR SELECT TO CURRENT_USER USING (true);
CREATE FUNCTION practice_of_visit(wanted uuid) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS $$ SELECT practice_id FROM visits WHERE id = wanted AND patient_id IS NOT NULL $$;
"""

PUBLIC_HOLDS = """
CREATE TABLE public_holds (
    practice_id uuid NOT NULL,
    hold_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    created_at timestamptz NOT NULL,
    extended boolean NOT NULL DEFAULT false,
    asked jsonb,
    code_id uuid,
    code_hash bytea,
    code_expires_at timestamptz,
    tries integer NOT NULL DEFAULT 0,
    confirmed_at timestamptz,
    PRIMARY KEY (practice_id, hold_id),
    FOREIGN KEY (practice_id, hold_id) REFERENCES visits (practice_id, id)
);
COMMENT ON TABLE public_holds IS 'of a hold of online booking; forgotten a day after it was made';
COMMENT ON COLUMN public_holds.asked IS 'what the person typed, until the hold is confirmed or forgotten';
COMMENT ON COLUMN public_holds.tries IS 'how many are left for the code';
CREATE INDEX public_holds_by_age ON public_holds (created_at);
"""

TRIES = """
-- Of no practice: a phone is protected from all of them together. The key is a keyed hash and leads to nobody.
CREATE TABLE tries (
    key bytea PRIMARY KEY,
    times timestamptz[] NOT NULL,
    until timestamptz NOT NULL
);
CREATE INDEX tries_until ON tries (until);
"""


def upgrade() -> None:
    for statements in (PRACTICES, SETTINGS, VISITS, PUBLIC_HOLDS, TRIES):
        op.execute(statements)
    for table in ("booking_settings", "public_holds"):
        separate_practices_v1(op, table)
    op.execute(f"GRANT SELECT, INSERT, UPDATE ON booking_settings TO {APP}")
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON public_holds, tries TO {APP}")
