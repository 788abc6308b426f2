"""A notifications database with many practices, patients and visits, and reminders of all of them due at once."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg

PRACTICES = """
INSERT INTO practices
SELECT gen_random_uuid(), 1, 'Gabinet ' || n, '+48221234567', 'Europe/Warsaw', true, true, '10:00', '00:00', '00:00'
FROM generate_series(1, %(count)s) AS n
"""

PATIENTS = """
WITH numbered AS (SELECT practice_id, row_number() OVER () - 1 AS place, count(*) OVER () AS practices FROM practices)
INSERT INTO patients (patient_id, practice_id, version, first_name, last_name, phone, email, sms_consent, email_consent)
SELECT gen_random_uuid(), practice_id, 1, 'Zofia', 'Nr ' || n, '+48' || (500000000 + n), 'p' || n || '@example.com',
       true, true
FROM generate_series(1, %(count)s) AS n JOIN numbered ON place = n %% practices
"""

VISITS = """
INSERT INTO visits (visit_id, practice_id, patient_id, version, starts_at, ends_at, status, trace_id)
SELECT gen_random_uuid(), practice_id, patient_id, 1, date_trunc('hour', now()) + interval '12 hours',
       date_trunc('hour', now()) + interval '13 hours', 'planned', '4bf92f3577b34da6a3ce929d0e0e4736'
FROM patients
"""

DUE = """
INSERT INTO messages (id, practice_id, channel, visit_id, patient_id, visit_starts_at, state, send_at, due_at, trace_id,
                      attempts, dispatches, maybe_accepted, created_at, changed_at)
SELECT gen_random_uuid(), practice_id, 'sms', visit_id, patient_id, starts_at, 'planned', now(), now(), trace_id,
       0, 0, false, now(), now()
FROM visits
"""


@dataclass(frozen=True)
class Ledger:
    owner_url: str
    app_url: str

    def fill(self, practices: int, patients: int) -> None:
        """Copies as events would have brought them; nobody sleeps, so that nothing waits for the morning."""
        with self._database() as database:
            database.execute(PRACTICES, {"count": practices})
            database.execute(PATIENTS, {"count": patients})
            database.execute(VISITS)
        self._analyze("practices", "patients", "visits")

    def empty(self) -> None:
        with self._database() as database:
            database.execute("TRUNCATE messages")

    def make_due(self) -> None:
        """A reminder of every visit, due as soon as this returns; whoever waits for it hears of it."""
        with self._database() as database:
            database.execute(DUE)
            database.execute("ANALYZE messages")
            database.execute("NOTIFY message_due")

    def patients(self, count: int) -> list[tuple[str, str]]:
        """Practice and patient."""
        with self._database() as database:
            found = database.execute("SELECT practice_id, patient_id FROM patients LIMIT %s", [count]).fetchall()
        return [(str(practice), str(patient)) for practice, patient in found]

    def count(self, table: str) -> int:
        with self._database() as database:
            row = database.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()
        assert row is not None
        return int(row[0])

    def _database(self) -> psycopg.Connection[tuple[object, ...]]:
        connection = psycopg.connect(self.owner_url)
        connection.execute("SELECT set_config('app.practice_id', 'all', false)")
        return connection

    def _analyze(self, *tables: str) -> None:
        with psycopg.connect(self.owner_url, autocommit=True) as database:
            for table in tables:
                database.execute(f"VACUUM ANALYZE {table}".encode())
