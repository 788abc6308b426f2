"""Patients in full: consents with time and source, cards merged and erased, and imports of many cards from a file."""

from alembic import op
from chassis.tables import separate_practices_v1

revision = "0005"
down_revision = "0004"

APP = "scheduling_app"

STATES = """
-- Indexes are built and answers written for every patient there is.
SET LOCAL statement_timeout = '30min';
ALTER TABLE patients
    ADD COLUMN state text NOT NULL DEFAULT 'active',
    ADD COLUMN merged_into uuid,
    ADD COLUMN keep_until date,
    ADD CHECK (state IN ('active', 'merged', 'erased')),
    ADD CHECK ((state = 'merged') = (merged_into IS NOT NULL)),
    ADD CHECK (keep_until IS NULL OR state = 'erased'),
    ADD FOREIGN KEY (practice_id, merged_into) REFERENCES patients (practice_id, id);
COMMENT ON COLUMN patients.merged_into IS 'the card that goes on; never one that is merged itself';
COMMENT ON COLUMN patients.keep_until IS 'of an erased card: what documents treatment is kept to the end of that day';
CREATE INDEX patients_merged ON patients (practice_id, merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX patients_kept ON patients (keep_until) WHERE keep_until IS NOT NULL;
"""

LOOK_ALIKES = """
-- Who may be one person is asked by what only few have in common.
CREATE INDEX patients_by_phone ON patients (practice_id, phone, id) WHERE state = 'active' AND phone IS NOT NULL;
CREATE INDEX patients_by_pesel ON patients (practice_id, pesel, id) WHERE state = 'active' AND pesel IS NOT NULL;
CREATE INDEX patients_by_birth_date ON patients (practice_id, birth_date, id)
    WHERE state = 'active' AND birth_date IS NOT NULL;
"""

SEARCH = """
-- Few new patients wait beside the index (in kB; it was 4 MB). Those of one large file, all waiting, would have every
-- search read the whole table until the next vacuum.
ALTER INDEX patients_search SET (gin_pending_list_limit = 256);

-- As in 0001, but that merged and erased cards are not found.
CREATE OR REPLACE FUNCTION matching_patients(patterns text[], after_search text, after_id uuid, at_most integer)
    RETURNS SETOF uuid LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    condition text;
    fence text := CASE WHEN (SELECT max(length(pattern)) FROM unnest(patterns) AS pattern) > 4 THEN '' ELSE 'NOT' END;
BEGIN
    SELECT coalesce(string_agg(format('AND search LIKE ($2::text[])[%s]', number), ' '), '') INTO condition
        FROM generate_subscripts(patterns, 1) AS number;
    RETURN QUERY EXECUTE format(
        'WITH matching AS %s MATERIALIZED ('
        '   SELECT id, search FROM patients WHERE practice_id = $1 AND state = ''active'' %s)'
        ' SELECT id FROM matching WHERE $4 IS NULL OR (search, id) > ($3, $4) ORDER BY search, id LIMIT $5',
        fence, condition
    ) USING current_setting('app.practice_id')::uuid, patterns, after_search, after_id, at_most;
END
$$;
"""

CONSENTS = """
CREATE TABLE patient_consents (
    practice_id uuid NOT NULL,
    patient_id uuid NOT NULL,
    position bigint GENERATED ALWAYS AS IDENTITY,
    channel text NOT NULL CHECK (channel IN ('sms', 'email')),
    given boolean NOT NULL,
    at timestamptz NOT NULL,
    source text NOT NULL
        CHECK (source IN ('reception', 'patient', 'import', 'online_booking', 'program', 'assumed')),
    actor_id uuid,
    PRIMARY KEY (practice_id, patient_id, position),
    FOREIGN KEY (practice_id, patient_id) REFERENCES patients (practice_id, id)
);
COMMENT ON COLUMN patient_consents.position IS 'the last one written for a channel holds, whenever it was said';
INSERT INTO patient_consents (practice_id, patient_id, channel, given, at, source)
    SELECT practice_id, id, channel, given, now(), 'assumed'
    FROM patients CROSS JOIN LATERAL (VALUES ('sms', consent_sms), ('email', consent_email)) AS said (channel, given);

-- The application's role adds and reads. What a patient answered goes with the patient, and with nobody else.
CREATE FUNCTION forget_consents(erased uuid) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    DELETE FROM patient_consents AS said USING patients AS card
    WHERE said.practice_id = current_setting('app.practice_id')::uuid
        AND (card.practice_id, card.id) = (said.practice_id, said.patient_id)
        AND (card.id = erased AND card.state = 'erased' OR card.merged_into = erased)
$$;
"""

IMPORTS = """
CREATE TABLE patient_imports (
    practice_id uuid NOT NULL REFERENCES practices,
    id uuid NOT NULL,
    file_name text NOT NULL,
    state text NOT NULL CHECK (state IN ('checking', 'checked', 'running', 'finished', 'discarded')),
    headers jsonb NOT NULL,
    columns jsonb NOT NULL,
    row_count integer NOT NULL,
    looked_at integer NOT NULL DEFAULT 0,
    ready integer NOT NULL DEFAULT 0,
    duplicate integer NOT NULL DEFAULT 0,
    refused integer NOT NULL DEFAULT 0,
    added integer NOT NULL DEFAULT 0,
    skipped integer NOT NULL DEFAULT 0,
    duplicates_too boolean NOT NULL DEFAULT false,
    actor_id uuid,
    trace_id text NOT NULL,
    created_at timestamptz NOT NULL,
    finished_at timestamptz,
    wiped boolean NOT NULL DEFAULT false,
    PRIMARY KEY (practice_id, id)
);
COMMENT ON COLUMN patient_imports.actor_id IS 'who prepared it or, later, started it';
COMMENT ON COLUMN patient_imports.wiped IS 'nothing of what the file said is kept any more';
CREATE INDEX patient_imports_open ON patient_imports (created_at) WHERE NOT wiped;

CREATE TABLE patient_import_rows (
    practice_id uuid NOT NULL,
    import_id uuid NOT NULL,
    number integer NOT NULL,
    cells jsonb,
    keys text[] NOT NULL DEFAULT '{}',
    state text CHECK (state IN ('ready', 'duplicate', 'refused', 'added', 'skipped')),
    problems jsonb NOT NULL DEFAULT '[]',
    patient_id uuid,
    PRIMARY KEY (practice_id, import_id, number),
    FOREIGN KEY (practice_id, import_id) REFERENCES patient_imports (practice_id, id),
    FOREIGN KEY (practice_id, patient_id) REFERENCES patients (practice_id, id)
);
COMMENT ON COLUMN patient_import_rows.number IS 'of the line in the file, as a spreadsheet counts';
COMMENT ON COLUMN patient_import_rows.cells IS 'null: wiped';
COMMENT ON COLUMN patient_import_rows.keys IS 'what two rows about one person have in common';
COMMENT ON COLUMN patient_import_rows.state IS 'null: not looked at yet';
CREATE INDEX patient_import_rows_by_state ON patient_import_rows (practice_id, import_id, state, number);
"""


def upgrade() -> None:
    for statements in (STATES, LOOK_ALIKES, SEARCH, CONSENTS, IMPORTS):
        op.execute(statements)
    for table in ("patient_consents", "patient_imports", "patient_import_rows"):
        separate_practices_v1(op, table)
    op.execute(f"GRANT SELECT, INSERT ON patient_consents TO {APP}")
    op.execute(f"GRANT SELECT, INSERT, UPDATE ON patient_imports, patient_import_rows TO {APP}")
