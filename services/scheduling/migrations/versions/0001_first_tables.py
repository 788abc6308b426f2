"""The first tables: practices, calendars, patients, visits, and the chassis's own."""

from alembic import op
from chassis.tables import create_idempotency_v1, create_inbox_v1, create_outbox_v1, separate_practices_v1

revision = "0001"
down_revision = None

APP = "scheduling_app"

FUNCTIONS = """
-- Small letters without accents: what the patient search compares. unaccent() itself is only STABLE, because its
-- dictionary could be changed; ours is not.
CREATE FUNCTION searchable(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$ SELECT lower(public.unaccent('public.unaccent'::regdictionary, $1)) $$;

-- A LIKE pattern for "somewhere within"; what was typed has no wildcards.
CREATE FUNCTION anywhere(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$ SELECT '%' || regexp_replace(public.searchable($1), '([\\\\%_])', '\\\\\\1', 'g') || '%' $$;
"""

PRACTICES = """
CREATE TABLE practices (
    practice_id uuid PRIMARY KEY,
    name text NOT NULL,
    time_zone text NOT NULL,
    source_version integer NOT NULL,
    welcomed boolean NOT NULL DEFAULT false,
    week jsonb NOT NULL,
    week_version integer NOT NULL DEFAULT 1
);
"""

CALENDARS = """
CREATE TABLE calendars (
    practice_id uuid NOT NULL REFERENCES practices,
    id uuid NOT NULL,
    name text NOT NULL,
    color text NOT NULL,
    position integer NOT NULL,
    active boolean NOT NULL DEFAULT true,
    own_week jsonb,
    version integer NOT NULL,
    PRIMARY KEY (practice_id, id)
);
"""

PATIENTS = """
CREATE TABLE patients (
    practice_id uuid NOT NULL REFERENCES practices,
    id uuid NOT NULL,
    first_name text NOT NULL,
    last_name text NOT NULL,
    phone text,
    email text,
    birth_date date,
    pesel text,
    address text,
    notes text,
    consent_sms boolean NOT NULL,
    consent_email boolean NOT NULL,
    version integer NOT NULL,
    search text NOT NULL GENERATED ALWAYS AS (
        searchable(last_name || ' ' || first_name || ' ' || coalesce(substr(phone, 2), ''))
    ) STORED,
    PRIMARY KEY (practice_id, id)
);
CREATE INDEX patients_by_name ON patients (practice_id, search, id);
CREATE INDEX patients_search ON patients USING gin (search gin_trgm_ops);
"""

PATIENT_SEARCH = """
-- LIKE is not leakproof, so row-level security keeps it from using an index: it would have to look at strangers' rows
-- first. This function looks at them, as the owner, and gives out the ids of the transaction's own practice alone.
CREATE POLICY owner_searches ON patients FOR SELECT TO CURRENT_USER USING (true);

CREATE FUNCTION matching_patients(patterns text[], after_search text, after_id uuid, at_most integer)
    RETURNS SETOF uuid LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    condition text;
    -- Three letters in a row are in the index, and few patients have them: find them all, then sort. What is shorter
    -- many have: walk along the names until the page is full. Left alone the planner often walks for a rare word, too.
    fence text := CASE WHEN (SELECT max(length(pattern)) FROM unnest(patterns) AS pattern) > 4 THEN '' ELSE 'NOT' END;
BEGIN
    SELECT coalesce(string_agg(format('AND search LIKE ($2::text[])[%s]', number), ' '), '') INTO condition
        FROM generate_subscripts(patterns, 1) AS number;
    RETURN QUERY EXECUTE format(
        'WITH matching AS %s MATERIALIZED (SELECT id, search FROM patients WHERE practice_id = $1 %s)'
        ' SELECT id FROM matching WHERE $4 IS NULL OR (search, id) > ($3, $4) ORDER BY search, id LIMIT $5',
        fence, condition
    ) USING current_setting('app.practice_id')::uuid, patterns, after_search, after_id, at_most;
END
$$;
"""

VISITS = """
CREATE TABLE visits (
    practice_id uuid NOT NULL,
    id uuid NOT NULL,
    calendar_id uuid NOT NULL,
    patient_id uuid NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    during tstzrange NOT NULL GENERATED ALWAYS AS (tstzrange(starts_at, ends_at, '[)')) STORED,
    status text NOT NULL,
    note text,
    cancel_reason text,
    version integer NOT NULL,
    PRIMARY KEY (practice_id, id),
    CHECK (starts_at < ends_at),
    CHECK (status IN ('planned', 'confirmed', 'waiting', 'in_chair', 'finished', 'cancelled', 'no_show')),
    FOREIGN KEY (practice_id, calendar_id) REFERENCES calendars (practice_id, id),
    FOREIGN KEY (practice_id, patient_id) REFERENCES patients (practice_id, id),
    CONSTRAINT visits_do_not_overlap EXCLUDE USING gist (calendar_id WITH =, during WITH &&)
        WHERE (status <> 'cancelled')
);
CREATE INDEX visits_by_start ON visits (practice_id, starts_at, id);
CREATE INDEX visits_by_patient ON visits (practice_id, patient_id, starts_at, id);
"""


def upgrade() -> None:
    for statements in (FUNCTIONS, PRACTICES, CALENDARS, PATIENTS, VISITS):
        op.execute(statements)
    for table in ("practices", "calendars", "patients", "visits"):
        separate_practices_v1(op, table)
        op.execute(f"GRANT SELECT, INSERT, UPDATE ON {table} TO {APP}")
    op.execute(PATIENT_SEARCH)
    create_outbox_v1(op, APP)
    create_inbox_v1(op, APP)
    create_idempotency_v1(op, APP)
